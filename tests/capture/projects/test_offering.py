"""What Krita AI Diffusion had offered, as entries."""

from bozzetto.capture.filing import Filer
from bozzetto.capture.projects.diffusion import TOOL
from bozzetto.capture.taking import take_file
from bozzetto.record import Seen, digest_of
from tests.capture.projects.conftest import opened
from tests.capture.projects.drawings import MERGED, Sheet, candidates, kra
from tests.capture.projects.test_diffusion import IMAGES, PARAMS

INK = Sheet("Ink", b"ink", uuid="1")
DIGESTS = [digest_of(image) for image in IMAGES]


def document(*jobs, ink=INK):
    """A file of Krita with jobs in it."""
    return kra(ink, annotations=candidates(jobs))


def told(work):
    """All entries of a work but its first, opened."""
    return [opened(work, entry.digest) for _, entry in work.entries()[1:]]


def test_offer(work, store):
    """Instruction, candidates and what was put into the drawing come before the save."""
    store(document(("b71c", PARAMS, IMAGES, [1])))
    given, output, choice, edit = told(work)
    kinds = ["instruction.given", "output.received", "choice.made", "edit.made"]
    assert [entry["kind"] for entry in (given, output, choice, edit)] == kinds
    assert [entry["seen"] for entry in (given, output, choice, edit)] == [*["imported"] * 3, "live"]
    assert {entry["by"] for entry in (given, output, choice)} == {(TOOL, "unknown")}
    assert [prompt["text"] for prompt in given["prompts"]] == [
        "a crane in the rain 雨",
        "text",
        "wet paper",
    ]
    assert output["instruction"] == work.entries()[1][1].digest
    assert output["job"] == given["job"] == "b71c"
    assert [asset["digest"] for asset in output["assets"]] == DIGESTS
    assert output["assets"][1] == {
        "digest": DIGESTS[1],
        "size": len(IMAGES[1]),
        "type": "image/webp",
        "name": "b71c-1",
        "width": 9,
        "height": 8,
        "pixels": output["assets"][1]["pixels"],
    }
    assert (choice["among"], choice["chosen"], choice["rejected"]) == (DIGESTS, [DIGESTS[1]], [])
    assert edit["before"] == [DIGESTS[1]]


def test_offer_points_into_the_file(work, store):
    """The words are pointed at where they stand in the file of Krita."""
    store(document(("b71c", PARAMS, IMAGES, [])))
    given, _, edit = told(work)
    (carrier,) = given["carriers"]
    assert carrier["file"] == edit["project"]["digest"]
    data = work.studio.assets.path(edit["project"]["digest"]).read_bytes()
    words = data[carrier["offset"] : carrier["offset"] + carrier["size"]]
    assert digest_of(words) == carrier["digest"]


def test_offer_undecided(work, store):
    """Of candidates none of which was used, no choice is told."""
    store(document(("b71c", PARAMS, IMAGES, [])))
    assert [entry["kind"] for entry in told(work)] == [
        "instruction.given",
        "output.received",
        "edit.made",
    ]


def test_offer_once(work, store):
    """A job that is recorded is not recorded again; a candidate that is used later is."""
    store(document(("b71c", PARAMS, IMAGES, [0])))
    second = Sheet("Ink", b"more", uuid="1")
    store(document(("b71c", PARAMS, IMAGES, [0, 2]), ink=second))
    *_, choice, edit = told(work)
    assert len(told(work)) == 6
    assert choice["chosen"] == [DIGESTS[0], DIGESTS[2]]
    assert edit["before"] == [digest_of(MERGED), DIGESTS[2]]


def test_offer_once_after_a_restart(work, store, output):
    """What is recorded, another process knows."""
    store(document(("b71c", PARAMS, IMAGES, [0])))
    again = document(("b71c", PARAMS, IMAGES, [0]), ink=Sheet("Ink", b"more", uuid="1"))
    (output / "cat.kra").write_bytes(again)
    Filer(work).file([take_file(work, output / "cat.kra")], Seen.LIVE, by_path=True)
    assert [entry["kind"] for entry in told(work)][4:] == ["edit.made"]


def test_offer_coded_anew(work, store):
    """Pictures that the plugin codes anew, when one is deleted, belong to the same instruction."""
    store(document(("b71c", PARAMS, IMAGES[:1], [])))
    store(document(("b71c", PARAMS, IMAGES[1:], [1]), ink=Sheet("Ink", b"more", uuid="1")))
    given, first, _, second, choice, _ = told(work)
    assert given["kind"] == "instruction.given"
    assert first["instruction"] == second["instruction"] == work.entries()[1][1].digest
    assert choice["chosen"] == [DIGESTS[2]]


def test_offer_of_a_nameless_job(work, store):
    """A job without an id is told by its pictures."""
    store(document(("", PARAMS, IMAGES, [])))
    store(document(("", PARAMS, IMAGES, []), ink=Sheet("Ink", b"more", uuid="1")))
    entries = told(work)
    assert [entry["kind"] for entry in entries] == [
        "instruction.given",
        "output.received",
        "edit.made",
        "edit.made",
    ]
    assert "job" not in entries[1]
    assert entries[1]["assets"][0]["name"] == "result-0"


def test_offer_of_a_hostile_job(work, store):
    """A job's name is shown as what it is."""
    store(document(("../\x1b[2J" + "x" * 500, PARAMS, IMAGES[:1], [])))
    name = told(work)[1]["assets"][0]["name"]
    assert name.startswith("../\\x1b[2J")
    assert len(name) < 250


def test_offer_of_a_damaged_file(work, store):
    """A damaged file offers nothing, and is kept."""
    store(document(("b71c", PARAMS, IMAGES, []))[:-30])
    assert [entry["kind"] for entry in told(work)] == ["edit.made"]
