"""Two bundles side by side: one log, or two that bear one name."""

import pytest

from bozzetto.errors import FormatError, VerificationError
from bozzetto.evidence import write_bundle
from bozzetto.record import Seen
from bozzetto.verify import Verdict, find_fork, verify_bundle
from tests.fakes.ledger import Ledger


def grown(authority, words, name="small"):
    """Make a studio, and go on in it with these words."""
    ledger = Ledger(authority, name)
    ledger.open_studio()
    ledger.open_work("Small")
    for each in words:
        said = {"text": ledger.text(each), "about": []}
        ledger.act("comment.made", said, person=True, seen=Seen.STATED)
    return ledger


def written(ledger, path):
    """Write a bundle, and see that it verifies by itself."""
    write_bundle(ledger.contents(), path)
    assert verify_bundle(path).verdict is Verdict.INTACT_UNKNOWN_SIGNER
    return path


def test_find_fork_none(authority, tmp_path):
    """An earlier and a later bundle of one studio do not contradict each other."""
    early = written(grown(authority, ["a", "b"]), tmp_path / "a.zip")
    late = written(grown(authority, ["a", "b", "c", "d"]), tmp_path / "b.zip")
    assert find_fork(early, late) == ()
    assert find_fork(early, early) == ()


def test_find_fork(authority, tmp_path):
    """A studio that was copied and recorded on twice is found: entries, leaves and roots."""
    one = written(grown(authority, ["a", "b", "c"]), tmp_path / "a.zip")
    two = written(grown(authority, ["a", "b", "d"]), tmp_path / "b.zip")
    found = find_fork(one, two)
    assert {finding.code for finding in found} == {"fork.entry", "fork.leaf", "fork.root"}
    entry = next(finding for finding in found if finding.code == "fork.entry")
    assert entry.where.endswith("number 3")
    assert entry.want != entry.got


def test_find_fork_in_other_works(authority, tmp_path):
    """A fork in works that neither bundle shows is found by the leaves beside the proofs."""
    one, two = grown(authority, []), grown(authority, [])
    one.others(2)
    two.leaves += [bytes(32), bytes(32)]
    two.lines += [None, None]
    for ledger in (one, two):
        ledger.anchor()
        said = {"text": ledger.text("end"), "about": []}
        ledger.act("comment.made", said, person=True, seen=Seen.STATED)
    found = find_fork(written(one, tmp_path / "a.zip"), written(two, tmp_path / "b.zip"))
    assert "leaf 3" in {finding.where for finding in found if finding.code == "fork.leaf"}


def test_find_fork_two_studios(authority, tmp_path):
    """Bundles of two studios cannot be compared."""
    one = written(grown(authority, []), tmp_path / "a.zip")
    two = written(grown(authority, [], "another"), tmp_path / "b.zip")
    with pytest.raises(VerificationError, match="two studios"):
        find_fork(one, two)


def test_find_fork_no_bundle(authority, tmp_path):
    """What is no bundle is refused."""
    one = written(grown(authority, []), tmp_path / "a.zip")
    (tmp_path / "b.zip").write_bytes(b"nothing")
    with pytest.raises(FormatError, match="not a ZIP"):
        find_fork(one, tmp_path / "b.zip")
