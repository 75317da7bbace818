"""Telling: what a call asked and was answered, as the reports of a `Reporter`.

    instruction   before the request is sent: prompts, models, settings, pictures, the request
    instruction   of a language model, where the answer says that it wrote the prompt anew
    output        pictures, the answer without them, and what it says of itself
    ended         how the call ended

Pure: values in, reports out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bozzetto.capture.api.body import Body, Picture
from bozzetto.capture.api.call import Asked, Made, Used
from bozzetto.capture.handover.report import PROMPT_REVISED, SECRET_REMOVED
from bozzetto.capture.handover.reporter import File
from bozzetto.record import JSON, JSONObject

__all__ = [
    "Report",
    "ended",
    "instruction",
    "lost",
    "output",
    "revised_job",
    "revision",
    "said_by",
    "words_of",
]

# Headers of an answer that say of it what a support desk asks for; none of them is a secret.
_SAID = ("date", "x-request-id", "apim-request-id", "openai-processing-ms", "openai-version")
MAX_NOTE = 2_000  # characters of what a service says of an error


@dataclass(frozen=True, slots=True)
class Report:
    """What is handed over."""

    act: str
    body: JSONObject
    job: str | None = None
    files: Sequence[File] = ()


@dataclass(slots=True)
class _Files:
    """The files of one report, each once."""

    files: list[File] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def add(self, picture: Picture, name: str) -> int:
        """Add a picture, and return its place."""
        place = self._places.setdefault(picture.digest, len(self.files))
        if place == len(self.files):
            self.files.append(File(picture.name or f"{name}.{picture.ending}", data=picture.data))
        return place

    def add_text(self, name: str, text: str) -> int:
        """Add a text, and return its place."""
        self.files.append(File(name, data=text.encode()))
        return len(self.files) - 1


def instruction(asked: Asked, body: Body, job: str, prompts_by: str) -> Report:
    """Tell what a request asks for, with the request itself.

    Args:
        asked: What a service's module read in it.
        body: The request, without its pictures and secrets.
        job: What the call is called.
        prompts_by: Who wrote its words, where only the caller can know.
    """
    files = _Files()
    inputs: list[JSON] = [_input(used, files, index) for index, used in enumerate(asked.inputs)]
    notes: list[JSON] = []
    if body.removed:
        notes.append(SECRET_REMOVED)
    if body.pictures:
        notes.append("request.without-pictures")
    prompts: list[JSON] = [
        {"role": words.role, "text": words.text, "by": words.by or prompts_by}
        for words in asked.prompts
    ]
    told: JSONObject = {
        "prompts": prompts,
        "models": [{"name": name} for name in asked.models],
        "settings": dict(asked.settings),
        "inputs": inputs,
        "raw": files.add_text(f"{job}-request.json", body.text),
        "notes": notes,
    }
    if asked.account:
        told["account"] = asked.account
    return Report("instruction", told, job, files.files)


def _input(used: Used, files: _Files, index: int) -> JSONObject:
    found: JSONObject = {"role": used.role}
    if used.picture is not None:
        found["file"] = files.add(used.picture, f"input-{index}")
    if used.region is not None:
        found["region"] = files.add(used.region, f"mask-{index}")
    if used.name:
        found["name"] = used.name
    return found


def revision(texts: Iterable[str], models: Iterable[str], job: str) -> Report:
    """Tell the prompts that a language model wrote in place of the given ones.

    They are an instruction of their own, for only a prompt says who wrote it. It names the call
    that it was made from.
    """
    told: JSONObject = {
        "prompts": [{"role": "positive", "text": text, "by": "language model"} for text in texts],
        "models": [{"name": name} for name in models],
        "settings": {},
        "inputs": [{"role": "instruction", "name": job}],
        "notes": [PROMPT_REVISED],
    }
    return Report("instruction", told, revised_job(job))


def revised_job(job: str) -> str:
    """Return what the instruction is called that a call's language model gave."""
    return f"{job} revised"


def output(
    made: Sequence[Made],
    claims: Mapping[str, str],
    body: Body | None,
    job: str,
    before: int,
) -> Report:
    """Tell the pictures that an answer brought.

    Args:
        made: The pictures, all of them finished or all of them partial.
        claims: What else the answer says of them.
        body: The answer, without its pictures and secrets; None where it is only a picture.
        job: What the call is called.
        before: How many pictures of this call were told already.
    """
    files = _Files()
    places: list[JSON] = [
        files.add(one.picture, f"{job}-{before + index}")
        for index, one in enumerate(made)
        if one.picture is not None
    ]
    said: dict[str, JSON] = dict(claims)
    if any(one.partial for one in made):
        said["partial"] = "true"
    told: JSONObject = {"files": places, "claims": said}
    if body is not None:
        told["raw"] = files.add_text(f"{job}-answer.json", body.text)
    return Report("output", told, job, files.files)


def said_by(headers: Mapping[str, str]) -> dict[str, str]:
    """Return what the headers of an answer, names in lower case, say of it."""
    return {name: headers[name] for name in _SAID if name in headers}


def ended(how: str, job: str, note: str | None = None) -> Report:
    """Tell how a call ended."""
    told: JSONObject = {"how": how}
    if note:
        told["note"] = note if len(note) <= MAX_NOTE else note[: MAX_NOTE - 1] + "…"
    return Report("ended", told, job)


def lost(note: str) -> Report:
    """Tell that something went by and could not be told."""
    return Report("lost", {"note": note})


def words_of(error: BaseException) -> str:
    """Return what an exception says, whatever it is: its kind, and its words where it has any."""
    kind = type(error).__name__
    try:
        words = str(error)
    except Exception:  # noqa: BLE001  # somebody else's class; the exception itself goes on
        words = ""
    return f"{kind}: {words}" if words else kind
