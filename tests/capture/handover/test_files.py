"""Files: kept to the last byte, save for a request that has secrets in it."""

import pytest

from bozzetto.capture.handover.files import Files, Raw
from bozzetto.capture.handover.report import parse_report
from bozzetto.record import digest_of
from tests.capture.handover.handing import picture


@pytest.fixture
def take(hand, receiver, work):
    """Make the files of a report with these files."""

    def make(*files):
        place = hand.report("output", {"files": [0]}, files=files)
        report = parse_report(place.read_bytes(), hand.run, hand.number - 1)
        return Files(work, receiver._spool, report)  # noqa: SLF001  # the same spool

    return make


def _bytes(studio, asset):
    with studio.assets.open(asset.digest) as file:
        return file.read()


def test_a_file_is_kept_once(take, studio):
    """It has the tool's name for it, spelled harmlessly, and what its bytes say."""
    files = take(("a\x1b[2J.png", picture()), ("b", b"x"))
    asset = files.take(0)
    assert files.take(0) is asset
    assert (asset.name, asset.type, asset.width) == ("a\\x1b[2J.png", "image/png", 8)
    assert _bytes(studio, asset) == picture()
    assert files.take(None) is None
    assert (files.lost, files.rows) == ({}, [])


def test_problems_of_pictures_are_told(take):
    """A picture that is cut says so; one that was not asked for says nothing."""
    files = take(("a.png", picture()[:-20]), ("b.png", picture()[:-20]))
    files.take(0)
    assert files.problems == ["file.truncated"]


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ({"path": "/x/a.png", "changed": "5"}, 1),
        ({"path": "/x/a.png"}, 0),
        ({"changed": "5"}, 0),
    ],
    ids=["both", "no version", "no path"],
)
def test_a_version_is_remembered(take, hand, said, row):
    """Where the tool wrote a file is known with the version of it, or not at all."""
    (hand.folder).mkdir(parents=True)
    (hand.folder / "0000000000-0").write_bytes(picture())
    files = take(("a.png", {"file": "0000000000-0", **said}))
    files.take(0)
    assert len(files.rows) == row


def test_a_request_loses_its_secrets(take, studio):
    """JSON and text are kept without them; what has none is kept as it is."""
    files = take(
        ("a.json", b'{"api_key": "planted", "seed":  4}'),
        ("b.txt", b"POST / HTTP/1.1\r\nAuthorization: Bearer planted1\r\n\r\n"),
        ("c.json", b'{"seed":  4}'),
        ("d.bin", b"\xff\xfe"),
    )
    kept = [files.take_raw(index) for index in range(4)]
    assert [raw.removed for raw in kept] == [True, True, False, False]
    types = [raw.asset.type for raw in kept]
    assert types == [
        "application/json",
        "text/plain",
        "application/json",
        "application/octet-stream",
    ]
    assert all(b"planted" not in _bytes(studio, raw.asset) for raw in kept)
    assert [raw.text for raw in kept[2:]] == ['{"seed":  4}', None]
    assert kept[2].asset.digest == digest_of(b'{"seed":  4}')


def test_a_request_that_is_gone(take):
    """A request that did not come is lost like any other file."""
    files = take(("a.json", {"lost": "gone"}))
    assert files.take_raw(0) == Raw()
    assert files.lost == {0: "a.json: gone"}
    assert files.take_raw(None) == Raw()
