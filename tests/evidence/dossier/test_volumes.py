"""Volumes: cut at chapters, between rounds, and with nothing left out."""

import pytest

from bozzetto.evidence.dossier.blocks import (
    Card,
    Columns,
    Gallery,
    Head,
    Line,
    Picture,
    Rendering,
    Table,
    cards_of,
)
from bozzetto.evidence.dossier.volumes import MAX_CARDS, MAX_ROWS, Sizes, cover_of, cut, whole
from bozzetto.evidence.dossier.words import same
from bozzetto.record import Digest

HOW = Rendering(("en",), {}, {})
LARGE = 1000  # bytes of each picture, beside which words are as nothing


def _picture(number):
    return Picture(Digest(f"sha256:{number:064x}"), 288)


def _round(*numbers):
    cards = tuple(Card(_picture(number), same("a")) for number in numbers)
    return (Head(2, same(f"Round {numbers[0]}")), Gallery(cards))


def _chapter(title, *blocks):
    return (Head(1, same(title)), *blocks)


def _cut(chapters, limit):
    pictures = {card.picture: LARGE for chapter in chapters for card in cards_of(chapter)}
    return cut(chapters, Sizes(pictures, HOW, 0.001), limit)


def _told(volumes):
    return [[(part.number, part.title.en) for part in volume.parts] for volume in volumes]


ROUNDS = _chapter("Rounds", *_round(1), *_round(2), *_round(3), *_round(4))


def test_what_fits_is_one():
    """With all chapters."""
    assert len(_cut([_chapter("A"), ROUNDS], 4100)) == 1
    assert whole([_chapter("A"), ROUNDS]).titles.en == "1. A; 2. Rounds"


def test_a_chapter_begins_a_volume_where_it_fits_into_one():
    """Instead of being torn."""
    chapters = [_chapter("A", *_round(9)), ROUNDS, _chapter("B")]
    assert _told(_cut(chapters, 4100)) == [[(1, "A")], [(2, "Rounds"), (3, "B")]]


def test_a_larger_chapter_is_cut_between_rounds():
    """And says that it goes on."""
    volumes = _cut([_chapter("A"), ROUNDS, _chapter("B")], 2100)
    assert _told(volumes) == [
        [(1, "A"), (2, "Rounds")],
        [(2, "Rounds (continued)"), (3, "B")],
    ]
    assert volumes[1].parts[0].is_continued
    heads = [block.words.en for block in volumes[1].parts[0].blocks if isinstance(block, Head)]
    assert heads == ["Rounds (continued)", "Round 3", "Round 4"]


@pytest.mark.parametrize("limit", [500, 1100, 2100, 3100, 10_000])
def test_no_picture_and_no_row_is_left_out(limit):
    """However small the volumes are, in the same order."""
    rows = tuple((same(str(number)),) for number in range(2 * MAX_ROWS + 1))
    table = Table(Columns((same("No."),), ("1fr",)), rows)
    chapters = [ROUNDS, _chapter("B", *_round(*range(9, MAX_CARDS + 20))), _chapter("C", table)]
    blocks = [block for one in _cut(chapters, limit) for part in one.parts for block in part.blocks]
    before = [card.picture for chapter in chapters for card in cards_of(chapter)]
    assert [card.picture for card in cards_of(blocks)] == before
    assert [row for each in blocks if isinstance(each, Table) for row in each.rows] == [*rows]


def test_a_picture_takes_its_room_once():
    """In each volume."""
    again = _chapter("Edits", *_round(1), *_round(2), *_round(3), *_round(4))
    assert len(_cut([ROUNDS, again], 4100)) == 1


def test_long_talk_is_cut_without_headings():
    """After so many blocks."""
    talk = _chapter("Talk", *(Line(same("x" * 100)) for _ in range(1000)))
    assert len(cut([talk], Sizes({}, HOW, 1.0), 60_000)) > 2


def test_a_cover_names_the_chapters_of_every_volume():
    """And which one it is."""
    volumes = _cut([_chapter("A"), ROUNDS], 2100)
    value = cover_of(volumes, 1).to_value(HOW)
    assert value["said"] == ["Volume 2 of 2"]
    assert value["volumes"]["rows"] == [["1", "1. A; 2. Rounds"], ["2", "2. Rounds (continued)"]]
