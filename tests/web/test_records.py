"""The record as it is: lines as they stand, and bytes as they were."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image

from bozzetto.record import Digest
from bozzetto.web import records
from tests.capture.pictures import noise

NOBODY = "sha256:" + "0" * 64


def kept(served, data):
    """Keep bytes in the studio."""
    with served.studio() as studio:
        return studio.assets.take(BytesIO(data), "x.bin").digest


@pytest.fixture
def picture(served):
    """The digest of a picture that the studio keeps."""
    file = BytesIO()
    noise("RGB", (64, 32)).save(file, "PNG")
    return kept(served, file.getvalue())


def lines(served, chain, **query):
    """Ask for a chain's lines."""
    answer = served.client.get(f"/api/chains/{chain}/lines", params=query)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.splitlines()


def test_lines_are_the_records(served):
    """Each line is its place in the log and the entry as it stands, to the last byte."""
    with served.studio() as studio:
        studio.find_work("Cat pendant").comment("猫")
        rows = studio.database.lines(studio.database.chain_id(served.work))
        wanted = [b"%d %b" % (place, line.rstrip(b"\n")) for place, line in rows]
    assert lines(served, served.work) == wanted
    assert lines(served, served.work, start=1) == wanted[1:]
    assert lines(served, served.work, start=1, limit=1) == wanted[1:2]
    assert lines(served, served.work, start=2) == []
    assert lines(served, served.work, start=(1 << 63) - 1) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 7, 100])
def test_blocks_fit_together(served, monkeypatch, limit):
    """However a chain is read in blocks, nothing is lost or said twice."""
    monkeypatch.setattr(records, "BLOCK", 3)
    with served.studio() as studio:
        work = studio.find_work("Cat pendant")
        for number in range(5):
            work.comment(str(number))
    places = [int(line.split()[0]) for line in lines(served, served.work, limit=limit)]
    assert places == list(range(2, 8))[:limit]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param(f"/api/chains/{NOBODY}/lines", 404, id="no such chain"),
        pytest.param("/api/chains/x/lines", 422, id="no digest"),
        pytest.param(f"/api/chains/{NOBODY}%0a/lines", 422, id="more than a digest"),
        pytest.param(f"/api/chains/{NOBODY}/lines?start=-1", 422, id="before the first"),
        pytest.param(f"/api/chains/{NOBODY}/lines?limit=0", 422, id="none at all"),
        pytest.param(f"/api/chains/{NOBODY}/lines?start={1 << 63}", 422, id="beyond numbers"),
        pytest.param(f"/api/assets/{NOBODY}", 404, id="no such bytes"),
        pytest.param("/api/assets/sha256:..", 422, id="no digest of bytes"),
        pytest.param(f"/api/assets/{NOBODY}/thumbnail?side=128", 404, id="no such picture"),
        pytest.param(f"/api/assets/{NOBODY}/thumbnail?side=129", 422, id="another side"),
        pytest.param(f"/api/assets/{NOBODY}/thumbnail", 422, id="no side"),
    ],
)
def test_what_is_not_there_is_said(served, path, status):
    """What cannot be given is said in one form."""
    answer = served.client.get(path)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == {404: "missing", 422: "usage"}[status]


def test_bytes_are_the_originals(served):
    """A file comes as it was recorded: nothing opens it, and it is kept for ever."""
    data = b"<script>alert(1)</script>" * 9
    digest = kept(served, data)
    answer = served.client.get(f"/api/assets/{digest}")
    assert "sha256:" + hashlib.sha256(answer.content).hexdigest() == digest
    said = answer.headers
    assert said["Content-Type"] == "application/octet-stream"
    assert said["Content-Disposition"] == f'attachment; filename="{digest[7:]}"'
    assert "sandbox" in said["Content-Security-Policy"]
    assert said["Cache-Control"] == "private, max-age=31536000, immutable"
    assert said["ETag"] == f'"{digest}"'


@pytest.mark.parametrize("said", ['"{}"', 'W/"{}"', '"x", "{}"', "*"])
def test_known_bytes_are_not_sent_again(served, said):
    """Who has the bytes is told so."""
    digest = kept(served, b"words")
    headers = {"If-None-Match": said.format(digest)}
    answer = served.client.get(f"/api/assets/{digest}", headers=headers)
    assert (answer.status_code, answer.content) == (304, b"")
    headers = {"If-None-Match": '"x"'}
    assert served.client.get(f"/api/assets/{digest}", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("asked", "given"),
    [("0-3", b"0123"), ("6-", b"6789"), ("-2", b"89"), ("8-100", b"89"), ("-100", b"0123456789")],
)
def test_range_is_given(served, asked, given):
    """A part of a large file can be asked for."""
    digest = kept(served, b"0123456789")
    answer = served.client.get(f"/api/assets/{digest}", headers={"Range": f"bytes={asked}"})
    assert (answer.status_code, answer.content) == (206, given)
    assert answer.headers["Content-Range"].endswith("/10")


@pytest.mark.parametrize("asked", ["bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=-", "x"])
def test_odd_ranges_are_ignored(served, asked):
    """What is no single range of bytes gives the whole."""
    digest = kept(served, b"0123456789")
    answer = served.client.get(f"/api/assets/{digest}", headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, b"0123456789")


def test_range_beyond_the_end_is_refused(served):
    """A range of nothing is none."""
    digest = kept(served, b"0123456789")
    answer = served.client.get(f"/api/assets/{digest}", headers={"Range": "bytes=10-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */10")


def test_thumbnail_is_a_small_picture(served, picture):
    """A picture comes small, as WebP, and is kept for ever."""
    answer = served.client.get(f"/api/assets/{picture}/thumbnail?side=128")
    assert answer.headers["Content-Type"] == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    image = Image.open(BytesIO(answer.content))
    assert (image.format, image.size) == ("WEBP", (64, 32))
    headers = {"If-None-Match": answer.headers["ETag"]}
    again = served.client.get(f"/api/assets/{picture}/thumbnail?side=128", headers=headers)
    assert again.status_code == 304


def test_erased_picture_has_none(served, picture):
    """When the bytes are erased, neither they nor their thumbnails are given."""
    path = f"/api/assets/{picture}/thumbnail?side=128"
    assert served.client.get(path).status_code == 200
    with served.studio() as studio:
        small = studio.layout.thumbnail(Digest(picture), 128)
        assert small.is_file()
        studio.assets.erase(Digest(picture))
    assert not small.exists()
    assert served.client.get(path).status_code == 404
    assert served.client.get(f"/api/assets/{picture}").status_code == 404
