"""The staging area: which of the pictures of the canvas were taken, and which were thrown away.

No event tells of it, and no table. The page keeps the staging area's own state at the server
(``client_state``, key ``canvasSession``: the session, and the items that were discarded from it),
two seconds after each change. A session ends when a picture is accepted, which then lies in a
layer (key ``canvas``), or when all are discarded.
(features/controlLayers/components/StagingArea/context.tsx, store/canvasStagingAreaSlice.ts)
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bozzetto.capture.dialects.jsontext import Json, elements, members, parse_json, string
from bozzetto.capture.invokeai.graph import image_names

__all__ = ["Decision", "Staging"]

MAX_SESSIONS = 64  # staging areas that are remembered; the page has one at a time
MAX_STAGED = 4096  # images of one
PATIENCE = 4  # looks at the layers before all counts as discarded: the page saves them by and by

_TARGET = "/api/v1/client_state/default/get_by_key?key="
_Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by names of images."""

    words: str
    among: tuple[str, ...]
    chosen: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()


@dataclass(slots=True)
class _Area:
    """What one staging area shows."""

    items: dict[str, list[str]] = field(default_factory=dict)  # images by the item's number
    discarded: set[str] = field(default_factory=set)  # numbers
    looks: int = 0  # since its session ended

    def left(self) -> list[str]:
        """List the images about which nothing is decided."""
        kept = (images for item, images in self.items.items() if item not in self.discarded)
        return [name for images in kept for name in images]


class Staging:
    """Finds out what was decided. One thread uses it."""

    def __init__(self, ask: _Ask) -> None:
        """Begin.

        Args:
            ask: Asks InvokeAI for JSON; None where it does not give it.
        """
        self._ask = ask
        self._areas: OrderedDict[str, _Area] = OrderedDict()  # by the session of the canvas

    def add(self, session: str, number: int, name: str) -> None:
        """Take note of a picture that is staged."""
        area = self._areas.setdefault(session, _Area())
        images = area.items.setdefault(str(number), [])
        if sum(map(len, area.items.values())) < MAX_STAGED and name not in images:
            images.append(name)
        while len(self._areas) > MAX_SESSIONS:
            self._areas.popitem(last=False)

    def look(self) -> list[Decision]:
        """Ask what was decided since the last look."""
        if not self._areas:
            return []
        state = members(self._state("canvasSession"))
        current = string(state.get("canvasSessionId"))
        if current is None:
            return []  # the page has not said anything yet
        decisions: list[Decision] = []
        for session, area in list(self._areas.items()):
            if session == current:
                numbers = [str(each) for each in elements(state.get("canvasDiscardedQueueItems"))]
                decisions += _discarded(area, numbers)
            else:
                decisions += self._ended(session, area)
        return decisions

    def _ended(self, session: str, area: _Area) -> list[Decision]:
        """Find out how a session ended: a picture lies in a layer, or none does."""
        staged = area.left()
        layers = self._state("canvas") if staged else {}
        if layers is None:
            return []  # the server does not say: that is no decision
        names = set(image_names(layers))
        taken = tuple(name for name in staged if name in names)
        area.looks += 1
        if staged and not taken and area.looks < PATIENCE:
            return []
        del self._areas[session]
        if not staged:
            return []
        if not taken:
            return [Decision("discarded in the staging area", tuple(staged), (), tuple(staged))]
        rest = tuple(name for name in staged if name not in taken)
        return [Decision("accepted in the staging area", tuple(staged), taken, rest)]

    def _state(self, key: str) -> Json:
        """Ask for a part of the page's state, which is JSON within JSON."""
        told = self._ask(_TARGET + key)
        return parse_json(told) if isinstance(told, str) else None


def _discarded(area: _Area, numbers: list[str]) -> list[Decision]:
    """Say which items were discarded one by one."""
    decisions: list[Decision] = []
    for number in numbers:
        if number in area.discarded or number not in area.items:
            continue
        among, rejected = tuple(area.left()), tuple(area.items[number])
        area.discarded.add(number)
        if rejected:
            words = "discarded in the staging area"
            decisions.append(Decision(words, among, (), rejected))
    return decisions
