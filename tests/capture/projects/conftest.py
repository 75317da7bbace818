"""A file of a drawing program that is saved again and again, into a work."""

import pytest

from bozzetto.capture.filing import Filer
from bozzetto.capture.taking import take_file
from bozzetto.record import Seen


@pytest.fixture
def filer(work):
    """Files go into the work."""
    return Filer(work)


@pytest.fixture
def store(work, filer, output):
    """Save a file, and file it; return the body of its entry, the texts in it opened."""

    def save(data, name="cat.kra", seen=Seen.LIVE):
        (output / name).write_bytes(data)
        (filed,) = filer.file([take_file(work, output / name)], seen, by_path=True)
        return None if filed.output is None else opened(work, filed.output.digest)

    return save


def opened(work, digest):
    """An entry's event as a dictionary, with the words in the place of what commits to them."""
    entry = next(entry for _, entry in work.entries() if entry.digest == digest)
    words = {text.to_value()["text"]: text.text for text in entry.texts}

    def show(value):
        if isinstance(value, list):
            return [show(each) for each in value]
        if isinstance(value, dict) and set(value) == {"text"}:
            return words[value["text"]]
        return (
            {name: show(each) for name, each in value.items()} if isinstance(value, dict) else value
        )

    by = entry.event.by
    return {
        "kind": entry.event.kind,
        "seen": entry.event.seen.value,
        "by": (by.tool, by.version),
        **show(entry.event.body),
    }
