"""Intervals: what outside time says of each line."""

from datetime import timedelta
from itertools import pairwise

from bozzetto.anchor.interval import Interval, State
from bozzetto.evidence import write_bundle
from bozzetto.record import Seen
from bozzetto.verify import verify_bundle
from tests.fakes.authority import Authority
from tests.fakes.ledger import START
from tests.verify.forge import codes, is_intact, line_of, notes, places, relined


def verify(ledger, tmp_path, **trust):
    """Write a ledger's bundle and verify it."""
    write_bundle(ledger.contents(), tmp_path / "x.zip")
    return verify_bundle(tmp_path / "x.zip", **trust)


def say(ledger):
    """Let the owner say something."""
    said = {"text": ledger.text("hello"), "about": []}
    return ledger.act("comment.made", said, person=True, seen=Seen.STATED)


def test_spans(bundle):
    """Every line lies in exactly one span, and the spans follow one another."""
    report = verify_bundle(bundle)
    edges = [(span.first, span.last) for span in report.spans]
    assert edges[0][0] == 1
    assert edges[-1][1] == report.counts.entries
    assert all(before[1] + 1 == after[0] for before, after in pairwise(edges))
    assert report.spans[0].interval.after is None
    assert report.spans[-1].interval.before is None
    assert all(span.interval.is_bounded for span in report.spans[1:-1])


def test_interval_is_between_the_anchors(ledger, tmp_path):
    """A line is later than the anchor it names and earlier than the first that covers it."""
    say(ledger)
    ledger.anchor()
    ledger.time += timedelta(days=1)
    say(ledger)
    ledger.anchor()
    report = verify(ledger, tmp_path)
    number, _ = line_of(tmp_path / "x.zip", "comment.made")
    span = next(span for span in report.spans if span.first <= number + 1 <= span.last)
    first, second = report.anchors[0].interval, report.anchors[1].interval
    assert span.interval == Interval(first.after, second.before)
    assert span.state is State.ANCHORED


def test_backwards(ledger, tmp_path):
    """An anchor that is older than the one before it makes time run backwards."""
    say(ledger)
    ledger.anchor()
    ledger.time = START - timedelta(hours=1)
    say(ledger)
    ledger.anchor()
    say(ledger)
    report = verify(ledger, tmp_path)
    assert "time.backwards" in codes(report)
    number, _ = line_of(tmp_path / "x.zip", "comment.made", 1)
    assert f"line {number + 1} " in places(report, "time.backwards")


def test_same_second(ledger, tmp_path):
    """Anchors within one second are no contradiction: that is how fine authorities' clocks are."""
    ledger.step = timedelta(0)
    moment = ledger.time
    for _ in range(3):
        ledger.time = moment
        say(ledger)
        ledger.anchor()
    ledger.time = moment
    say(ledger)
    assert is_intact(verify(ledger, tmp_path))


def test_after_not_in_the_bundle(bundle, tmp_path):
    """An anchor that lines name and the bundle lacks is missed at each of them."""
    number, anchor = line_of(bundle, "time.anchored", 1)

    def change(lines, indexes):
        del lines[number], indexes[number]

    report = relined(bundle, tmp_path, change)
    assert anchor.digest in places(report, "after.missing")


def test_after_that_stands_later(bundle, tmp_path):
    """An anchor that stands later in the bundle cannot have been known."""
    number, anchor = line_of(bundle, "time.anchored", 1)

    def change(lines, _):
        lines.append(lines.pop(number))

    report = relined(bundle, tmp_path, change)
    assert anchor.digest in places(report, "after.later")


def test_clock_outside(ledger, tmp_path):
    """A recorder's clock that is wrong is remarked: the proven interval stands beside it."""
    ledger.time += timedelta(days=30)
    say(ledger)
    ledger.time -= timedelta(days=30)
    ledger.anchor()
    say(ledger)
    report = verify(ledger, tmp_path)
    assert is_intact(report)
    assert notes(report)["clock.outside"] == "1"
    assert "clock.backwards" in notes(report)


def test_late_anchor(ledger, tmp_path):
    """The longest wait for a token is told, in seconds."""
    say(ledger)
    ledger.time += timedelta(hours=9)
    ledger.anchor()
    say(ledger)
    assert int(notes(verify(ledger, tmp_path))["anchor.late"].split()[0]) > 9 * 3600


def test_trusted_span_leans_on_trusted_anchors(ledger, authority, tmp_path):
    """A lower bound by an authority that the reader does not trust is not called trusted."""
    with Authority(label="My own") as own:
        ledger.authority = own
        own_anchor = ledger.anchor()
        ledger.authority = authority
        say(ledger)
        ledger.anchor()
        say(ledger)
        report = verify(ledger, tmp_path, roots=[authority.root])
    assert own_anchor
    number, _ = line_of(tmp_path / "x.zip", "comment.made")
    span = next(span for span in report.spans if span.first <= number + 1 <= span.last)
    assert span.state is State.TRUSTED
    assert span.interval.after == report.anchors[0].interval.after
