"""Taking one file."""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from bozzetto.capture.carriers import UNKNOWN_TYPE
from bozzetto.capture.taking import (
    UntakenError,
    describe_file,
    digest_file,
    is_picture,
    is_unfinished,
    open_file,
    take_file,
)
from bozzetto.record import digest_of
from tests.capture.pictures import chunk, header, png
from tests.capture.watched import picture, save


def test_take_file(work, output):
    """The bytes are kept, and what they say is read: picture, words, size."""
    data = save(output / "cat.png")
    taken = take_file(work, output / "cat.png")
    assert taken.asset.digest == digest_of(data)
    assert (taken.asset.name, taken.asset.type, taken.asset.width) == ("cat.png", "image/png", 8)
    assert taken.asset.pixels == taken.picture.pixels
    assert taken.reading.tool == "AUTOMATIC1111"
    assert work.studio.assets.path(taken.asset.digest).read_bytes() == data
    assert taken.stamp.size == len(data)


def test_take_file_again(work, output):
    """Bytes that are kept already are read all the same."""
    save(output / "cat.png")
    first, second = (take_file(work, output / "cat.png") for _ in range(2))
    assert first == second


BOMB = png(head=header(60_000, 60_000))
ZERO = png(head=header(0, 0))


@pytest.mark.parametrize(
    ("data", "type_", "problem"),
    [
        pytest.param(b"", UNKNOWN_TYPE, "file.empty", id="empty"),
        pytest.param(picture()[:80], "image/png", "file.truncated", id="truncated"),
        pytest.param(ZERO, "image/png", "file.malformed", id="no pixels"),
        pytest.param(BOMB, "image/png", "decode.bomb", id="bomb"),
        pytest.param(
            png(chunk(b"tEXt", b"prompt\0" + b"{}" * (25 << 20))),
            "image/png",
            "carrier.too-large",
            id="50 MB of metadata",
        ),
        pytest.param(b"no picture at all", UNKNOWN_TYPE, None, id="mislabelled"),
    ],
)
def test_take_file_damaged(work, output, data, type_, problem):
    """A file that cannot be decoded is kept to its last byte, with what could be read."""
    (output / "cat.png").write_bytes(data)
    taken = take_file(work, output / "cat.png")
    assert taken.asset.digest == digest_of(data)
    assert taken.asset.type == type_
    assert problem is None or problem in taken.picture.problems
    assert work.studio.assets.path(taken.asset.digest).stat().st_size == len(data)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        pytest.param(b"a\xff\x1b[2J.png", r"a\xff\x1b[2J.png", id="bytes that are no text"),
        pytest.param("\u202egnp.\n.png".encode(), r"\u202egnp.\x0a.png", id="marks and line feed"),
    ],
)
def test_take_file_hostile_name(work, output, name, spelled):
    """A name that would do harm is kept in a spelling that does none."""
    path = output / os.fsdecode(name)
    save(path)
    assert take_file(work, path).asset.name == spelled


def no_file(path):
    """Leave nothing there."""


def a_pipe(path):
    """Make a pipe that nobody writes to: who reads it waits for ever."""
    os.mkfifo(path)


def a_folder(path):
    """Make a folder that is called like a picture."""
    path.mkdir()


def a_link(path):
    """Make a link to a file elsewhere."""
    path.symlink_to("/etc/hostname")


def a_breaking_file(path):
    """Make a regular file whose bytes cannot be read: this process's memory from zero on."""
    path.symlink_to("/proc/self/mem")


