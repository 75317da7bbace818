"""Notes: small files that are no evidence."""

import threading

import pytest

from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.upkeep.notes import MAX_NOTE, read_note, write_note


def test_write_and_read(tmp_path):
    """What is written is read, in a folder that is made; what was never written is nothing."""
    path = tmp_path / "inside" / "a.json"
    assert read_note(path) is None
    for value in ({"a": [1, None, "猫"]}, {}):
        write_note(path, value)
        assert read_note(path) == value
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000, b"{" + b" " * MAX_NOTE + b"}"],
    ids=["empty", "half", "list", "number", "no text", "deep", "long"],
)
def test_read_malformed(tmp_path, data):
    """What is not one object of a fair size is refused, and says what to do."""
    path = tmp_path / "a.json"
    path.write_bytes(data)
    with pytest.raises(FormatError, match="not of its form") as caught:
        read_note(path)
    assert "no evidence" in caught.value.hint


def test_read_a_folder(tmp_path):
    """What cannot be read is not taken for nothing."""
    with pytest.raises(StudioError, match="cannot read"):
        read_note(tmp_path)


def test_write_refused(tmp_path):
    """What cannot be written is said, and nothing is left behind."""
    (tmp_path / "a.json").mkdir()
    with pytest.raises(RecordingError, match="cannot write"):
        write_note(tmp_path / "a.json", {})
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def test_write_together(tmp_path):
    """Threads that write one note at once leave one of them, whole."""
    path, faults = tmp_path / "a.json", []

    def write(number):
        try:
            for _ in range(20):
                write_note(path, {"number": number, "long": "x" * 10_000})
        except RecordingError as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (faults, read_note(path)["number"] in range(4)) == ([], True)
