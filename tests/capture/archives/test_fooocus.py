"""Fooocus's day folders, from the log to a verified bundle."""

from bozzetto.capture.archives.fooocus import find_fooocus
from bozzetto.capture.importing import import_files
from bozzetto.record import digest_of
from tests.capture.archives.conftest import prompts_of, sample
from tests.capture.archives.logs import VERSIONS, day, name, pairs, tabled
from tests.capture.watched import picture, save

RUN = [
    (name(1, 1111), pairs(5)),
    (name(2, 2222), pairs(6, "a cat, sharp")),
    (name(3, 3333), pairs(900)),
]


def kinds(entries):
    """What happened, in order."""
    return [entry.event.kind for entry in entries]


def test_fooocus(output, entries, verified):
    """A day's folder becomes runs, in the log's order, with their candidates; it is verified."""
    folder = output / "2024-03-01"
    day(folder, VERSIONS["2.5"](RUN), *(file for file, _ in RUN))
    told = entries(output)
    assert kinds(told) == [
        "material.added",
        *("instruction.given", "output.received", "output.received"),
        *("instruction.given", "output.received"),
    ]
    log, given, one, two, other, three = told
    assert (log.event.body["role"], log.event.body["asset"]["name"]) == ("log", "log.html")
    assert one.event.body["instruction"] == two.event.body["instruction"] == given.digest
    assert three.event.body["instruction"] == other.digest
    assert [entry.event.body["assets"][0]["digest"] for entry in (one, two, three)] == [
        digest_of(picture(number, None)) for number in (1, 2, 3)
    ]
    assert one.event.body["claims"]["stated in name"] == "2024-03-01 10:00:01"
    assert one.event.body["claims"]["seed"] == "5"
    assert {entry.event.by.tool for entry in told} == {"Fooocus"}
    verified()


def test_fooocus_words(output, entries):
    """An instruction has the words by who wrote them, models, settings, and where they stand."""
    day(output, VERSIONS["2.5"](RUN), *(file for file, _ in RUN))
    log, given = entries(output)[:2]
    body = given.event.body
    assert body["tool"] == {"name": "Fooocus", "version": "v2.5.5"}
    assert [each[:3] for each in prompts_of(given)] == [
        ("a cat", "positive", "unknown"),
        ("fog", "negative", "unknown"),
        ("a cat, intricate", "positive", "language model"),
        ("cinematic still a cat", "style", "template"),
        ("anime, fog", "negative", "template"),
        ("a cat, sharp", "positive", "language model"),
    ]
    assert [model["name"] for model in body["models"]] == [
        "juggernaut.safetensors",
        "offset.safetensors",
    ]
    assert body["settings"] == {
        "Base Model": "juggernaut.safetensors",
        "LoRA 1": "offset.safetensors : 0.1",
        "Refiner Model": "None",
        f"Seed [{name(1, 1111)}]": "5",
        f"Seed [{name(2, 2222)}]": "6",
        "Styles": "['Fooocus V2']",
    }
    data = (output / "log.html").read_bytes()
    for place, (file, _) in zip(body["carriers"], RUN, strict=False):
        assert (place["file"], place["name"]) == (log.event.body["asset"]["digest"], file)
        stands = data[place["offset"] : place["offset"] + place["size"]]
        assert digest_of(stands) == place["digest"]


def test_fooocus_again(work, output):
    """What the work has is left out, the log's paper too; what came since is recorded."""
    day(output, tabled(RUN[:2]), *(file for file, _ in RUN[:2]))
    first = import_files(work, [output])
    assert (first.recorded, first.instructions, first.known) == (2, 1, 0)
    assert [(found.tool, found.pictures) for found in first.found] == [("Fooocus", 2)]
    assert first.skipped == 0
    again = import_files(work, [output])
    assert (again.recorded, again.instructions, again.known) == (0, 0, 2)
    day(output, tabled(RUN), *(file for file, _ in RUN))
    later = import_files(work, [output])
    assert (later.recorded, later.instructions, later.known) == (1, 1, 2)


def test_fooocus_sample(output, entries):
    """A real picture of Fooocus's keeps its own words, to the last byte; the log tells of it."""
    data = sample("fooocus/d3x-at__fooocus1_cropped.png")
    day(output, tabled(RUN[:1]))
    (output / RUN[0][0]).write_bytes(data)
    _, given, made = entries(output)
    assert prompts_of(given)[0][0] == "a cat"
    assert made.event.body["assets"][0]["digest"] == digest_of(data)
    assert made.event.body["instruction"] == given.digest


def test_fooocus_missing(output, entries):
    """Pictures that are not beside the log are counted; others beside it are imported as usual."""
    day(output, tabled(RUN), RUN[0][0])
    save(output / "other.png", 9)
    told = entries(output)
    assert kinds(told) == ["material.added", *("instruction.given", "output.received") * 2]
    assert told[0].texts[0].text == "2 pictures that it names are not beside it"


def test_fooocus_runs(output, entries):
    """A run ends where a setting changes, a seed does not follow, or is no number."""
    items = [
        (name(1, 1111), pairs(5)),
        (name(2, 2222), pairs(6, Prompt="a dog")),
        (name(3, 3333), pairs("x", Prompt="a dog")),
        (name(4, 4444), pairs("\u0667", Prompt="a dog")),
    ]
    day(output, tabled(items), *(file for file, _ in items))
    assert kinds(entries(output)).count("instruction.given") == 4


def test_find_fooocus_none(output):
    """A page that is no log of Fooocus, or has no picture beside it, is no archive."""
    day(output, "<html>Fooocus Log</html>")
    assert list(find_fooocus(frozenset(output.iterdir()))) == []
    day(output, tabled(RUN))
    assert list(find_fooocus(frozenset(output.iterdir()))) == []
    assert list(find_fooocus(frozenset({output / "gone" / "log.html"}))) == []
