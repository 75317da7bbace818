"""Midjourney's downloads, from names and descriptions to a verified bundle."""

import io
import os

import pytest
from PIL import Image, ImageFilter
from PIL.PngImagePlugin import PngInfo

from bozzetto.capture.archives.midjourney import Named, find_midjourney, parse_name
from bozzetto.capture.importing import import_files
from bozzetto.record import digest_of
from tests.capture.archives.conftest import prompts_of, words_of
from tests.capture.watched import picture

JOB = "0b2c4d1e-1111-2222-3333-444455556666"
OTHER = "5e6f7a8b-1111-2222-3333-444455556666"
WORDS = "ann_a_silver_cat_with_a_h"
PROMPT = "a silver cat with a hat --ar 1:1 --v 6"


def sight(number, size=64):
    """A picture with shapes of its own in it."""
    image = Image.effect_noise((16, 16), 1)
    data = bytes((x * x * (number + 3) + x * 37 * number) % 251 for x in range(256))
    image.frombytes(data)
    blurred = image.resize((size, size), Image.Resampling.BICUBIC).filter(
        ImageFilter.GaussianBlur(size / 32)
    )
    return blurred.convert("RGB")


def save(path, image, description=None, seconds=0):
    """Write a PNG, with a description where one is given; returns its digest."""
    info = PngInfo()
    if description is not None:
        info.add_text("Description", description)
        info.add_text("Author", "ann")
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=info)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    os.utime(path, (1_700_000_000 + seconds,) * 2)
    return digest_of(out.getvalue())


def four(folder, description=None):
    """The four of a job, in the wrong order of time; returns their digests."""
    return [
        save(folder / f"{WORDS}_{JOB}_{index}.png", sight(index), description, 9 - index)
        for index in range(4)
    ]


def test_midjourney(output, entries, verified):
    """Four of a job are its candidates, an upscale of one is a choice; it is verified."""
    digests = four(output, f"{PROMPT} Job ID: {JOB}")
    upscale = save(output / f"{WORDS}_{OTHER}.png", sight(2, 128), None, 60)
    told = entries(output)
    assert [entry.event.kind for entry in told] == [
        *("instruction.given", *["output.received"] * 4),
        *("instruction.given", "output.received"),
        "choice.made",
    ]
    given, *made = told[:5]
    assert {entry.event.body["instruction"] for entry in made} == {given.digest}
    assert {entry.event.body["job"] for entry in (given, *made)} == {JOB}
    assert [entry.event.body["assets"][0]["digest"] for entry in made] == digests
    assert [entry.event.body["claims"]["candidate"] for entry in made] == ["0", "1", "2", "3"]
    assert prompts_of(given) == [(PROMPT, "positive", "unknown", True)]
    assert told[6].event.body["assets"][0]["digest"] == upscale
    choice = told[7]
    assert choice.event.body["among"] == digests
    assert choice.event.body["chosen"] == [digests[2]]
    assert choice.event.by.person is None
    (reason,) = words_of(choice).values()
    assert "taken to be so because" in reason
    assert "128x128 pixels" in reason
    verified()


def test_midjourney_names_alone(output, entries):
    """Without a description the words are the name's, and the entry says what that is worth."""
    four(output)
    given = entries(output)[0]
    assert prompts_of(given) == [("ann a silver cat with a h", "positive", "unknown", False)]
    assert given.event.body["notes"] == ["midjourney.from-name"]
    assert given.event.body["job"] == JOB
    assert "carriers" not in given.event.body


def test_midjourney_later(work, output, entries):
    """A candidate that is downloaded later joins its job."""
    four(output)
    last = output / f"{WORDS}_{JOB}_3.png"
    kept = last.read_bytes()
    last.unlink()
    given = entries(output)[0]
    last.write_bytes(kept)
    report = import_files(work, [output])
    assert (report.recorded, report.instructions, report.known) == (1, 0, 3)
    assert work.entries()[-1][1].event.body["instruction"] == given.digest


