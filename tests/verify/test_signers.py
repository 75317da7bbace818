"""Who may sign: introduced by the studio chain, and not retired, at that point."""

import pytest

from bozzetto.evidence import write_bundle
from bozzetto.record import Actor, Seen, Signer
from bozzetto.verify import Verdict, verify_bundle
from bozzetto.verify.findings import Findings
from bozzetto.verify.lines import Line
from bozzetto.verify.signers import Signers
from tests.fakes.ledger import Ledger, private_key
from tests.verify.forge import codes, forged, is_intact, line_of, places, relined


def verify(ledger, tmp_path, **trust):
    """Write a ledger's bundle and verify it."""
    write_bundle(ledger.contents(), tmp_path / "x.zip")
    return verify_bundle(tmp_path / "x.zip", **trust)


def comment(ledger, signer):
    """Let somebody say something."""
    ledger.act(
        "comment.made",
        {"text": ledger.text("hello"), "about": []},
        seen=Seen.STATED,
        by=Actor(signer.key),
        signers=(signer,),
    )


def test_retired_key(ledger, tmp_path):
    """A key that left signs nothing after that; what it signed before still holds."""
    device = Signer(private_key("tablet"))
    ledger.act(
        "device.joined",
        {"name": ledger.text("tablet"), "key": device.key},
        person=True,
        signers=(ledger.owner, device),
    )
    said = {"text": ledger.text("on the tablet"), "about": []}
    ledger.act("comment.made", said, signers=(device,))
    ledger.act("device.left", {"key": device.key}, person=True)
    assert is_intact(verify(ledger, tmp_path))
    said = {"text": ledger.text("still on the tablet"), "about": []}
    ledger.act("comment.made", said, signers=(device,))
    report = verify(ledger, tmp_path)
    assert codes(report) == {"signer.refused"}
    number, entry = line_of(tmp_path / "x.zip", "comment.made", 1)
    assert f"line {number + 1} ({entry.digest})" in places(report, "signer.refused")
    reason = next(each.reason for each in report.findings if each.code == "signer.refused")
    assert reason is not None
    assert reason.template == "signed by a key that was retired: {key}"
    assert dict(reason.values) == {"key": device.key}


def test_stranger(ledger, tmp_path):
    """A key that nobody introduced signs nothing."""
    comment(ledger, Signer(private_key("stranger")))
    assert codes(verify(ledger, tmp_path)) == {"signer.refused"}


def test_joined_person(ledger, tmp_path):
    """A person who was let in signs, and is listed by name."""
    friend = Signer(private_key("friend"))
    ledger.act(
        "person.joined",
        {"name": ledger.text("Wang Wei"), "key": friend.key, "role": ledger.text("inker")},
        person=True,
        signers=(ledger.owner, friend),
    )
    comment(ledger, friend)
    report = verify(ledger, tmp_path)
    assert is_intact(report)
    hand = report.subject.hands[-1]
    assert (hand.name, hand.role, hand.entries) == ("Wang Wei", "person", 2)


@pytest.mark.parametrize("which", ["old", "new"])
def test_replaced_owner(ledger, tmp_path, which):
    """The reader may vouch for the owner by the first key or by the one that took its place."""
    new = Signer(private_key("new owner"))
    old = ledger.owner
    ledger.act(
        "key.replaced",
        {"old": old.key, "new": new.key, "reason": ledger.text("new card")},
        person=True,
        signers=(old, new),
    )
    comment(ledger, new)
    report = verify(ledger, tmp_path, signers=[{"old": old, "new": new}[which].key])
    assert report.verdict is Verdict.INTACT
    hand = report.subject.hands[-1]
    assert (hand.key, hand.role, hand.name) == (new.key, "owner", "Li Na")


def test_false_signature(bundle, tmp_path):
    """A signature over another event is false, and named with its line."""
    number, entry = line_of(bundle, "comment.made")
    _, other = line_of(bundle, "intent.stated")

    def change(lines, _):
        lines[number] = lines[number].replace(
            entry.signatures[0].sig.encode(), other.signatures[0].sig.encode()
        )

    report = relined(bundle, tmp_path, change)
    assert f"line {number + 1} " in places(report, "signature.false")


def test_without_the_studio(bundle, tmp_path):
    """Without the studio's first entry nobody's right to sign can be told."""

    def change(lines, indexes):
        del lines[0], indexes[0]

    report = relined(bundle, tmp_path, change)
    assert not is_intact(report)
    assert {"signer.unchecked", "checkpoint.unchecked", "chain.missing"} <= codes(report)


def test_second_studio_changes_nobody(told, authority):
    """A second studio.opened does not replace who may sign; step 5 refuses it."""
    mallory = Ledger(authority, "mallory")
    mallory.open_studio()
    signers, findings = Signers(), Findings()
    for number, entry in enumerate((told.lines[0], mallory.lines[0], told.lines[2]), 1):
        signers.add(Line(number, entry, entry.digest), findings)
    assert {finding.where.split()[2] for finding in findings.listed} <= {"2"}
    assert signers.standing.owner == told.owner.key
    assert not signers.is_vouched([mallory.owner.key])


def test_names_are_withheld(bundle, tmp_path):
    """A hand whose name is withheld is listed without one."""
    _, opened = line_of(bundle, "studio.opened")

    def change(members):
        record = members["data/record.jsonl"].splitlines(keepends=True)
        record[0] = opened.without([text.digest for text in opened.texts]).line
        members["data/record.jsonl"] = b"".join(record)

    report = forged(bundle, tmp_path, change)
    assert [hand.name for hand in report.subject.hands] == [None, None]
    assert report.verdict is Verdict.INCOMPLETE
