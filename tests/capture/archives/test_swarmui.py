"""SwarmUI's output folders, from pictures, sidecars and stars to a verified bundle."""

import json
import shutil

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bozzetto.capture.archives.swarmui import find_swarm
from bozzetto.capture.importing import import_files
from bozzetto.record import digest_of
from tests.capture.archives.conftest import prompts_of, sample, words_of
from tests.capture.watched import picture, save


def words(seed, minute=0, prompt="a cat"):
    """What SwarmUI writes of a picture."""
    return json.dumps(
        {
            "sui_image_params": {
                "prompt": prompt,
                "model": "xl_base",
                "seed": seed,
                "steps": 20,
                "swarm_version": "0.9.7.0",
            },
            "sui_extra_data": {
                "date": f"2026-01-31 09:{minute:02}:00",
                "prep_time": f"{seed}.00 sec",
                "generation_time": "1.50 sec",
            },
        }
    )


def paint(path, seed, minute=0, prompt="a cat"):
    """A picture of SwarmUI's; returns its digest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    info = PngInfo()
    info.add_text("parameters", words(seed, minute, prompt))
    Image.new("RGB", (8, 8), (seed % 256, minute, 3)).save(path, pnginfo=info)
    return digest_of(path.read_bytes())


def star(path, root):
    """Star a picture, as SwarmUI does: it copies it."""
    copy = root / "Starred" / path.relative_to(root)
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, copy)
    return copy


@pytest.fixture
def day(output):
    """A day's folder below an output folder."""
    return output / "local" / "raw" / "2026-01-31"


def test_swarm_stars(output, day, entries, verified):
    """A star is a choice among the pictures that differ in nothing but the seed; it is verified."""
    root = output / "local"
    digests = [paint(day / f"{number}.png", 5 + number, number) for number in range(3)]
    paint(day / "dog.png", 5, 30, "a dog")
    star(day / "1.png", root)
    told = entries(output)
    assert [entry.event.kind for entry in told] == [
        *("instruction.given", "output.received") * 3,
        "choice.made",
        *("instruction.given", "output.received"),
    ]
    choice = told[6]
    assert choice.event.body["among"] == digests
    assert (choice.event.body["chosen"], choice.event.body["rejected"]) == ([digests[1]], [])
    assert choice.event.by.tool == "SwarmUI"
    assert choice.event.by.person is None
    assert "starred in SwarmUI" in next(iter(words_of(choice).values()))
    given, made = told[0].event.body, told[1].event.body
    assert prompts_of(told[0]) == [("a cat", "positive", "unknown", True)]
    assert given["settings"] == {"model": "xl_base", "seed": "5", "steps": "20"}
    assert made["claims"]["stated in file"] == "2026-01-31 09:00:00"
    assert made["claims"]["generation_time"] == "1.50 sec"
    verified()


def test_swarm_again(work, output, day):
    """A second import adds nothing; a star that came since adds a choice."""
    root = output / "local"
    for number in range(2):
        paint(day / f"{number}.png", 5 + number, number)
    star(day / "0.png", root)
    report = import_files(work, [output])
    assert [(found.tool, found.pictures) for found in report.found] == [("SwarmUI", 3)]
    assert (report.recorded, report.known) == (2, 1)
    before = len(work.entries())
    assert import_files(work, [output]).recorded == 0
    assert len(work.entries()) == before
    star(day / "1.png", root)
    import_files(work, [output])
    assert [entry.event.kind for _, entry in work.entries()[before:]] == ["choice.made"]


def test_swarm_star_only(output, day, entries):
    """A picture that is only there with its star is recorded, and chosen."""
    root = output / "local"
    copy = paint(day / "1.png", 5)
    star(day / "1.png", root)
    (day / "1.png").unlink()
    told = entries(output)
    assert told[-1].event.body["chosen"] == [copy]


def test_swarm_sidecar(output, entries, verified):
    """Words beside a picture that holds none are its instruction, and are kept."""
    (output / "1.webp").write_bytes(picture(1, None))
    (output / "1.swarm.json").write_text(words(7), encoding="utf-8")
    save(output / "other.png", 2)
    given, made, *_ = entries(output)
    assert given.event.body["tool"] == {"name": "SwarmUI", "version": "0.9.7.0"}
    assert given.event.body["settings"]["seed"] == "7"
    raw = given.event.body["raw"]
    assert (raw["digest"], raw["name"]) == (digest_of(words(7).encode()), "1.swarm.json")
    (carrier,) = given.event.body["carriers"]
    assert (carrier["file"], carrier["place"]) == (raw["digest"], "swarm.json")
    assert made.event.body["instruction"] == given.digest
    verified()


@pytest.mark.parametrize(
    "beside", [b"", b"{", b"[]", b'{"sui_image_params": 5}', b"\xff" * 9, b"{}" * 99], ids=repr
)
def test_swarm_sidecar_hostile(work, output, beside):
    """What is no sidecar makes no archive; the picture is imported for itself."""
    save(output / "1.png", 1, None)
    (output / "1.swarm.json").write_bytes(beside)
    report = import_files(work, [output])
    assert (report.found, report.recorded, report.instructions) == ((), 1, 0)


def test_swarm_other_stars(output):
    """A folder that is called so, with no picture of SwarmUI in it, is no archive."""
    (output / "Starred").mkdir()
    save(output / "Starred" / "1.png", 1)
    (output / "Starred" / "2.png").write_bytes(b"")
    assert list(find_swarm(frozenset(output.rglob("*.png")))) == []


def test_swarm_sample(output, entries, day):
    """A real picture of SwarmUI's is told of with its star."""
    data = sample("swarmui/swarmui.png")
    day.mkdir(parents=True)
    (day / "1.png").write_bytes(data)
    star(day / "1.png", output / "local")
    given, made, choice = entries(output)
    assert given.event.body["tool"]["name"] == "SwarmUI"
    assert choice.event.body["chosen"] == [made.event.body["assets"][0]["digest"]]
