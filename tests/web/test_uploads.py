"""Uploads: files are kept to the last byte, in bounded memory, whatever they are called."""

import hashlib
import io
import socket
import tracemalloc
from urllib.parse import urlsplit

import pytest
from PIL import Image

from bozzetto.record import digest_of
from bozzetto.web import guard, uploads
from bozzetto.web.kept import Kept
from bozzetto.web.uploads import file_name

BYTES = {"content-type": "application/octet-stream"}


def picture():
    """Return the bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (13, 7), "red").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def put(served):
    """Send a file, and expect an answer."""

    def call(data, status=200, **params):
        answer = served.client.put("/api/uploads", params=params, content=data, headers=BYTES)
        assert answer.status_code == status, answer.text
        return answer.json()

    return call


def staged(served):
    """List what lies in the staging folder."""
    folder = served.studio_folder / "staging"
    return list(folder.iterdir()) if folder.is_dir() else []


def test_kept_and_described(served, put):
    """A picture is kept, and described by its own bytes; no entry is made."""
    data = picture()
    size = served.client.get("/api/chains/" + served.work + "/lines").text.count("\n")
    asset = put(data, name="cat.jpg")
    pixels = asset.pop("pixels")
    assert pixels.startswith("sha256:")
    assert asset == {
        "digest": digest_of(data),
        "size": len(data),
        "type": "image/png",
        "name": "cat.jpg",
        "width": 13,
        "height": 7,
    }
    assert served.client.get(f"/api/assets/{asset['digest']}").content == data
    assert served.client.get("/api/chains/" + served.work + "/lines").text.count("\n") == size
    assert staged(served) == []


def test_any_bytes(put):
    """What is no picture is kept as well, and nothing is said of it that is not known."""
    assert put(b"layers") == {
        "digest": digest_of(b"layers"),
        "size": 6,
        "type": "application/octet-stream",
    }


def test_again(served, put):
    """The same bytes are kept once, under the name that was given last."""
    put(b"same", name="a.kra")
    assert put(b"same", name="b.kra")["name"] == "b.kra"
    with served.studio() as studio:
        assert studio.assets.path(digest_of(b"same")).is_file()


def test_large_file_takes_no_memory(served):
    """A file of 48 MB passes through in blocks, and comes out as it went in."""
    block = bytes(range(256)) * 4096
    hashed = hashlib.sha256()

    def blocks():
        for number in range(48):
            part = number.to_bytes(4) + block[4:]
            hashed.update(part)
            yield part

    tracemalloc.start()
    try:
        answer = served.client.put("/api/uploads?name=big.psd", content=blocks(), headers=BYTES)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.json()["digest"] == "sha256:" + hashed.hexdigest()
    assert peak < 24 << 20


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("cat.png", "cat.png", id="plain"),
        pytest.param("猫 1.png", "猫 1.png", id="chinese"),
        pytest.param("../../etc/passwd", "passwd", id="path"),
        pytest.param("C:\\Users\\ann\\cat.png", "cat.png", id="path of Windows"),
        pytest.param("a\x1b[2Jb.png", "a\\x1b[2Jb.png", id="control characters"),
        pytest.param("gnp.\u202etac", "gnp.\\u202etac", id="turned around"),
        pytest.param("a\x00b", "a\\x00b", id="NUL"),
        pytest.param("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>", id="markup"),
        pytest.param("x" * 3000 + ".png", "x" * 510 + "..." + "x" * 506 + ".png", id="long"),
        pytest.param("folder/", None, id="folder"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_hostile_names(given, kept):
    """A name is text without folders, and does nothing to whoever shows it."""
    assert file_name(given) == kept


@pytest.mark.parametrize("given", ["../../../../tmp/x.png", "a\x1b]0;b\x07.png", "\u202egnp.exe"])
def test_hostile_name_over_http(served, put, given):
    """A hostile name names no place on the disk, and is answered harmlessly."""
    asset = put(b"x", name=given)
    assert "/" not in asset["name"]
    assert asset["name"].isprintable()
    assert not (served.studio_folder.parent / "x.png").exists()


def test_name_too_long(put):
    """A name that no file has is refused."""
    assert put(b"x", 422, name="x" * 5000)["error"]["code"] == "usage"


def test_empty(served, put):
    """A file without bytes is none."""
    assert "empty" in put(b"", 400)["error"]["message"]
    assert staged(served) == []


@pytest.mark.parametrize("says", [True, False], ids=["with its length", "in chunks"])
def test_too_large(served, monkeypatch, says):
    """What is larger than the limit is refused, and nothing of it is kept."""
    monkeypatch.setitem(guard.LIMITS, guard.UPLOADS, 3 << 20)
    data = bytes(4 << 20)
    content = data if says else (data[at : at + 65536] for at in range(0, len(data), 65536))
    answer = served.client.put("/api/uploads", content=content, headers=BYTES)
    assert answer.status_code == 413, answer.text
    assert answer.json()["error"]["code"] == "guard"
    with served.studio() as studio:
        assert not studio.assets.has(digest_of(data))
    assert staged(served) == []


def test_form_refused(served):
    """What a form of another page could send is refused."""
    answer = served.client.put("/api/uploads", content=b"x", headers={"content-type": "text/plain"})
    assert answer.status_code == 415


def test_broken_off(served):
    """An upload that breaks off leaves nothing, and the server goes on."""
    url = urlsplit(served.url)
    cookies = "; ".join(f"{name}={value}" for name, value in served.client.cookies.items())
    head = (
        f"PUT /api/uploads HTTP/1.1\r\nHost: {url.netloc}\r\nOrigin: {served.url}\r\n"
        f"Cookie: {cookies}\r\nContent-Type: application/octet-stream\r\n"
        "Content-Length: 1000000\r\n\r\n"
    )
    with socket.create_connection((url.hostname, url.port)) as connection:
        connection.sendall(head.encode() + b"half of it")
    assert served.client.get("/api/people").status_code == 200
    with served.studio() as studio:
        assert not studio.assets.has(digest_of(b"half of it"))


def test_kept_forgets_the_oldest(served, put, monkeypatch):
    """Only so many files are remembered; an older one is described again, without its name."""
    monkeypatch.setattr("bozzetto.web.kept.MOST_KEPT", 2)
    first, *_others = (put(bytes([number]), name=f"{number}.bin") for number in range(4))
    with served.studio() as studio:
        found = served.desk.kept.find(studio.work(served.work), first["digest"])
    assert (found.digest, found.size, found.name) == (first["digest"], 1, None)
    assert len(served.desk.kept._assets) == 2  # noqa: SLF001  # its bound


def test_kept_asks_the_work(served):
    """What the work names is known by it, with its name, also after a restart."""
    with served.studio() as studio:
        work = studio.work(served.work)
        work.add_material(
            work.take(io.BytesIO(picture()), "cat.png"), role="sketch", origin="own hand"
        )
        assert Kept().find(work, digest_of(picture())).name == "cat.png"


def test_all_of_a_block_is_written():
    """A file without a buffer takes what has room, and says how much."""

    class Narrow(io.RawIOBase):
        taken = b""

        def write(self, data):
            self.taken += bytes(data[:3])
            return min(3, len(data))

    file = Narrow()
    uploads._write(file, b"0123456789")  # noqa: SLF001  # no disk has three bytes of room
    assert file.taken == b"0123456789"
