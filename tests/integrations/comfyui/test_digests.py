import hashlib
import json
import os
import threading

import pytest


def sha256(data):
    """The digest as it is spelled in the record."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


@pytest.fixture
def file(tmp_path):
    """A model's file."""
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"weights")
    return path


@pytest.mark.parametrize("size", [0, 1, 4 * 2**20, 4 * 2**20 + 1])
def test_digest(pack, file, size):
    """A digest is SHA-256, however many pieces the file is read in."""
    file.write_bytes(b"a" * size)
    pieces = []
    assert pack("digests").digest_of(str(file), lambda: pieces.append(1)) == sha256(b"a" * size)
    assert len(pieces) == -(-size // (4 * 2**20))
    assert pack("digests").digest_of_bytes(b"a") == sha256(b"a")


def test_kept_beside_the_pack(pack, file, tmp_path):
    """A digest is found again by the next run, as long as the file stays as it is."""
    digests = pack("digests")
    kept = tmp_path / "digests.json"
    state = digests.state_of(str(file))
    digests.Digests(kept).put(state, sha256(b"weights"))
    assert digests.Digests(kept).get(state) == sha256(b"weights")
    os.utime(file, ns=(1, 1))
    assert digests.Digests(kept).get(digests.state_of(str(file))) is None


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"a": 1}', '{"a": [1]}', '{"a": ["x", 2, 3]}', "null", "\udcff"],
)
def test_file_of_another_form(pack, tmp_path, text):
    """Whatever stands in the file, digests are computed again."""
    kept = tmp_path / "digests.json"
    kept.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert pack("digests").Digests(kept).get(("a", 1, 2)) is None


def test_folder_that_cannot_be_written(pack, tmp_path):
    """Where nothing can be kept, a digest is known for this run."""
    digests = pack("digests").Digests(tmp_path / "none" / "digests.json")
    digests.put(("a", 1, 2), sha256(b""))
    assert digests.get(("a", 1, 2)) == sha256(b"")


def test_most_kept(pack, tmp_path, monkeypatch):
    """The file does not grow without end; the oldest go first."""
    monkeypatch.setattr(pack("digests"), "MOST_KEPT", 2)
    kept = tmp_path / "digests.json"
    digests = pack("digests").Digests(kept)
    for name in "abc":
        digests.put((name, 1, 2), sha256(b""))
    assert sorted(json.loads(kept.read_text())) == ["b", "c"]


def test_idle_hasher(pack, file):
    """A digest is computed aside, once for each state of a file."""
    digests = pack("digests")
    known, told, done = digests.Digests(), [], threading.Event()
    hasher = digests.IdleHasher(known, lambda: True)
    state = digests.state_of(str(file))

    def tell(digest):
        told.append((digest, threading.current_thread().name))
        done.set()

    hasher.ask(state, tell)
    hasher.ask(state, tell)
    assert done.wait(60)
    assert told == [(sha256(b"weights"), "bozzetto-hash")]
    assert known.get(state) == sha256(b"weights")


def test_file_that_changes_meanwhile(pack, file):
    """A file that is written while it is read has no digest; the next one is computed after it."""
    digests = pack("digests")
    known, done = digests.Digests(), threading.Event()

    def change():
        file.write_bytes(b"other weights")
        return False

    hasher = digests.IdleHasher(known, change)
    state = digests.state_of(str(file))
    hasher.ask(state, lambda _digest: pytest.fail("it changed"))
    (later := file.with_name("later")).write_bytes(b"later")
    hasher.ask(digests.state_of(str(later)), lambda _digest: done.set())
    assert done.wait(60)
    assert known.get(state) is None


def test_file_that_is_gone(pack, file):
    """A file that goes away is asked for again when it is back."""
    digests = pack("digests")
    known, done = digests.Digests(), threading.Event()
    hasher = digests.IdleHasher(known, lambda: False)
    state = digests.state_of(str(file))
    file.unlink()
    hasher.ask(state, lambda _digest: pytest.fail("it is gone"))
    hasher._waiting.join()  # noqa: SLF001  # nothing else says that nothing happened
    file.write_bytes(b"weights")
    hasher.ask(digests.state_of(str(file)), lambda _digest: done.set())
    assert done.wait(60)
