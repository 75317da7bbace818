"""What is said later is said in the language of who reads it."""

from pathlib import Path

import pytest

from bozzetto.errors import FormatError, StudioError
from bozzetto.language import Language, speaking
from bozzetto.upkeep.said import Said, listed, plain, said, say_error, sentences


@pytest.mark.parametrize(
    ("what", "english", "chinese"),
    [
        pytest.param(Said("none found"), "none found", "未发现", id="without values"),
        pytest.param(plain("3.12.4"), "3.12.4", "3.12.4", id="plain"),
        pytest.param(plain(listed("ab")), "a, b", "a、b", id="a list"),
        pytest.param(plain(sentences([plain("a"), "b"])), "a; b", "a；b", id="sentences"),
        pytest.param(
            said("not here: {names}", names=listed([Said("log's key"), 3])),
            "not here: log's key, 3",
            "不在此处：日志的密钥、3",
            id="templates in a list",
        ),
    ],
)
def test_say(what, english, chinese):
    """A template is filled in the language that is spoken when it is read, values and all."""
    assert str(what) == english
    with speaking(Language.ZH):
        assert str(what) == chinese


def test_say_error():
    """An error is kept as its template and its values, and an error in it likewise."""
    inner = FormatError("not a number: {text!r}", text="x\x1b")
    found = say_error(StudioError("cannot read {path}: {why}", path=Path("/a/b/c"), why=inner))
    assert str(found) == "cannot read /a/b/c: not a number: 'x\\x1b'"
    with speaking(Language.ZH):
        assert "/a/b/c" in str(found)
        assert "cannot" not in str(found)


def test_say_error_keeps_what_json_takes():
    """Numbers stay numbers, and everything else becomes words."""
    error = StudioError("{a} {b} {c}", a=1, b=1.5, c=OSError("x"))
    assert say_error(error).values == {"a": 1, "b": 1.5, "c": "x"}


def test_say_shown():
    """Whoever says it may show each value otherwise: a path by its last parts."""
    found = said("{one}; {more}", one="/a/b/c", more=listed(["/d/e/f", Said("x")]))
    assert found.say(lambda value: Path(value).name) == "c; f, x"


def test_say_of_another_version():
    """A template that does not fit its values, as another version's may, is shown as it is."""
    assert str(Said("{gone} {x}", {"x": 1})) == "{gone} {x}"
