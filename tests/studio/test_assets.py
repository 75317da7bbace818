"""Assets: bytes by digest, to the last one, and never half of them."""

import io
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import RecordingError, StudioError
from bozzetto.record import digest_of
from bozzetto.studio import Assets, Description, Layout
from bozzetto.studio import assets as assets_module

DATA = bytes(range(256)) * 20_000  # 5 MB: several chunks


@pytest.fixture
def layout(tmp_path):
    """The paths of an empty studio."""
    return Layout(tmp_path)


@pytest.fixture
def assets(layout):
    """The assets of an empty studio, undescribed."""
    return Assets(layout)


class Failing(io.BytesIO):
    """A file whose disk fails after the first chunk."""

    def read(self, size=-1):
        """Read once, and fail then."""
        if self.tell():
            raise OSError(5, "Input/output error")
        return super().read(size)


class Piecemeal(io.RawIOBase):
    """A file that gives a few bytes at a time."""

    def __init__(self, data):
        self._file = io.BytesIO(data)

    def read(self, _size=-1):
        """Read some of what is left."""
        return self._file.read(1000)


def test_take_keeps_bytes(assets, layout):
    """Bytes are kept under their digest, and nothing is left on the way."""
    asset = assets.take(io.BytesIO(DATA), "cat.png")
    assert (asset.digest, asset.size, asset.name) == (digest_of(DATA), len(DATA), "cat.png")
    assert asset.type == "application/octet-stream"
    assert assets.path(asset.digest).read_bytes() == DATA
    with assets.open(asset.digest) as file:
        assert file.read() == DATA
    assert list(layout.staging.iterdir()) == []


def test_take_piecemeal(assets):
    """A source may give its bytes in any pieces."""
    assert assets.take(Piecemeal(DATA)).digest == digest_of(DATA)


@given(st.binary(max_size=2000))
def test_take_round_trip(tmp_path_factory, data):
    """Whatever the bytes are, they come back."""
    assets = Assets(Layout(tmp_path_factory.getbasetemp() / "shared-assets"))
    asset = assets.take(io.BytesIO(data))
    assert assets.path(asset.digest).read_bytes() == data
    assert assets.take_bytes(data, "text/plain").digest == asset.digest


def test_take_again_not_written(assets):
    """Bytes that are there are not written again."""
    first = assets.take(io.BytesIO(DATA))
    place = assets.path(first.digest)
    before = place.stat()
    assert assets.take(io.BytesIO(DATA), "copy.png").digest == first.digest
    assert assets.take_bytes(DATA, "text/plain").digest == first.digest
    assert (place.stat().st_ino, place.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_take_again_confirms_name(assets, monkeypatch):
    """Bytes that another writer has just brought have a durable name before they are used."""
    asset = assets.take(io.BytesIO(b"data"))
    synced = []
    monkeypatch.setattr(assets_module, "sync_folder", synced.append)
    folder = assets.path(asset.digest).parent
    assets.take(io.BytesIO(b"data"))
    assets.take_bytes(b"data", "text/plain")
    assert synced == [folder, folder.parent] * 2


def test_take_described(layout):
    """A file's own bytes say what it is."""
    kept = []

    def describe(file):
        kept.append(file.read())
        return Description("image/png", 3, 4, digest_of(b"pixels"))

    asset = Assets(layout, describe).take(io.BytesIO(b"picture"))
    assert kept == [b"picture"]
    assert (asset.type, asset.width, asset.height) == ("image/png", 3, 4)
    assert asset.pixels == digest_of(b"pixels")
    other = Assets(layout, describe).take(io.BytesIO(b"x"), None, lambda _: Description())
    assert other.type == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        pytest.param("猫.png", "猫.png", id="chinese"),
        pytest.param(os.fsdecode(b"\xc3\xa8\xb1.png"), "è?.png", id="bytes that are no text"),
        pytest.param(None, None, id="none"),
    ],
)
def test_take_name_spelled(assets, name, spelled):
    """A name that has no UTF-8 form does not keep its file from being recorded."""
    asset = assets.take(io.BytesIO(b"x"), name)
    assert asset.name == spelled


def test_take_failing_source(assets, layout):
    """A source that fails leaves nothing, and one kind of error."""
    with pytest.raises(RecordingError, match=r"cannot keep cat\.png: Input/output error"):
        assets.take(Failing(DATA), "cat.png")
    assert list(layout.staging.iterdir()) == []
    assert not layout.assets.exists()


@pytest.mark.parametrize("method", ["take", "take_bytes"])
def test_take_without_folder(layout, assets, method):
    """A folder that cannot be written to is an error of recording."""
    layout.staging.write_bytes(b"a file stands where the folder should")
    arguments = (io.BytesIO(b"x"),) if method == "take" else (b"x", "text/plain")
    with pytest.raises(RecordingError, match="cannot keep"):
        getattr(assets, method)(*arguments)


def test_take_by_many_threads(assets, layout):
    """Threads that bring the same bytes at once all keep them."""
    barrier = threading.Barrier(8)

    def take(_number):
        barrier.wait()
        return assets.take(io.BytesIO(DATA)).digest

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(take, range(8))) == {digest_of(DATA)}
    assert list(layout.staging.iterdir()) == []


def test_open_absent(assets):
    """Bytes that are not here are a matter of the studio."""
    with pytest.raises(StudioError, match="are not in the studio") as caught:
        assets.open(digest_of(b"never seen"))
    assert "erased on purpose" in caught.value.hint
    assert not assets.has(digest_of(b"never seen"))


def test_erase(assets):
    """Erased bytes are gone; to erase them again, or others, does nothing."""
    asset = assets.take(io.BytesIO(DATA))
    assets.erase(asset.digest)
    assert not assets.has(asset.digest)
    assets.erase(asset.digest)
    assets.erase(digest_of(b"never seen"))


def test_erase_refused(assets, layout):
    """Bytes that cannot be removed are said to be there still."""
    asset = assets.take(io.BytesIO(DATA))
    place = layout.asset(asset.digest)
    place.unlink()
    place.mkdir()
    with pytest.raises(RecordingError, match="cannot remove the bytes"):
        assets.erase(asset.digest)


def test_clear_staging(assets, layout):
    """What a dead process left goes; what a living one works on stays."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    layout.staging.mkdir()
    for name in (f"{dead.pid}-left", "nobody's", f"{os.getpid()}-mine", "1-init"):
        (layout.staging / name).touch()
    assets.clear_staging()
    assert {file.name for file in layout.staging.iterdir()} == {f"{os.getpid()}-mine", "1-init"}


def test_clear_staging_absent(assets):
    """Where nothing was staged, nothing is cleared."""
    assets.clear_staging()


def test_make_folders(assets, layout):
    """Every folder that a digest can lead to is made at once; what is there stays."""
    assets.make_folders()
    made = {path.name for path in layout.assets.iterdir()}
    assert made == {f"{number:02x}" for number in range(256)}
    taken = assets.take(io.BytesIO(b"bytes"))
    assets.make_folders()
    assert assets.has(taken.digest)
