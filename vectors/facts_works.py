"""Hands, pace, times, and whole works; for `make_facts`."""

from datetime import datetime, timedelta

from bozzetto.anchor import Interval
from bozzetto.record import Actor, Seen, Signer, digest_of, moment_of
from tests.fakes.authority import Authority
from tests.fakes.ledger import START, private_key
from tests.fakes.works import tell_harbour
from vectors.facts_book import Book, opened

__all__ = ["WORKS"]

_DAY = timedelta(days=1)


def harbour() -> Book:
    """Tell the harbour: every kind of node, in Chinese and English."""
    book = Book(Authority(), step=timedelta(seconds=47))
    tell_harbour(book)
    return book


def hands() -> Book:
    """Tell of two persons, a device's word for them, joint entries and a key that was replaced."""
    book = opened("猫吊坠")
    second = Actor(book.second.key)
    role = {"name": book.text("王芳"), "key": book.second.key, "role": book.text("retouches")}
    book.say("person.joined", role, person=True, signers=(book.owner, book.second))
    wish = book.state("intent.stated", {"text": book.text("a cat"), "dimensions": ["lines"]})
    told = book.ask(("positive", "猫"))
    book.answer(told, "one")
    both = (book.owner, book.second)
    joint = {"text": book.text("we both wish it"), "about": [wish]}
    book.say("comment.made", joint, by=second, signers=both, seen=Seen.STATED)
    seconds = {"entries": [wish, told]}
    book.say("entry.countersigned", seconds, by=second, signers=(book.second,), seen=Seen.STATED)
    book.say("entry.countersigned", {"entries": [wish]}, person=True, seen=Seen.STATED)
    new = Signer(private_key("second, later"))
    replaced = {"old": book.second.key, "new": new.key, "reason": book.text("a new computer")}
    book.say("key.replaced", replaced, by=second, signers=(book.second, new))
    later = {"text": book.text("by the new key"), "about": []}
    book.say("comment.made", later, by=Actor(new.key), signers=(new,), seen=Seen.STATED)
    stranger = Signer(private_key("stranger"))
    hello = {"text": book.text("who is this"), "about": []}
    book.say("comment.made", hello, by=Actor(stranger.key), signers=(stranger, book.device))
    for version in ("5.2.9", "5.3.0", "5.2.9"):
        tool = Actor(tool="Krita", version=version)
        book.say("model.identified", {"name": "x", "digest": wish, "size": 1}, by=tool)
    return book


def pace() -> Book:
    """Tell bursts, gaps of this work and of another, a clock set back, and late arrivals."""
    book = opened("Pace")
    book.state("comment.made", {"text": book.text("a"), "about": []})
    book.time += timedelta(minutes=30) - book.step  # still one session, to the microsecond
    book.ask(("positive", "a"), observed=moment_of(book.time - timedelta(seconds=90)))
    book.time += timedelta(minutes=30, microseconds=1) - book.step
    book.stop()
    book.answer(None, "one", observed=moment_of(book.time - timedelta(seconds=2)))
    book.ask(("positive", "a"), observed=moment_of(book.time - timedelta(microseconds=2_000_999)))
    book.ask(("positive", "b"), observed=moment_of(book.time + timedelta(microseconds=3_000_999)))
    book.time -= _DAY
    book.ask(("positive", "c"))
    since = moment_of(book.time)
    note = {"what": "lost event", "from": None, "until": None, "note": book.text("one job")}
    book.say("recorder.found", {**note, "work": book.work})
    book.say("recorder.found", {"what": "unfinished", "from": since, "until": None, "run": "run-1"})
    found = {"what": "gap", "from": None, "until": since}
    book.say("recorder.found", {**found, "work": digest_of(b"another work")})
    book.start("run-2")
    book.start("run-3")
    book.ask(("positive", "d"))
    book.stop("run-3")
    book.ask(("positive", "e"))
    book.stop("run-2")
    book.say("recorder.found", {**note, "note": book.text("withheld")})
    book.withhold()
    book.ask(("positive", "f"))
    return book


def times() -> Book:
    """Tell of a work between intervals that are given by hand, and of one step without an end."""
    book = opened("Times")
    noon = datetime.fromisoformat("2026-11-22T12:00:00.250000+00:00")
    hour = timedelta(hours=1)
    book.given[book.work] = Interval(noon, noon + hour)
    for number, interval in enumerate(
        (
            Interval(noon, noon + hour),
            Interval(noon + hour, noon + 3 * hour + timedelta(microseconds=999_999)),
            Interval(noon, noon + 2 * hour + timedelta(microseconds=999_999)),
            Interval(None, noon + timedelta(seconds=1)),
            Interval(noon, None),
        )
    ):
        stated = book.state("comment.made", {"text": book.text(str(number)), "about": []})
        book.given[stated] = interval
    return book


def withheld() -> Book:
    """Tell of edits, releases, copies and statements whose texts are withheld."""
    book = Book(Authority())
    book.open_studio()
    book.open_work("Withheld")
    book.withhold()
    book.start()
    book.state("intent.stated", {"text": book.text("before"), "targets": [book.work]})
    made = book.answer(None, "older", "older still")
    book.anchor()
    edit = {
        "before": [made[0]["digest"], digest_of(b"a file that nobody brought")],
        "after": book.picture("after"),
        "tool": {"name": "Photoshop"},
        "project": book.asset(b"8BPS", "image/vnd.adobe.photoshop"),
        "layers": [book.text("sky"), book.text("sea")],
        "dimensions": ["colour", "layout"],
        "note": book.text("repainted"),
    }
    book.say("edit.made", edit, person=True)
    book.withhold()
    edit = {"before": [], "after": book.picture("after all"), "tool": {"name": "pen"}}
    edited = book.say("edit.made", {**edit, "dimensions": []}, seen=Seen.IMPORTED)
    sorry = {"corrects": edited, "text": book.text("it was chalk")}
    book.state("entry.corrected", sorry)
    book.withhold()
    copy = book.picture("labelled")
    release = {
        "asset": digest_of(b"a file that nobody brought"),
        "place": book.text("https://example.org"),
        "licence": book.text("all rights reserved"),
        "source type": "digitalArt",
        "copies": [{"asset": copy, "labels": ["C2PA"]}],
    }
    book.state("work.released", release)
    copied = {"where": book.text("https://example.com"), "captured": [book.picture("copy")]}
    book.state("copy.found", {**copied, "matched": copy["digest"]})
    book.state("copy.found", {**copied, "captured": [book.picture("screen")]})
    choice = {"among": [made[1]["digest"]], "chosen": [], "rejected": []}
    book.say("choice.made", {**choice, "reason": book.text("perhaps")}, person=True)
    book.withhold()
    again = {**choice, "chosen": choice["among"], "reason": book.text("yes")}
    book.say("choice.made", again, person=True)
    book.anchor()
    return book


def short() -> Book:
    """Tell the shortest work: it is opened."""
    book = Book(Authority(), time=START)
    book.open_studio()
    book.open_work("Nothing yet")
    return book


WORKS = {
    "hands": ("two persons, programs, joint entries, a key that was replaced", hands),
    "harbour": ("a whole work, in Chinese and English", harbour),
    "pace": ("bursts, gaps, a clock that was set back, late arrivals", pace),
    "short": ("a work that was opened, and no more", short),
    "times": ("intervals given by hand", times),
    "withheld": ("edits, releases, copies, choices and statements, some withheld", withheld),
}
