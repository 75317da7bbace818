from dataclasses import dataclass
from io import BytesIO

import pytest
from PIL import Image

from bozzetto.api import Program, Studio
from bozzetto.evidence.dossier import Source
from bozzetto.evidence.timelapse import Showing, film_of
from bozzetto.upkeep.facts import facts_of
from bozzetto.upkeep.names import names_of
from tests.fakes.authority import Authority
from tests.fakes.ledger import Ledger
from tests.fakes.works import Teller
from tests.law.cases import told

COLOURS = {  # of the pictures, one each: found again in the film
    "sketch": (200, 60, 40),
    "one": (40, 90, 200),
    "two": (30, 160, 80),
    "three": (210, 180, 30),
    "edited": (150, 60, 170),
}
HOSTILE = "猫 \U0001f431 \u202egnp.exe\u202c \x07 =HYPERLINK() {0} #panic(1)\n" + "long " * 1000


def source_of(studio, work):
    """Gather what a film is made from."""
    return Source(
        facts_of(studio, work),
        (),
        work.assets(),
        names_of(studio),
        (),
        studio.checkpoint(),
        (),
    )


@dataclass
class Told:
    """A studio with a work, its source, and its files by name."""

    studio: Studio
    work: object
    source: Source
    files: dict


def _file(name):
    data = BytesIO()
    Image.new("RGB", (96, 64), COLOURS[name]).save(data, "PNG")
    data.seek(0)
    return data


@pytest.fixture(scope="session")
def shown(tmp_path_factory):
    """Record a sketch, a batch, a choice, an edit, an erasure, and a file that goes missing."""
    folder = tmp_path_factory.mktemp("timelapse")
    with Studio.create(folder / "studio", name="Atelier", owner="Ann", device="desk") as studio:
        work = studio.open_work("Cat " + HOSTILE)
        sketch = work.take(_file("sketch"), "sketch.png")
        work.add_material(sketch, role="sketch", origin="own hand", note=HOSTILE)
        given = told(work, "a cat", seed="1")
        names = ("one", "two", "three")
        made = [work.take(_file(name), f"{name}.png") for name in names]
        work.receive_output(given, made, program=Program("ComfyUI", "0.3"))
        digests = [each.digest for each in made]
        work.choose(digests, chosen=digests[1:2], rejected=digests[:1], reason="calm")
        work.record_edit(
            digests[1:2], _file("edited"), program=Program("Krita", "5"), dimensions=["colour"]
        )
        lost = work.take(BytesIO(b"no picture at all"), "notes.txt")
        work.add_material(lost, role="reference", origin="licensed")
        work.erase(digests[2:], "a face")
        files = dict(zip(names, digests, strict=True)) | {"sketch": sketch.digest}
        yield Told(studio, work, source_of(studio, work), files)


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """A work that was opened, and nothing else."""
    folder = tmp_path_factory.mktemp("empty")
    with Studio.create(folder / "studio", name="Atelier", owner="Ann") as studio:
        work = studio.open_work("Nothing yet")
        yield Told(studio, work, source_of(studio, work), {})


@pytest.fixture(scope="session")
def small():
    """How films are shown here: small, with all frames that there are."""
    return Showing(("zh", "en"), side=640, state=1500)


@pytest.fixture(scope="session")
def film(shown, small):
    """The film of the work."""
    return film_of(shown.source, shown.studio, small)


@pytest.fixture
def teller():
    """Give a teller of a work in memory; no authority is asked."""
    ledger = Ledger(Authority())
    ledger.open_studio()
    ledger.open_work("Cat pendant")
    return Teller(ledger)


@pytest.fixture
def ledger(teller):
    """Give what the teller tells into."""
    return teller.ledger