def test_midjourney_sheet(output, entries):
    """A sheet of all four is an output of the job, and no candidate."""
    four(output)
    sheet = Image.new("RGB", (128, 128))
    for number in range(4):
        sheet.paste(sight(number), (number % 2 * 64, number // 2 * 64))
    save(output / f"{WORDS}_{JOB}_grid_0.png", sheet)
    told = entries(output)
    assert [entry.event.kind for entry in told] == [
        "instruction.given",
        *["output.received"] * 5,
    ]
    assert told[-1].event.body["claims"]["sheet"] == "grid"


@pytest.mark.parametrize(
    ("name", "image"),
    [
        (f"{WORDS}_{OTHER}.png", sight(9, 128)),
        (f"{WORDS}_{OTHER}.png", sight(2, 32)),
        (f"ann_a_dog_{OTHER}.png", sight(2, 128)),
    ],
    ids=["another picture", "a smaller one", "other words"],
)
def test_midjourney_no_upscale(output, entries, name, image):
    """Nothing is taken to be an upscale that is not plainly one."""
    four(output)
    save(output / name, image)
    assert "choice.made" not in {entry.event.kind for entry in entries(output)}


def test_midjourney_alike(output, entries):
    """Where two candidates look alike, no upscale is given to either."""
    save(output / f"{WORDS}_{JOB}_0.png", sight(2))
    save(output / f"{WORDS}_{JOB}_1.png", sight(2).transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    save(output / f"{WORDS}_{OTHER}.png", sight(2, 128))
    assert "choice.made" not in {entry.event.kind for entry in entries(output)}


def test_midjourney_foreign(output, entries):
    """A picture with another tool's words keeps them, whatever it is called."""
    (output / f"{WORDS}_{JOB}_0.png").write_bytes(picture(1))
    given, made = entries(output)
    assert given.event.body["tool"]["name"] == "AUTOMATIC1111"
    assert made.event.body["instruction"] == given.digest


@pytest.mark.parametrize(
    ("name", "named"),
    [
        (f"ann_a_cat_{JOB}_2.png", Named("ann_a_cat", JOB, 2)),
        (f"ann_a_cat_{JOB.upper()}_0_3.webp", Named("ann_a_cat", JOB, 3)),
        (f"ann_a_cat_{JOB}_1 (1).png", Named("ann_a_cat", JOB, 1)),
        (f"ann_a_cat_{JOB}_1(1).jpg", Named("ann_a_cat", JOB, 1)),
        (f"ann_a_cat_{JOB}.png", Named("ann_a_cat", JOB)),
        (f"ann_猫_{JOB}_grid_0.png", Named("ann_猫", JOB, None, is_sheet=True)),
        (f"Default_a_cat_{JOB}_1.jpg", None),
        (f"{JOB}_2.png", None),
        (f"_ann_{JOB}_2.txt", None),
        (f"ann_a_cat_{JOB}_2.txt", None),
        (f"ann_a_cat_{JOB}_7.png", None),
        (f"ann_a_cat_{JOB}_2_edited.png", None),
        (f"ann_a_cat_{JOB[:-1]}_2.png", None),
        (f"ann_{'x' * 300}_{JOB}_2.png", None),
    ],
)
def test_parse_name(name, named):
    """A name is read where it has the form, and is nobody's where it has not."""
    assert parse_name(name) == named


def test_find_midjourney_numbered(output):
    """A name without a number counts beside one of the same account that has one."""
    save(output / f"{WORDS}_{OTHER}.png", sight(2))
    save(output / f"my_file_{OTHER}.png", sight(3))
    assert list(find_midjourney(frozenset(output.iterdir()))) == []
    four(output)
    (found,) = find_midjourney(frozenset(output.iterdir()))
    assert (found.count, output / f"my_file_{OTHER}.png" in found.paths) == (5, False)


def test_find_midjourney_folders(output):
    """Each folder is for itself."""
    four(output / "a")
    four(output / "b")
    found = list(find_midjourney(frozenset(output.rglob("*.png"))))
    assert [(one.place.name, one.count) for one in found] == [("a", 4), ("b", 4)]
