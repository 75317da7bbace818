"""The tree: proven from tiles that lead to the signed root, and from nothing else."""

import pytest

from bozzetto.evidence import write_bundle
from bozzetto.record import Seen
from bozzetto.verify import Verdict, verify_bundle
from bozzetto.verify.container import open_container
from bozzetto.verify.findings import Findings
from bozzetto.verify.tree import read_index
from tests.fakes.ledger import Ledger
from tests.verify.forge import (
    INDEX,
    codes,
    flip,
    forged,
    is_intact,
    notes,
    places,
    put_together,
    take_apart,
)


def say(ledger):
    """Let the owner say something."""
    said = {"text": ledger.text("hello"), "about": []}
    ledger.act("comment.made", said, person=True, seen=Seen.STATED)


@pytest.mark.parametrize("size", [3, 4, 5, 255, 256, 257, 258, 511, 512, 513, 700, 65_537])
def test_sizes(authority, tmp_path, size):
    """Trees of every awkward size verify, with exactly the tiles that they need."""
    ledger = Ledger(authority, "sizes")
    ledger.open_studio()
    ledger.open_work("W")
    ledger.others(size - 3)
    if size > 5:
        ledger.anchor()
        say(ledger)
    write_bundle(ledger.contents(), tmp_path / "x.zip")
    report = verify_bundle(tmp_path / "x.zip")
    assert is_intact(report)
    for name in [each for each in take_apart(tmp_path / "x.zip") if "/tile/" in each]:
        gone = forged(
            tmp_path / "x.zip", tmp_path, lambda members, name=name: members.pop(name) and None
        )
        assert gone.verdict is Verdict.INCOMPLETE
        assert name in places(gone, "tile.missing")
        bent = forged(
            tmp_path / "x.zip",
            tmp_path,
            lambda members, name=name: members.update({name: flip(members[name])}),
        )
        assert bent.verdict is Verdict.ALTERED, name


def test_alone_on_a_new_tile(authority, tmp_path):
    """A line whose leaf is the only one of its tile is proven without that tile."""
    ledger = Ledger(authority, "alone")
    ledger.open_studio()
    ledger.open_work("W")
    ledger.others(253)
    say(ledger)
    write_bundle(ledger.contents(), tmp_path / "x.zip")
    assert is_intact(verify_bundle(tmp_path / "x.zip"))

    def change(members):
        record = members["data/record.jsonl"].splitlines(keepends=True)
        other = Ledger(authority, "alone")
        other.open_studio()
        other.open_work("W")
        said = {"text": other.text("bye"), "about": []}
        other.act("comment.made", said, person=True, seen=Seen.STATED)
        record[-1] = other.lines[-1].line
        members["data/record.jsonl"] = b"".join(record)

    report = forged(tmp_path / "x.zip", tmp_path, change)
    assert codes(report) == {"leaf.false"}
    assert "line 4 " in places(report, "leaf.false")


@pytest.mark.parametrize(
    "index",
    [
        b"0\n1\n",
        b"0\n01\n",
        b"0\n1",
        b"0\n0\n",
        b"1\n0\n",
        b"0\r\n",
        b"-1\n",
        b"x\n",
        b"9" * 17 + b"\n",
        b"",
    ],
    ids=[
        "too few",
        "zero before",
        "no end",
        "twice",
        "down",
        "CR",
        "minus",
        "text",
        "large",
        "empty",
    ],
)
def test_index_malformed(bundle, tmp_path, index):
    """The index has one spelling, grows, and has a line for each line."""
    report = forged(bundle, tmp_path, lambda members: members.update({INDEX: index}))
    assert report.verdict is Verdict.ALTERED
    assert INDEX in places(report, "index.malformed")


def test_index_shifted(bundle, tmp_path):
    """An index that points beside the leaves is found at every line."""

    def change(members):
        numbers = [int(line) for line in members[INDEX].split()]
        members[INDEX] = b"".join(b"%d\n" % (number + 1) for number in numbers)

    report = forged(bundle, tmp_path, change)
    assert report.verdict is Verdict.ALTERED
    assert "line 1 " in places(report, "leaf.false")


def test_index_beyond_the_tree(bundle, tmp_path):
    """A place that the tree does not have is refused."""

    def change(members):
        lines = members[INDEX].splitlines()
        members[INDEX] = b"\n".join([*lines[:-1], b"9007199254740991"]) + b"\n"

    assert "index <" in places(forged(bundle, tmp_path, change), "leaf.false")


def test_read_index(bundle, tmp_path):
    """A good index comes as numbers; a missing one as None."""
    findings = Findings()
    with open_container(bundle) as container:
        indexes = read_index(container, findings, 22)
    assert indexes is not None
    assert list(indexes[:3]) == [0, 1, 2]
    with open_container(put_together({"a": b""}, tmp_path / "x.zip")) as container:
        assert read_index(container, findings, 0) is None
    assert [finding.code for finding in findings.listed] == ["index.missing"]


def test_tile_of_the_wrong_length(bundle, tmp_path):
    """A tile that is cut off proves nothing."""
    name = "data/log/tile/0/000"
    report = forged(bundle, tmp_path, lambda members: members.update({name: members[name][:-32]}))
    assert report.verdict is Verdict.ALTERED
    assert name in places(report, "tile.false")


def test_others_are_counted(bundle):
    """How many leaves belong to nothing in the bundle is said."""
    assert notes(verify_bundle(bundle))["log.others"] == "336"
