"""Names of files."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.naming import is_ignored, is_named_picture, path_key, safe_name, spell
from bozzetto.record import Asset, digest_of

_HARMLESS = re.compile("[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]*")
NAMES = st.text(st.characters(exclude_characters="/\0"), min_size=1) | st.binary(min_size=1).map(
    os.fsdecode
)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        pytest.param("cat.png", "cat.png", id="plain"),
        pytest.param("銀の猫 😀.png", "銀の猫 😀.png", id="other scripts"),
        pytest.param("👩‍🎨.png", "👩‍🎨.png", id="joined emoji"),
        pytest.param("a\x1b[2Jb.png", r"a\x1b[2Jb.png", id="terminal sequence"),
        pytest.param("a\nb.png", r"a\x0ab.png", id="line feed"),
        pytest.param("a\u202egnp.exe", r"a\u202egnp.exe", id="right-to-left override"),
        pytest.param(os.fsdecode(b"a\xff.png"), r"a\xff.png", id="byte that is no text"),
        pytest.param("a\ud83d.png", r"a\ud83d.png", id="surrogate"),
        pytest.param("a\\xff.png", r"a\\xff.png", id="backslash"),
        pytest.param("", "-", id="none"),
    ],
)
def test_safe_name_spells(name, spelled):
    """What would do harm is spelled out, and nothing else is changed."""
    assert safe_name(name) == spelled


def test_safe_name_cuts_the_middle():
    """A name that is longer than the record takes keeps its two ends."""
    name = safe_name("a" * 2000 + ".png")
    assert len(name) <= 1024
    assert name.startswith("aaa")
    assert name.endswith("a.png")


@given(NAMES)
def test_safe_name_is_taken_by_the_record(name):
    """Whatever a file is called, the record takes the spelling, and it shows as what it is."""
    spelled = safe_name(name)
    Asset(digest_of(b""), 0, "image/png", spelled)
    spelled.encode()
    assert _HARMLESS.fullmatch(spelled)


@given(NAMES, NAMES)
def test_spell_tells_names_apart(one, other):
    """Two names never have one spelling."""
    assert (spell(one) == spell(other)) == (one == other)


@given(NAMES, NAMES)
def test_path_key_tells_paths_apart(one, other):
    """Two paths are never remembered by one key, and every key is text."""
    keys = [path_key(Path("/watched") / name) for name in (one, other)]
    assert (keys[0] == keys[1]) == (Path("/w") / one == Path("/w") / other)
    "".join(keys).encode()


@pytest.mark.parametrize(
    "name",
    [".hidden.png", "~lock.png", "cat.png~", "cat.png.tmp", "cat.PART", "cat.png.crdownload"],
)
def test_is_ignored_unfinished(name):
    """Hidden files, and those that a program has not finished, are never looked at."""
    assert is_ignored(name)


@pytest.mark.parametrize("name", ["cat.png", "tmp.png", "part", "a~b.png", "crdownload.jpg"])
def test_is_ignored_not(name):
    """A name that only resembles such a one is looked at."""
    assert not is_ignored(name)


@pytest.mark.parametrize(
    ("name", "answer"),
    [("cat.PNG", True), ("cat.kra", True), ("log.csv", False), ("png", False), (".png", False)],
)
def test_is_named_picture(name, answer):
    """The last part of a name says what it is called, in capitals too."""
    assert is_named_picture(name) is answer
