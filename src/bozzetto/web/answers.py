"""Answers to what cannot be done: one form for every error, in the reader's language.

    {"error": {"code": "missing", "message": "no work is called 'Cat'", "hint": null}}

A path of this machine is shown by its last two parts, and what nobody foresaw says nothing of
itself: it stands in the server's own log.
"""

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Annotated, Any, Literal

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field, TypeAdapter
from starlette.exceptions import HTTPException as AnyHTTPException

from bozzetto.errors import (
    AnchorError,
    BozzettoError,
    FormatError,
    LockedError,
    RecordingError,
    StaleError,
    StudioError,
    VerificationError,
)
from bozzetto.language import _, join_parts, term, translate_filled
from bozzetto.studio.place import place_label

__all__ = [
    "PROBLEMS",
    "Code",
    "Problem",
    "ProblemAnswer",
    "Refusal",
    "answer_problem",
    "missing",
    "problem_forms",
    "problem_of",
    "refuse_error",
    "refuse_http",
    "refuse_request",
    "shown",
    "status_of",
]

Code = Literal[
    "format",
    "studio",
    "recording",
    "anchor",
    "guard",
    "missing",
    "usage",
    "locked",
    "busy",
    "verification",
]

MOST_NAMED = 5  # fields of a request that a refusal names
NAME_LENGTH = 64  # characters of a field's name that are repeated: the reader wrote it


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and what to do next."""

    code: Code
    message: Annotated[str, Field(description="in the language that was asked for")]
    hint: str | None


@dataclass(frozen=True, slots=True)
class ProblemAnswer:
    """The answer to a request that was refused."""

    error: Problem


class Refusal(BozzettoError):  # noqa: N818  # it is raised to refuse; nothing went wrong
    """A request that is refused by this floor, with the status and the code of its answer."""

    def __init__(
        self, status: int, code: Code, template: str, /, *, hint: str = "", **values: object
    ) -> None:
        self.status = status
        self.code = code
        super().__init__(template, hint=hint, **values)


def missing(template: str, /, *, hint: str = "", **values: object) -> Refusal:
    """Make the refusal of something that is not here."""
    return Refusal(404, "missing", template, hint=hint, **values)


# What the floors below call an error of the studio, and a reader of HTTP a thing that is not here
_MISSING = {
    "no work is called {name!r}",
    "the bytes of {digest} are not in the studio",
    "the log has no entry {place}",
    "the studio has no chain {chain}",
}
_NOBODY_ASKED = "the studio asks no timestamp authority"  # no authority's fault: nothing to retry
_KINDS: tuple[tuple[type[BozzettoError], int, Code], ...] = (
    (LockedError, 409, "locked"),
    (StaleError, 409, "busy"),
    (StudioError, 409, "studio"),
    (FormatError, 422, "format"),
    (VerificationError, 409, "verification"),
    (RecordingError, 503, "recording"),
    (AnchorError, 503, "anchor"),
)

# How a status that Starlette gives is said; it has English of its own
_STATUSES: dict[int, tuple[Code, str]] = {
    400: ("usage", term("the request cannot be read")),
    404: ("missing", term("there is nothing at this address")),
    405: ("usage", term("this address does not take such a request")),
    413: ("guard", term("the request is too large")),
}
_UNKNOWN: tuple[Code, str] = ("usage", term("the request is refused"))

_FORM = "#/components/schemas/{model}"
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        # not as `model`: FastAPI would say that it has the type of the route's own answer
        "content": {"application/json": {"schema": {"$ref": _FORM.format(model="ProblemAnswer")}}},
    }
    for status, description in {
        400: "The request cannot be read.",
        401: "There is no session.",
        403: "The request comes from elsewhere, or a passphrase is wrong.",
        404: "It is not here.",
        409: "A key is locked, or what stands forbids it.",
        413: "The request is too large.",
        415: "The request's body is of another type.",
        422: "The request does not fit its description.",
        429: "Too many requests.",
        500: "An error of the program.",
        503: "It cannot be made durable, or somebody outside did not answer.",
    }.items()
}


def problem_forms() -> dict[str, Any]:
    """Describe the form of refusals for OpenAPI, by the names that `PROBLEMS` uses."""
    form = TypeAdapter(ProblemAnswer).json_schema(ref_template=_FORM)
    return {**form.pop("$defs"), "ProblemAnswer": form}


def status_of(error: BozzettoError) -> int:
    """Return the HTTP status of an error."""
    return error.status if isinstance(error, Refusal) else _kind(error)[0]


def problem_of(error: BozzettoError) -> Problem:
    """Say an error in the spoken language, without paths of this machine."""
    code = error.code if isinstance(error, Refusal) else _kind(error)[1]
    values = {name: shown(value) for name, value in error.values.items()}
    hint = translate_filled(_template(error.hint), values) if error.hint else None
    return Problem(code, translate_filled(_template(error.template), values), hint)


def _template(template: str) -> str:
    return _(template)  # without values nothing is filled in yet


def _kind(error: BozzettoError) -> tuple[int, Code]:
    if error.template in _MISSING:
        return 404, "missing"
    if error.template == _NOBODY_ASKED:
        return 409, "anchor"
    return next(
        ((status, code) for kind, status, code in _KINDS if isinstance(error, kind)),
        (500, "studio"),
    )


def shown(value: object) -> object:
    """Show a value of an error as it may leave this machine: without a path of it."""
    if isinstance(value, OSError):
        return value.strerror or type(value).__name__
    if isinstance(value, PurePath):
        return place_label(value)
    if isinstance(value, str) and Path(value).is_absolute():
        return place_label(value)
    return value


def answer_problem(status: int, problem: Problem) -> JSONResponse:
    """Make the answer that says what is wrong."""
    body = {"code": problem.code, "message": problem.message, "hint": problem.hint}
    return JSONResponse({"error": body}, status)


def refuse_error(_request: Request, error: Exception) -> JSONResponse:
    """Answer an error of the floors below."""
    if not isinstance(error, BozzettoError):
        raise error
    return answer_problem(status_of(error), problem_of(error))


def refuse_http(_request: Request, error: Exception) -> JSONResponse:
    """Answer what Starlette refuses, in our words."""
    if not isinstance(error, AnyHTTPException):
        raise error
    code, words = _STATUSES.get(error.status_code, _UNKNOWN)
    answer = answer_problem(error.status_code, Problem(code, _(words), None))
    answer.headers.update(error.headers or {})
    return answer


def refuse_request(_request: Request, error: Exception) -> JSONResponse:
    """Answer a request that does not fit its description: what is wrong where, no values."""
    if not isinstance(error, RequestValidationError):
        raise error
    parts = [_named(each["loc"]) for each in error.errors()[:MOST_NAMED]]
    words = _("the request does not fit: {parts}", parts=join_parts(dict.fromkeys(parts)))
    return answer_problem(422, Problem("usage", words, None))


def _named(location: tuple[int | str, ...]) -> str:
    """Name a field as the reader wrote it."""
    return ".".join(str(part)[:NAME_LENGTH] for part in location)
