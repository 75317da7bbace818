"""Stories like those that courts and offices decided, recorded through the public interface.

Each tells what the file of the case is reported to have held, and no more; what is expected of it
was written down by hand from what the court said was there, or missing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bozzetto.api import Input, Instruction, Program, Prompt, Studio, Work
from bozzetto.record import Asset, Digest, Seen

__all__ = ["CASES", "Case", "told"]

DIFFUSION = Program("Stable Diffusion web UI", "1.10")
SERVICE = Program("Midjourney", "6")
EDITOR = Program("Photoshop", "25")


@dataclass(frozen=True)
class Case:
    """A story, and what is to be found in it."""

    id: str
    place: str
    record: Callable[[Work, Path], None]
    wanted: dict[str, str]  # factor, and its state


def told(
    work: Work,
    words: str,
    *,
    program: Program = DIFFUSION,
    by: str = "person",
    inputs: tuple[Input, ...] = (),
    seen: Seen = Seen.LIVE,
    account: str | None = None,
    **settings: str,
) -> Digest:
    """Give an instruction."""
    instruction = Instruction(
        program.name,
        program.version,
        prompts=(Prompt(words, role="positive", by=by),),
        settings=settings,
        inputs=inputs,
        account=account,
    )
    return work.give_instruction(instruction, seen=seen).digest


class Brush:
    """Makes pictures that differ."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def file(self) -> Path:
        """Write another picture."""
        self.count += 1
        path = self.folder / f"{self.count}.png"
        Image.new("RGB", (8, 8), (self.count * 7 % 256, self.count, 90)).save(path)
        return path


def received(
    work: Work, brush: Brush, given: Digest | None, count: int, seen: Seen = Seen.LIVE
) -> list[Asset]:
    """Receive some outputs."""
    made = [work.take(brush.file()) for _ in range(count)]
    work.receive_output(given, made, program=DIFFUSION, seen=seen)
    return made


def chosen(work: Work, among: list[Asset], reason: str | None) -> Asset:
    """Choose the last, and reject the others."""
    digests = [asset.digest for asset in among]
    work.choose(digests, chosen=digests[-1:], rejected=digests[:-1], reason=reason)
    return among[-1]


def _spring_breeze(work: Work, folder: Path) -> None:
    """Li: parameters changed each time, four pictures, the last one chosen."""
    brush = Brush(folder)
    work.state_intent("a girl at dusk, a photograph of film", dimensions=["composition elements"])
    made: list[Asset] = []
    for cfg in ("7", "8", "8.5", "9"):
        given = told(work, f"golden hour, freckles, film grain {cfg}", seed="2692150200", cfg=cfg)
        made += received(work, brush, given, 1)
        work.comment("the light is too hard", [made[-1].digest])
    chosen(work, made, "the braids are even, the look is calm")


def _half_heart(work: Work, folder: Path) -> None:
    """Lin: prompts and details changed, reworked in Photoshop, the account is the claimant's."""
    brush = Brush(folder)
    made: list[Asset] = []
    for words in ("half a heart on the river", "half a heart, its reflection makes it whole"):
        given = told(work, words, program=SERVICE, account="lin")
        made += received(work, brush, given, 4)
        chosen(work, made[-4:], "the reflection closes the heart")
    edited = brush.file()
    work.record_edit(
        [made[-1].digest], edited, program=EDITOR, dimensions=["lines"], note="shoreline"
    )


def _wang(work: Work, folder: Path) -> None:
    """Wang: style and light foreseen and adjusted over many pictures, and one of them selected."""
    brush = Brush(folder)
    made: list[Asset] = []
    for light in ("noon", "dusk", "dusk, a lamp behind"):
        work.state_intent(f"the light of {light} from the left", dimensions=["colour"])
        given = told(work, f"a wing of paper, {light}", style=light)
        made += received(work, brush, given, 2)
    chosen(work, made, "the shadow falls where I wanted it")


def _butterfly_chair(work: Work, folder: Path) -> None:
    """Feng: one prompt at the time; richer ones only in a demonstration a year later."""
    brush = Brush(folder)
    words = "children's chair with jelly texture, shape of cute pink butterfly"
    given = told(work, words, program=SERVICE, seen=Seen.IMPORTED)
    received(work, brush, given, 1, Seen.IMPORTED)
    work.record_edit([], brush.file(), program=EDITOR, dimensions=[], note="a sticker, I believe")


