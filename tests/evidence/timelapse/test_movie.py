"""Movie: an MP4 that another reader understands, with no time of its making."""

import struct

import pytest
from PIL import Image

from bozzetto.errors import FormatError
from bozzetto.evidence.timelapse.boxes import children, find
from bozzetto.evidence.timelapse.encoding import Group, encode
from bozzetto.evidence.timelapse.movie import Movie, write_movie
from tests.evidence.timelapse.reading import shots_of

SIZE = (128, 72)
COLOURS = [(number * 40 % 256, 255 - number * 15, 90) for number in range(15)]
TRACK = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


@pytest.fixture(scope="module")
def movie():
    """Fifteen frames in two groups, each of another colour and duration."""
    frames = [Image.new("RGB", SIZE, colour) for colour in COLOURS]
    durations = tuple(500 + 100 * (number // 3) for number in range(len(COLOURS)))
    return Movie(SIZE, tuple(encode(frames)), durations, "猫 Cat", "not filmed")


def test_frames_are_found_at_their_times(movie):
    """By libavif: each in its colour, from when to when."""
    shots = shots_of(write_movie(movie))
    assert tuple(shot.duration for shot in shots) == movie.durations
    assert [shot.begin for shot in shots] == [
        sum(movie.durations[:number]) for number in range(len(shots))
    ]
    for shot, colour in zip(shots, COLOURS, strict=True):
        assert shot.image.size == SIZE
        assert shot.near((64, 36), colour)


def test_tables_stand_before_the_frames(movie):
    """So that a page plays it while it comes."""
    kinds = [kind for kind, _box in children(write_movie(movie))]
    assert kinds == [b"ftyp", b"moov", b"mdat"]


def test_nothing_says_when_it_was_made(movie):
    """Creation and modification are 0 in every header that has them."""
    data = write_movie(movie)
    headers = [
        find(data, b"moov", b"mvhd"),
        find(data, b"moov", b"trak", b"tkhd"),
        find(data, b"moov", b"trak", b"mdia", b"mdhd"),
    ]
    assert all(header[12:20] == bytes(8) for header in headers)


def test_colours_are_tagged(movie):
    """Primaries of BT.709, transfer of sRGB, matrix of BT.601, limited range: H.273."""
    entry = find(find(write_movie(movie), *TRACK, b"stsd")[16:], b"av01")
    colours = find(entry[86:], b"colr")
    assert colours[8:12] == b"nclx"
    assert struct.unpack(">3HB", colours[12:19]) == (1, 13, 6, 0)


def test_players_seek_to_the_first_of_a_group(movie):
    """These are the frames that stand by themselves."""
    table = find(write_movie(movie), *TRACK, b"stss")
    first, second = movie.groups
    assert struct.unpack(">2I", table[16:]) == (1, 1 + len(first.samples))
    assert second.samples


def test_title_and_comment_are_in_utf_8(movie):
    """Where players look for them."""
    words = find(write_movie(movie), b"moov", b"udta")
    assert "猫 Cat".encode() in words
    assert b"\xa9cmt" in words
    assert b"not filmed" in words


def test_a_duration_too_few_is_refused(movie):
    """Every frame has one."""
    with pytest.raises(FormatError, match="15 frames of 14"):
        write_movie(Movie(SIZE, movie.groups, movie.durations[1:], "", ""))


def test_groups_of_different_sorts_are_refused(movie):
    """One decoder could not read both."""
    first, second = movie.groups
    other = Group(second.entry + b"\0\0\0\x08free", second.samples)
    with pytest.raises(FormatError, match="sorts"):
        write_movie(Movie(SIZE, (first, other), movie.durations, "", ""))
