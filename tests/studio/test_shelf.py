"""The shelf: works and entries, as somebody asks for them."""

from contextlib import closing

import pytest

from bozzetto.record import Moment
from bozzetto.studio import Database
from bozzetto.studio.catalogue import Catalogue
from bozzetto.studio.shelf import Match, Shelf, Span, Term
from tests.studio.logs import Log, asset, digest

TITLES = ("Cat pendant", "黄昏的港口", "cat, again", "Straße")


@pytest.fixture
def log(tmp_path):
    """A log with some works, one of each of two people."""
    with closing(Database(tmp_path / "studio.sqlite", create=True)) as database:
        made = Log(database)
        for key, name in (("ann", "Ann"), ("fang", "王芳")):
            opened = {}
            body = {"name": made.text(opened, name), "key": key}
            made.add("studio", "person.joined", body, opened)
        for number, title in enumerate(TITLES):
            opened = {}
            body = {"title": made.text(opened, title), "people": [("ann", "fang")[number % 2]]}
            made.add(f"work {number}", "work.opened", body, opened)
        yield made


@pytest.fixture
def path(tmp_path):
    """Where the catalogue stands."""
    return tmp_path / "catalogue.sqlite"


def follow(path, log):
    """Follow the log to its end."""
    with closing(Catalogue.writing(path)) as made:
        made.follow(log.database)


def find(path, *terms, **options):
    """Find works by words."""
    with Catalogue.reading(path) as made:
        wanted = [term if isinstance(term, Term) else Term(term) for term in terms]
        return Shelf(made).find(wanted, **options)


def titles(found):
    """Return the titles of what was found."""
    return [card.title for card in found.works]


def test_nothing_asked(log, path):
    """Without a term all works are found, the newest first, and no place is named."""
    follow(path, log)
    found = find(path)
    assert titles(found) == list(TITLES[::-1])
    assert {card.match for card in found.works} == {None}


@pytest.mark.parametrize(
    ("term", "where", "expected"),
    [
        pytest.param("CAT", "title", ["cat, again", "Cat pendant"], id="upper case"),
        pytest.param("港", "title", ["黄昏的港口"], id="one Chinese character"),
        pytest.param("STRASSE", "title", ["Straße"], id="a letter that has two in upper case"),
        pytest.param("ann", "person", ["cat, again", "Cat pendant"], id="who takes part"),
        pytest.param("芳", "person", ["Straße", "黄昏的港口"], id="part of a name"),
        pytest.param("dog", None, [], id="nowhere"),
    ],
)
def test_where(log, path, term, where, expected):
    """A term is found in titles and names, upper and lower case alike."""
    follow(path, log)
    found = find(path, term)
    assert titles(found) == expected
    assert {card.match.where for card in found.works} == ({where} if expected else set())


def test_dates(log, path):
    """A span finds the works that have an entry in it; its ends are sharp."""
    follow(path, log)
    whole = Span(Moment("2026-11-22T12:00:00.000000Z"), Moment("2026-11-22T12:30:00.000000Z"))
    found = find(path, Term("2026-11-22", whole))
    assert titles(found) == ["cat, again", "黄昏的港口", "Cat pendant"]  # from 12:14 on
    assert found.works[0].match == Match("date", "2026-11-22")
    late = Span(Moment("2026-11-22T12:30:00.000000Z"), Moment("2026-11-22T13:00:00.000000Z"))
    assert find(path, Term("x", late)).total == 1
    before = Span(Moment("2026-11-21T00:00:00.000000Z"), Moment("2026-11-22T12:00:00.000000Z"))
    assert find(path, Term("x", before)).total == 0


def test_title_before_all(log, path):
    """A work that has a term in its title and its texts is found by its title."""
    opened = {}
    log.add("work 0", "comment.made", {"text": log.text(opened, "the cat")}, opened)
    follow(path, log)
    assert {card.match.where for card in find(path, "cat").works} == {"title"}


def test_page_and_total(log, path):
    """A page is cut out of what was found, and all of it is counted."""
    follow(path, log)
    found = find(path, "a", offset=1, limit=1)
    assert (found.total, len(found.works)) == (3, 1)


def test_card(log, path):
    """One work is asked for by its digest; one that is not there is none."""
    follow(path, log)
    with Catalogue.reading(path) as made:
        assert Shelf(made).card(digest("work 1 0")).title == TITLES[1]
        assert Shelf(made).card(digest("nothing")) is None


