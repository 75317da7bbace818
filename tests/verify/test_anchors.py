"""Time anchors: only this log's own past, stamped by a token over its whole text."""

from datetime import timedelta

import pytest

from bozzetto.errors import FormatError
from bozzetto.evidence import write_bundle
from bozzetto.log import Note
from bozzetto.record import Seen, digest_of
from bozzetto.verify import Verdict, verify_bundle
from bozzetto.verify.anchors import Anchors
from bozzetto.verify.checkpoint import LogKeys
from bozzetto.verify.container import open_container
from bozzetto.verify.findings import Findings
from bozzetto.verify.record import AnchorLine
from bozzetto.verify.store import Store
from tests.fakes.authority import Authority
from tests.fakes.ledger import Ledger
from tests.verify.forge import codes, forged, line_of, notes, places, take_apart


def close(ledger, tmp_path, **trust):
    """Add an entry behind the last anchor, write the bundle and verify it."""
    body = {"text": ledger.text("the end"), "about": []}
    ledger.act("comment.made", body, person=True, seen=Seen.STATED)
    write_bundle(ledger.contents(), tmp_path / "x.zip")
    return verify_bundle(tmp_path / "x.zip", **trust)


def anchor_where(ledger, tmp_path, nth=-1):
    """Name the nth anchor's line."""
    number, entry = line_of(tmp_path / "x.zip", "time.anchored", nth)
    assert ledger.after is not None
    return f"data/record.jsonl line {number + 1} ({entry.digest})"


def test_anchor_holds(ledger, tmp_path, authority):
    """A small studio's anchors hold, and are trusted with the authority's root."""
    ledger.anchor()
    report = close(ledger, tmp_path, roots=[authority.root])
    assert codes(report) == set()
    assert [anchor.state.value for anchor in report.anchors] == ["trusted", "trusted"]
    assert report.anchors[0].authorities == ("Loopback 1",)


def test_token_of_another_checkpoint(ledger, tmp_path):
    """A token over another checkpoint is named, with its file and its entry."""
    stolen = ledger.stamp(ledger.checkpoint().encode())
    ledger.act("comment.made", {"text": ledger.text("one more"), "about": []}, person=True)
    ledger.anchor(tokens=(stolen,))
    report = close(ledger, tmp_path)
    assert codes(report) == {"token.false"}
    assert anchor_where(ledger, tmp_path) in places(report, "token.false")
    assert report.anchors[-1].state.value == "unanchored"


def test_checkpoint_of_another_log(ledger, authority, tmp_path):
    """A checkpoint of another log, honestly stamped, is named with both logs."""
    other = Ledger(authority, "other")
    other.open_studio()
    ledger.anchor(other.checkpoint())
    report = close(ledger, tmp_path)
    assert codes(report) == {"anchor.other"}
    found = places(report, "anchor.other")
    assert anchor_where(ledger, tmp_path) in found
    assert ledger.origin in found
    assert other.origin in found


def test_checkpoint_of_a_fork(ledger, authority, tmp_path):
    """A checkpoint that the log's own keys signed over another past is a fork."""
    twin = Ledger(authority, "small")
    twin.open_studio()
    twin.others(1)
    ledger.anchor(twin.checkpoint())
    report = close(ledger, tmp_path)
    assert "anchor.forked" in codes(report)
    assert anchor_where(ledger, tmp_path) in places(report, "anchor.forked")


def test_checkpoint_signed_by_another(ledger, authority, tmp_path):
    """A checkpoint under the log's name that another key signed is false."""
    thief = Ledger(authority, "thief", leaves=ledger.leaves, chains=ledger.chains)
    ledger.anchor(thief.checkpoint())
    report = close(ledger, tmp_path)
    assert codes(report) == {"anchor.false"}


def test_checkpoint_of_the_future(ledger, tmp_path):
    """An anchor does not cover itself: its checkpoint is older than its entry."""
    ledger.others(1)
    note = ledger.checkpoint()
    ledger.lines.pop()
    ledger.leaves.pop()
    ledger.anchor(note)
    report = close(ledger, tmp_path)
    assert "anchor.early" in codes(report)


def test_checkpoint_malformed(bundle, told):
    """What is no signed checkpoint anchors nothing, whatever is stamped."""
    findings = Findings()
    body = {"checkpoint": "dear diary\n", "tokens": []}
    line = AnchorLine(7, digest_of(b"entry"), body)
    keys = LogKeys.of(told.studio, told.lines[0].event.body)
    with open_container(bundle) as container:
        store = Store(container, frozenset())
        anchored = Anchors(store, None, keys, (), None, findings).check(line, 6)
    assert [finding.code for finding in findings.listed] == ["anchor.malformed"]
    assert (anchored.size, anchored.state.value) == (0, "unanchored")


