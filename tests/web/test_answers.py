"""Answers: every error in one form, in the reader's language, without this machine's paths."""

import inspect
from pathlib import Path

import pytest
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from bozzetto import studio
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
from bozzetto.language import Language, speaking
from bozzetto.web import answers
from bozzetto.web.answers import (
    Refusal,
    missing,
    problem_of,
    refuse_error,
    refuse_http,
    refuse_request,
    status_of,
)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (LockedError, 409, "locked"),
        (StaleError, 409, "busy"),
        (StudioError, 409, "studio"),
        (FormatError, 422, "format"),
        (VerificationError, 409, "verification"),
        (RecordingError, 503, "recording"),
        (AnchorError, 503, "anchor"),
        (BozzettoError, 500, "studio"),
    ],
)
def test_errors_have_a_status(kind, status, code):
    """Each sort of error is answered by a status and a code of its own."""
    error = kind("words")
    assert (status_of(error), problem_of(error).code) == (status, code)


@pytest.mark.parametrize("template", sorted(answers._MISSING))  # noqa: SLF001  # a table of ours
def test_missing_things_are_known_by_their_words(template):
    """What the floors below do not find is a 404, and they still say it in these words."""
    values = dict.fromkeys(("name", "digest", "place", "chain"), "x")
    assert status_of(StudioError(template, **values)) == 404
    folder = Path(inspect.getfile(studio)).parent
    assert any(template in path.read_text("utf-8") for path in folder.glob("*.py"))


def test_refusal_says_its_own_status():
    """What this floor refuses has the status that it was given."""
    refusal = Refusal(429, "guard", "wait {seconds}", hint="then {seconds}", seconds=3)
    assert status_of(refusal) == 429
    assert problem_of(refusal) == answers.Problem("guard", "wait 3", "then 3")
    assert status_of(missing("no {what}", what="cat")) == 404


def test_errors_speak_the_readers_language():
    """Message and hint are said in the language that is asked for."""
    error = StudioError("no work is called {name!r}", hint="", name="Cat")
    with speaking(Language.ZH):
        assert "Cat" in problem_of(error).message
        assert problem_of(error).message != "no work is called 'Cat'"
    assert problem_of(error).message == "no work is called 'Cat'"


@pytest.mark.parametrize(
    "value",
    [Path("/home/ann/work/cats"), "/home/ann/work/cats", OSError(2, "gone", "/home/ann/work/cats")],
)
def test_paths_are_shortened(value):
    """Where a folder lies on this machine is not told, only what it is called."""
    said = problem_of(StudioError("at {place}", hint="look at {place}", place=value))
    assert "ann" not in f"{said.message} {said.hint}"
    assert "work/cats" in said.message or "gone" in said.message


def test_validation_repeats_no_values():
    """What was wrong is named by its place; the value stays out of the answer."""
    errors = [{"loc": ("body", "passphrase"), "msg": "bad 'secret'", "input": "secret"}] * 2
    answer = refuse_request(None, RequestValidationError(errors))
    assert answer.status_code == 422
    assert b"secret" not in answer.body
    assert answer.body.count(b"body.passphrase") == 1


@pytest.mark.parametrize("status", [400, 404, 405, 413, 418])
def test_starlettes_words_are_ours(status):
    """What the framework refuses is said in the same form, and its own words are not used."""
    answer = refuse_http(None, HTTPException(status, "secret", {"Allow": "GET"}))
    assert (answer.status_code, answer.headers["Allow"]) == (status, "GET")
    assert b"secret" not in answer.body


@pytest.mark.parametrize("refuse", [refuse_error, refuse_http, refuse_request])
def test_other_errors_pass(refuse):
    """An error that is not theirs is left to the guard."""
    with pytest.raises(ValueError, match="other"):
        refuse(None, ValueError("other"))
