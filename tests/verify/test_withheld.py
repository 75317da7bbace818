"""The declaration of what a copy leaves out: one spelling, and held to the record."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.record import canonical, digest_of
from bozzetto.verify import Verdict
from bozzetto.verify.withheld import FILE, Withheld, parse_withheld
from tests.verify.forge import codes, forged, is_intact, line_of, notes, places, take_apart

A, B = sorted([digest_of(b"a"), digest_of(b"b")])


def declared(bundle, tmp_path, **value):
    """Put another declaration into a bundle, carefully."""
    data = canonical({"assets": [], "texts": [], "reason": "", **value})
    return forged(bundle, tmp_path, lambda members: members.update({FILE: data}))


def test_parse():
    """A declaration is read as it is written."""
    value = {"assets": [A], "reason": "private", "texts": [A, B]}
    want = Withheld(frozenset([A, B]), frozenset([A]), "private")
    assert parse_withheld(canonical(value)) == want


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'{"assets":[],"reason":"","texts":[]}\n',
        b'{"assets": [],"reason":"","texts":[]}',
        canonical({"assets": [], "reason": ""}),
        canonical({"assets": [], "reason": "", "texts": [], "why": ""}),
        canonical({"assets": [], "reason": None, "texts": []}),
        canonical({"assets": [B, A], "reason": "x", "texts": []}),
        canonical({"assets": [A, A], "reason": "x", "texts": []}),
        canonical({"assets": {}, "reason": "x", "texts": []}),
        canonical({"assets": [1], "reason": "x", "texts": []}),
        canonical({"assets": [A], "reason": " \n", "texts": []}),
    ],
    ids=[
        "empty",
        "a list",
        "newline",
        "space",
        "no texts",
        "more",
        "no reason",
        "unsorted",
        "twice",
        "object",
        "number",
        "blank reason",
    ],
)
def test_parse_refuses(data):
    """A declaration has one spelling, and a reason where it declares something."""
    with pytest.raises(FormatError):
        parse_withheld(data)


def test_malformed_declares_nothing(bundle, tmp_path):
    """A malformed declaration is a failure."""
    report = forged(bundle, tmp_path, lambda members: members.update({FILE: b"{}"}))
    assert codes(report) == {"withheld.malformed"}


def test_unknown(bundle, tmp_path):
    """Nothing is declared withheld that the record does not name."""
    assert codes(declared(bundle, tmp_path, texts=[A], reason="x")) == {"withheld.unknown"}
    assert codes(declared(bundle, tmp_path, assets=[B], reason="x")) == {"withheld.unknown"}


def test_shown_all_the_same(bundle, tmp_path):
    """What is declared and there is remarked."""
    _, entry = line_of(bundle, "instruction.given")
    digest = entry.texts[0].digest
    report = declared(bundle, tmp_path, texts=[digest], reason="x")
    assert is_intact(report)
    assert notes(report)["withheld.shown"] == digest


def test_asset_left_out(bundle, tmp_path):
    """An asset that is gone is missed, unless it is declared withheld."""
    name = next(each for each in take_apart(bundle) if each.startswith("data/assets/"))
    digest = f"sha256:{name[12:76]}"
    report = forged(bundle, tmp_path, lambda members: members.pop(name) and None)
    assert report.verdict is Verdict.INCOMPLETE
    assert digest in places(report, "asset.missing")

    def declare(members):
        del members[name]
        members[FILE] = canonical({"assets": [digest], "texts": [], "reason": "not ours"})

    report = forged(bundle, tmp_path, declare)
    assert is_intact(report)
    assert digest in places(report, "asset.withheld")