@pytest.mark.parametrize(
    ("make", "gone"),
    [
        pytest.param(no_file, True, id="gone"),
        pytest.param(a_pipe, False, id="a pipe"),
        pytest.param(a_folder, False, id="a folder"),
        pytest.param(a_link, False, id="a link"),
    ],
)
def test_take_file_refuses(work, output, make, gone):
    """What is no file is not waited for and not followed, and the error says if it is gone."""
    make(output / "cat.png")
    with pytest.raises(UntakenError, match=r"cannot read cat\.png") as caught:
        take_file(work, output / "cat.png")
    assert caught.value.gone is gone


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file breaks when it is read")
def test_take_file_that_breaks(work, output):
    """A source that breaks while it is read is its own fault, and leaves nothing behind."""
    a_breaking_file(output / "cat.png")
    with pytest.raises(UntakenError, match="Input/output error") as caught:
        take_file(work, output / "cat.png", follow=True)
    assert not caught.value.gone
    assert list(work.studio.layout.staging.iterdir()) == []


_AS_NOBODY = """
import os, sys
from pathlib import Path
from bozzetto.capture.taking import UntakenError, open_file
os.setuid(65534)
try:
    open_file(Path(sys.argv[1]))
except UntakenError as error:
    print(error, error.gone)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_open_file_permission_denied():
    """A file that must not be read is there, and cannot be read."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        save(folder / "cat.png")
        (folder / "cat.png").chmod(0)
        command = [sys.executable, "-c", _AS_NOBODY, folder / "cat.png"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "cannot read cat.png: Permission denied False\n"


def test_open_file_follows_where_named(output):
    """A link that a person named is followed."""
    data = save(output / "cat.png")
    (output / "link.png").symlink_to(output / "cat.png")
    with open_file(output / "link.png", follow=True) as file:
        assert file.read() == data


def test_describe_file_by_path_and_open(output):
    """A file says the same of itself by its path and open, and nothing is kept."""
    data = save(output / "cat.png")
    picture_, reading = describe_file(output / "cat.png")
    assert (picture_, reading) == describe_file(io.BytesIO(data))
    assert reading.prompts[0].text == "a silver cat"


def test_describe_file_without_pixels(output):
    """Where the pixels are not wanted nothing is decoded, and the words are read all the same."""
    save(output / "cat.png")
    picture_, reading = describe_file(output / "cat.png", pixels=False)
    assert picture_.pixels is None
    assert reading.tool == "AUTOMATIC1111"


def test_digest_file(output):
    """A file's digest is that of its bytes; one that is gone has none."""
    data = save(output / "cat.png")
    assert digest_file(output / "cat.png") == digest_of(data)
    with pytest.raises(UntakenError):
        digest_file(output / "dog.png")


def test_describe_file_gone(output):
    """A file that is not there cannot be described."""
    with pytest.raises(UntakenError, match=r"cannot read cat\.png"):
        describe_file(output / "cat.png")


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        pytest.param(picture(), False, id="whole"),
        pytest.param(picture()[:-5], True, id="truncated"),
        pytest.param(b"", True, id="empty"),
        pytest.param(b"no picture at all", False, id="of no known form"),
    ],
)
def test_is_unfinished(output, data, answer):
    """A file is unfinished if its own structure says that more must follow."""
    (output / "cat.png").write_bytes(data)
    assert is_unfinished(output / "cat.png") is answer


@pytest.mark.parametrize(
    ("name", "data", "answer"),
    [
        pytest.param("cat.png", b"no picture at all", True, id="by its name"),
        pytest.param("cat", picture(), True, id="by its bytes"),
        pytest.param("log.csv", b"prompt,seed", False, id="by neither"),
        pytest.param("log.csv", b"", False, id="by neither, empty"),
    ],
)
def test_is_picture(output, name, data, answer):
    """A file is a picture by its name or by its bytes."""
    (output / name).write_bytes(data)
    assert is_picture(output / name) is answer


def test_take_file_of_any_size(work, output):
    """A picture of many pixels is kept and decoded like a small one."""
    Image.effect_noise((1500, 1500), 90).save(output / "big.png")
    taken = take_file(work, output / "big.png")
    assert (taken.asset.width, taken.picture.problems) == (1500, ())
    assert taken.asset.pixels is not None