def test_without_keys_or_tree(bundle):
    """Where the log's keys are not known, an anchor is not checked, and that is said."""
    findings = Findings()
    line = AnchorLine(7, digest_of(b"entry"), {"checkpoint": "any\n", "tokens": []})
    with open_container(bundle) as container:
        Anchors(Store(container, frozenset()), None, None, (), None, findings).check(line, 6)
    assert [finding.code for finding in findings.listed] == ["anchor.unchecked"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"forged": True}, None),
        ({"tampered": True}, "token.false"),
        ({"wrong_imprint": True}, "token.false"),
        ({"leaf": "expired"}, "token.false"),
        ({"leaf": "no-eku"}, "token.false"),
        ({"embed": "none"}, "token.malformed"),
    ],
    ids=["own root inside", "tampered", "wrong imprint", "expired", "no purpose", "no signer"],
)
def test_token_faults(ledger, authority, tmp_path, fault, code):
    """A token that does not hold is named; one with its own root is never trusted."""
    before = {name: getattr(authority, name) for name in fault}
    try:
        for name, value in fault.items():
            setattr(authority, name, value)
        ledger.anchor()
    finally:
        for name, value in before.items():
            setattr(authority, name, value)
    try:
        report = close(ledger, tmp_path, roots=[authority.root])
    except FormatError:  # the writer refuses what is no token, and so never brings it here
        assert code == "token.malformed"
        return
    if code is None:
        assert codes(report) == set()
        assert "token.untrusted" in notes(report)
        assert report.anchors[-1].state.value == "anchored"
    else:
        assert code in codes(report)
        assert report.verdict is Verdict.ALTERED


def test_forged_root_is_not_taken_from_the_bundle(authority, tmp_path):
    """A certificate kept beside a token helps to find a path, and never ends one."""
    with Authority(label="Forger") as forger:
        forged_ledger = Ledger(forger, "forger's")
        forged_ledger.open_studio()
        forged_ledger.open_work("W")
        root = forged_ledger.asset(forger.pages["/root.cer"], "application/pkix-cert")
        forged_ledger.anchor(kept=(root,))
        report = close(forged_ledger, tmp_path, roots=[authority.root])
    assert report.anchors[-1].state.value == "anchored"


def test_kept_intermediate_completes_the_path(authority, tmp_path):
    """A token without its issuer is trusted by the issuer's certificate that was kept."""
    kept_ledger = Ledger(authority, "kept")
    kept_ledger.open_studio()
    kept_ledger.open_work("W")
    authority.embed = "leaf"
    try:
        issuer = kept_ledger.asset(authority.pages["/ca.cer"], "application/pkix-cert")
        junk = kept_ledger.asset(b"no certificate", "application/pkix-cert")
        kept_ledger.anchor(kept=(junk, issuer))
        kept_ledger.anchor()
    finally:
        authority.embed = "chain"
    report = close(kept_ledger, tmp_path, roots=[authority.root])
    assert [anchor.state.value for anchor in report.anchors] == ["trusted", "anchored"]


def test_two_tokens(ledger, authority, tmp_path):
    """With two tokens the interval is as wide as the weaker of them makes it."""
    note = ledger.checkpoint()
    first = ledger.stamp(note.encode())
    ledger.time += timedelta(minutes=3)
    ledger.anchor(note, (first, ledger.stamp(note.encode())))
    report = close(ledger, tmp_path, roots=[authority.root])
    interval = report.anchors[-1].interval
    assert interval.width == timedelta(minutes=3, seconds=2)
    assert len(report.anchors[-1].authorities) == 2


def test_untrusted_token_beside_a_trusted_one(ledger, authority, tmp_path):
    """Where one token is trusted, only that one counts: nobody's own clock narrows it."""
    note = ledger.checkpoint()
    trusted = ledger.stamp(note.encode())
    with Authority(label="My own") as own:
        own.gen_time = (ledger.time - timedelta(days=300)).replace(microsecond=0)
        ledger.anchor(note, (trusted, own.stamp(note.encode())))
        report = close(ledger, tmp_path, roots=[authority.root])
    assert report.anchors[-1].interval.width == timedelta(seconds=2)
    assert report.anchors[-1].authorities == ("Loopback 1",)


def test_missing_token(bundle, tmp_path):
    """A token that is not there is missed at its entry and as a file."""
    name = next(name for name in take_apart(bundle) if name.endswith(".tsr"))
    report = forged(bundle, tmp_path, lambda members: members.pop(name) and None)
    assert report.verdict is not Verdict.INTACT_UNKNOWN_SIGNER
    assert {"token.missing", "asset.missing"} <= codes(report)


def test_single_signature_is_remarked(ledger, tmp_path):
    """A newest checkpoint without ML-DSA-44 holds, and the report says what is not there."""
    note = Note.parse(ledger.checkpoint())
    single = str(Note(note.text, note.signatures[:1]))
    write_bundle(ledger.contents(checkpoint=single), tmp_path / "x.zip")
    report = verify_bundle(tmp_path / "x.zip")
    assert codes(report) == set()
    assert "checkpoint.single" in notes(report)


def test_second_signature_must_hold(ledger, tmp_path):
    """A false ML-DSA-44 signature is a failure beside a true Ed25519 one."""
    one, two = Note.parse(ledger.checkpoint()), Note.parse(ledger.checkpoint(2))
    mixed = str(Note(one.text, (one.signatures[0], two.signatures[1])))
    write_bundle(ledger.contents(checkpoint=mixed), tmp_path / "x.zip")
    assert codes(verify_bundle(tmp_path / "x.zip")) == {"checkpoint.false"} | {"anchor.unchecked"}


def test_only_second_signature(ledger, tmp_path):
    """ML-DSA-44 alone is not enough: Ed25519 signs every checkpoint."""
    note = Note.parse(ledger.checkpoint())
    single = str(Note(note.text, note.signatures[1:]))
    write_bundle(ledger.contents(checkpoint=single), tmp_path / "x.zip")
    assert "checkpoint.false" in codes(verify_bundle(tmp_path / "x.zip"))
