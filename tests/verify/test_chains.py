"""Chains: one studio's, one work's, and one of anchors."""

from bozzetto.evidence import write_bundle
from bozzetto.record import ChainSort, Entry, Event, Seen, digest_of, moment_of
from bozzetto.verify import Verdict, verify_bundle
from bozzetto.verify.chains import Chains
from bozzetto.verify.findings import Findings
from bozzetto.verify.lines import Line
from tests.fakes.ledger import START
from tests.verify.forge import codes, is_intact, line_of, notes, places, relined


def walk(*entries):
    """Send entries through the check of chains."""
    chains, findings = Chains(), Findings()
    for number, entry in enumerate(entries, 1):
        chains.add(Line(number, entry, entry.digest), findings)
    chains.finish(findings)
    return chains, [finding.code for finding in findings.listed]


def carried(told):
    """Give the entries of the example's bundle."""
    return [entry for _, entry in told.carried()]


def test_add_whole(told):
    """The example's three chains are whole."""
    chains, found = walk(*carried(told))
    assert found == ["kind.unknown"]
    assert (chains.studio, chains.work) == (told.studio, told.work)


def test_add_break_is_named_once(told):
    """After a gap the chain is followed on, so that it is reported at one line only."""
    entries = [entry for entry in carried(told) if entry.event.kind != "intent.stated"]
    _, found = walk(*entries)
    assert found.count("chain.broken") == 1


def test_add_two_breaks(told):
    """Two gaps are two findings."""
    gone = {"intent.stated", "choice.made"}
    _, found = walk(*(entry for entry in carried(told) if entry.event.kind not in gone))
    assert found.count("chain.broken") == 2


def test_add_unknown_chain(told):
    """An entry of a chain that does not begin in the bundle is named."""
    stranger = next(entry for entry in told.lines if entry and entry.event.kind == "work.opened")
    own = carried(told)
    body = {"text": {"text": digest_of(b"x")}, "about": []}
    event = Event(
        told.studio, "comment.made", stranger.digest, 1, stranger.digest, moment_of(START),
        None, Seen.LIVE, own[0].event.by, body,
    )  # fmt: skip
    _, found = walk(*own, Entry.sealed(event, (), [told.owner]))
    assert "chain.unknown" in found


def test_add_without_beginning_of_anchors(told):
    """The anchor chain may begin in its middle; the others may not."""
    entries = [entry for entry in carried(told) if entry.event.kind != "anchors.opened"]
    chains, found = walk(*entries)
    assert found == ["kind.unknown"]
    assert chains.sorts[ChainSort.ANCHOR] == told.chains[ChainSort.ANCHOR]


def test_finish_without_work(told):
    """A bundle without a work is incomplete."""
    _, found = walk(*(entry for entry in carried(told) if entry.event.chain == told.studio))
    assert "chain.missing" in found


def test_add_two_works(told):
    """A second work in one bundle is refused: each work is shown by itself."""
    entries = [entry for entry in told.lines if entry is not None]
    chains = {told.studio, told.chains[ChainSort.ANCHOR]}
    kept = [
        entry
        for entry in entries
        if entry.event.kind == "work.opened" or (entry.event.chain or entry.digest) in chains
    ]
    _, found = walk(*kept)
    assert "chain.second" in found


def test_other_studio(ledger, told, tmp_path):
    """An entry of another studio in the work's chain is named with both studios."""
    ledger.chains[ChainSort.STUDIO], own = told.studio, ledger.studio
    said = {"text": ledger.text("hello"), "about": []}
    ledger.act("comment.made", said, person=True, seen=Seen.STATED)
    ledger.chains[ChainSort.STUDIO] = own
    write_bundle(ledger.contents(), tmp_path / "x.zip")
    report = verify_bundle(tmp_path / "x.zip")
    assert codes(report) == {"studio.other"}
    assert own in places(report, "studio.other")
    assert told.studio in places(report, "studio.other")


def test_truncated_studio_chain_in_the_middle(bundle, tmp_path):
    """A line out of the middle of the studio chain is missed at the next one."""
    number, _ = line_of(bundle, "source.added")

    def change(lines, indexes):
        del lines[number], indexes[number]

    report = relined(bundle, tmp_path, change)
    assert report.verdict is Verdict.ALTERED
    following, _ = line_of(bundle, "recorder.started")
    assert f"line {following} " in places(report, "chain.broken")


def test_unknown_kind_is_kept(bundle):
    """An entry of an unknown kind is verified like the others, and remarked."""
    report = verify_bundle(bundle)
    assert is_intact(report)
    assert notes(report)["kind.unknown"] == "mood.felt"