def _frosts_descent(work: Work, folder: Path) -> None:
    """Cui: one command, four pictures, nothing changed."""
    brush = Brush(folder)
    given = told(work, "Frost's Descent solar term", program=Program("Jimeng", "2"))
    received(work, brush, given, 4)


def _cat_pendant(work: Work, folder: Path) -> None:
    """Zhou: a simulation, whose words the software made out of the finished picture."""
    brush = Brush(folder)
    given = told(work, "a crystal cat, pendant, studio light", by="image description")
    received(work, brush, given, 1)


def _american_cheese(work: Work, folder: Path) -> None:
    """Invoke: three candidates, one of them chosen, then region by region with masks."""
    brush = Brush(folder)
    given = told(work, "fractured glass, a woman's face", seed="1")
    first = received(work, brush, given, 3)
    current = chosen(work, first, "the third eye is free for cheese")
    for number in range(4):
        mask = work.take(brush.file())
        inputs = (Input("init", current, region=mask),)
        given = told(work, f"inpaint {number}: spaghetti hair", inputs=inputs, seed=str(number))
        (current,) = received(work, brush, given, 1)
        work.comment("the edge has to go", [current.digest])
    work.record_edit(
        [current.digest, first[0].digest],
        brush.file(),
        program=Program("InvokeAI canvas", "5"),
        dimensions=["composition elements"],
    )


def _theatre(work: Work, folder: Path) -> None:
    """Allen: hundreds of prompts, and edits of which no state before was kept."""
    brush = Brush(folder)
    for number in range(6):
        given = told(work, f"space opera theatre {number}", program=SERVICE)
        received(work, brush, given, 1)
    work.record_edit([], brush.file(), program=EDITOR, dimensions=["colour"])


CASES = (
    Case(
        "Li, spring breeze",
        "cn",
        _spring_breeze,
        {
            "intent": "documented",
            "instructions": "documented",
            "iteration": "documented",
            "selection": "documented",
            "features": "documented",
            "modification": "missing",
            "contemporaneity": "missing",
        },
    ),
    Case(
        "Lin, half heart",
        "cn",
        _half_heart,
        {
            "instructions": "documented",
            "iteration": "thin",
            "selection": "documented",
            "modification": "documented",
            "account": "documented",
            "intent": "missing",
        },
    ),
    Case(
        "Wang, control and foresight",
        "cn",
        _wang,
        {
            "foresight": "documented",
            "iteration": "thin",  # a choice at the end answers to no single round
            "selection": "documented",
            "features": "documented",
        },
    ),
    Case(
        "Feng, butterfly chair",
        "cn",
        _butterfly_chair,
        {
            "instructions": "thin",
            "iteration": "missing",
            "selection": "missing",
            "modification": "thin",
            "features": "missing",
            "course": "missing",
            "contemporaneity": "missing",
        },
    ),
    Case(
        "Cui, Frost's Descent",
        "cn",
        _frosts_descent,
        {
            "instructions": "documented",
            "iteration": "missing",
            "selection": "missing",
            "modification": "missing",
            "foresight": "missing",
        },
    ),
    Case(
        "Zhou, cat pendant",
        "cn",
        _cat_pendant,
        {
            "intent": "missing",
            "instructions": "missing",
            "iteration": "missing",
            "selection": "missing",
            "modification": "missing",
            "contemporaneity": "missing",
        },
    ),
    Case(
        "American Cheese",
        "us",
        _american_cheese,
        {
            "control": "documented",
            "selection": "documented",
            "modification": "documented",
            "arrangement": "documented",
        },
    ),
    Case(
        "Théâtre d'Opéra Spatial",
        "us",
        _theatre,
        {
            "instructions": "documented",
            "modification": "thin",
            "control": "missing",
            "selection": "missing",
            "own input": "missing",
        },
    ),
)


def open_work(folder: Path) -> tuple[Studio, Work]:
    """Make a studio with a work in it."""
    studio = Studio.create(folder / "studio", name="Atelier", owner="The artist")
    return studio, studio.open_work("The work")