def test_happening_without_its_picture(log, path):
    """Among the newest entries a picture whose bytes went is shown no more."""
    log.add("work 0", "output.received", {"assets": [asset("a")]})
    follow(path, log)
    span = Span(Moment("2026-11-22T00:00:00.000000Z"), Moment("2026-11-23T00:00:00.000000Z"))
    with Catalogue.reading(path) as made:
        assert Shelf(made).recent(span, 1)[0].picture.digest == digest("a")
    log.add("work 0", "bytes.erased", {"assets": [digest("a")]})
    follow(path, log)
    with Catalogue.reading(path) as made:
        assert [one.picture for one in Shelf(made).recent(span, 2)] == [None, None]


def test_bytes_that_came_back(log, path):
    """A picture that was erased, and was recorded again, is a cover again."""
    log.add("work 0", "output.received", {"assets": [asset("a")]})
    log.add("work 0", "bytes.erased", {"assets": [digest("a")]})
    follow(path, log)
    assert find(path, limit=1).works[0].cover is None
    log.add("work 1", "material.added", {"asset": asset("a")})
    follow(path, log)
    assert [card.cover and card.cover.digest for card in find(path, limit=2).works] == [
        digest("a"),
        digest("a"),
    ]


def test_all_terms_must_be_found(log, path):
    """Each word of a query is found somewhere in the work; the first says where."""
    opened = {}
    log.add("work 2", "comment.made", {"text": log.text(opened, "平静的海面")}, opened)
    follow(path, log)
    (card,) = find(path, "海面", "cat").works
    assert (card.match.where, card.match.text) == ("words", "平静的海面")
    assert find(path, "海面", "猫").total == 0


def test_around_what_was_found(log, path):
    """What stands around the words is shown, on one line, and no more of a long text."""
    opened = {}
    words = "far before " * 50 + "\n\nthe silver\ncat\n" + "long after " * 50
    log.add("work 2", "comment.made", {"text": log.text(opened, words)}, opened)
    follow(path, log)
    (card,) = find(path, "silver").works
    assert "the silver cat long after" in card.match.text
    assert card.match.text.startswith("\u2026")
    assert card.match.text.endswith("\u2026")
    assert len(card.match.text) < 120


def test_undone_choice_is_no_cover(log, path):
    """A choice that is taken back by a later one leaves the cover to what was chosen before."""
    among = [digest("a"), digest("b")]
    log.add("work 0", "output.received", {"assets": [asset("a"), asset("b")]})
    log.add("work 0", "choice.made", {"among": among, "chosen": [among[1]]})
    follow(path, log)
    assert find(path, limit=1).works[0].cover.digest == among[1]
    log.add("work 0", "choice.made", {"among": among, "chosen": []})
    follow(path, log)
    assert find(path, limit=1).works[0].cover.digest == among[0]


def test_cover_is_what_was_chosen_last(log, path):
    """Of two pictures that stand chosen, the one of the later choice is the cover."""
    log.add("work 0", "output.received", {"assets": [asset("a"), asset("b")]})
    for name in "ba":
        body = {"among": [digest(name)], "chosen": [digest(name)]}
        log.add("work 0", "choice.made", body)
        follow(path, log)
        assert find(path, limit=1).works[0].cover.digest == digest(name)


def test_made_before_material(log, path):
    """A picture that was made goes before a newer material, also where it is used as one."""
    log.add("work 0", "output.received", {"assets": [asset("a")]})
    log.add("work 0", "material.added", {"asset": asset("a")})
    log.add("work 0", "material.added", {"asset": asset("m")})
    follow(path, log)
    (card,) = find(path, limit=1).works
    assert (card.cover.digest, card.pictures) == (digest("a"), 2)


def test_released_before_chosen(log, path):
    """What was released is the cover, until the release is corrected."""
    log.add("work 0", "output.received", {"assets": [asset("a"), asset("b")]})
    released = log.add("work 0", "work.released", {"asset": digest("b")})
    log.add("work 0", "choice.made", {"among": [digest("a")], "chosen": [digest("a")]})
    follow(path, log)
    (card,) = find(path, limit=1).works
    assert (card.cover.digest, card.state) == (digest("b"), "released")
    log.add("work 0", "entry.corrected", {"corrects": released})
    follow(path, log)
    (card,) = find(path, limit=1).works
    assert (card.cover.digest, card.state) == (digest("a"), "draft")
