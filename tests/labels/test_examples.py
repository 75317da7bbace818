"""The worked examples of docs/labels.md run, one behind the other, as a reader would type them."""

import re
from pathlib import Path

import pytest

from bozzetto.labels import find_labels
from tests.labels.pictures import gradient

PAGE = Path(__file__).parents[2] / "docs" / "labels.md"
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def halves():
    """Return the English and the Chinese half."""
    return re.split(r"(?m)^# .*\n", PAGE.read_text("utf-8"))[1:]


def test_examples_are_the_same_in_both_languages():
    """What is run here in one language is what the other one shows."""
    english, chinese = (_BLOCK.findall(half) for half in halves())
    assert english == chinese
    assert english


def test_examples_run(tmp_path, monkeypatch):
    """Whoever makes a generator copies these lines: they write what they say."""
    pytest.importorskip("c2pa", reason="c2pa-python is not installed")
    monkeypatch.chdir(tmp_path)
    image = gradient("RGB", (320, 240))
    image.save("cat.png")
    names: dict[str, object] = {"image": image}
    for block in _BLOCK.findall(halves()[0]):
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102  # our own page
    (label,) = find_labels(Path("cat-labelled.png"))
    assert label.departures == ()
