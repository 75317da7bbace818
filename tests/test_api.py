"""The documented Python interface, from the first word to the verdict."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import bozzetto
from bozzetto import (
    Input,
    Instruction,
    ModelFile,
    Program,
    Prompt,
    Seen,
    Studio,
    Withheld,
    Work,
    api,
    verify_bundle,
)
from bozzetto.errors import StudioError
from bozzetto.record import digest_of
from bozzetto.verify import Verdict
from tests.fakes.authority import Authority as Loopback
from tests.studio.whole import check_whole

COMFYUI = Program("ComfyUI", "0.3.10")


@pytest.fixture
def loopback():
    """A timestamp authority."""
    with Loopback() as authority:
        yield authority


@pytest.fixture
def studio(tmp_path, loopback):
    """A studio that asks the loopback authority."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as made:
        made.layout.authorities.write_text(
            f'[[authority]]\nname = "loopback"\ntitle = "Loopback"\nurl = "{loopback.url}"\n'
            "min_interval = 0\n",
            encoding="utf-8",
        )
        yield made
    check_whole(tmp_path / "studio")


def picture(folder: Path, name: str, shade: int) -> Path:
    """Paint a picture of 8 by 6 pixels."""
    path = folder / name
    Image.new("RGB", (8, 6), (shade, shade, shade)).save(path)
    return path


def test_from_idea_to_verdict(studio, loopback, tmp_path):
    """A work is recorded, sealed, exported, and holds before a stranger."""
    work = studio.open_work("Cat pendant")
    work.state_intent("A silver cat that looks back over its shoulder.")
    sketch = work.take(picture(tmp_path, "sketch.png", 10))
    work.add_material(sketch, role="sketch", origin="own hand")
    instruction = Instruction(
        "ComfyUI",
        "0.3.10",
        prompts=(Prompt("a silver cat", by="person"), Prompt("blurry", role="negative")),
        models=(ModelFile("sdxl.safetensors"),),
        settings={"seed": "18446744073709551615"},
        inputs=(Input("image", sketch),),
    )
    given = work.give_instruction(instruction)
    made = [picture(tmp_path, f"{shade}.png", shade) for shade in (50, 60, 70)]
    work.receive_output(given, made, program=COMFYUI)
    candidates = [digest_of(path.read_bytes()) for path in made]
    studio.seal()
    work.choose(candidates, chosen=candidates[:1], rejected=candidates[1:], reason="the eyes")
    edited = picture(tmp_path, "edited.png", 80)
    work.record_edit(
        candidates[:1], edited, program=Program("Krita"), dimensions=["lines"], note="ears"
    )
    work.comment("nearly there", candidates[:1])

    exported = work.export(tmp_path / "cat.zip")
    assert exported.sealed.recorded is not None
    report = verify_bundle(tmp_path / "cat.zip")
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER, report.findings
    report = verify_bundle(tmp_path / "cat.zip", signers=[studio.owner], roots=[loopback.root])
    assert report.verdict is Verdict.INTACT, report.findings
    assert report.subject.title == "Cat pendant"
    assert len(report.anchors) == 2
    assert report.counts.assets >= 5


def test_pictures_described(studio, tmp_path):
    """A picture's own bytes say what it is, and its pixels have a digest of their own."""
    work = studio.open_work("Cat")
    asset = work.take(picture(tmp_path, "cat.png", 10))
    assert (asset.type, asset.width, asset.height) == ("image/png", 8, 6)
    copy = Image.open(tmp_path / "cat.png")
    copy.save(tmp_path / "copy.png", compress_level=0)
    again = work.take(tmp_path / "copy.png")
    assert again.digest != asset.digest
    assert again.pixels == asset.pixels is not None


def test_export_withholds(studio, tmp_path):
    """What is withheld is declared."""
    work = studio.open_work("Cat")
    work.state_intent("a secret cat")
    text = work.entries()[-1][1].texts[0].digest
    work.export(tmp_path / "cat.zip", withheld=Withheld(frozenset([text]), reason="secret"))
    report = verify_bundle(tmp_path / "cat.zip")
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER
    assert report.withheld_texts == (text,)
    with pytest.raises(StudioError, match="without a reason"):
        Withheld(frozenset([text]))


def test_works_can_be_exported(studio, tmp_path):
    """However a work is come by, it can be exported."""
    studio.open_work("Cat")
    for number, work in enumerate([studio.find_work("Cat"), *studio.works()]):
        assert isinstance(work, Work)
        work.export(tmp_path / f"{number}.zip")
    assert (tmp_path / "0.zip").read_bytes() == (tmp_path / "1.zip").read_bytes()


def test_imported_and_stated(studio):
    """The three ways of knowing are never mixed."""
    work = studio.open_work("Cat")
    work.give_instruction(Instruction("tool"), seen=Seen.IMPORTED)
    work.comment("I remember it so")
    assert [entry.event.seen for _, entry in work.entries()] == ["stated", "imported", "stated"]


def test_altered_bundle(studio, tmp_path):
    """A bundle in which one byte differs does not hold."""
    studio.open_work("Cat").state_intent("a silver cat")
    studio.find_work("Cat").export(tmp_path / "cat.zip")
    data = bytearray((tmp_path / "cat.zip").read_bytes())
    at = data.index(b"a silver cat")
    data[at : at + 12] = b"a golden cat"
    (tmp_path / "cat.zip").write_bytes(data)
    assert verify_bundle(tmp_path / "cat.zip").verdict in {Verdict.ALTERED, Verdict.CANNOT_CHECK}


def test_opened_by_default(own_folders):
    """Where no folder is named, the user's own studio is meant."""
    with pytest.raises(StudioError, match="no studio at") as caught:
        Studio.open()
    assert caught.value.values["place"] == own_folders / "studio"
    with Studio.create(name="Atelier", owner="Ann"):
        pass
    with Studio.open() as opened:
        assert opened.works() == []


@pytest.mark.parametrize("name", bozzetto.__all__)
def test_names_at_the_top(name):
    """Every promised name is there, and is the one of the interface."""
    value = getattr(bozzetto, name)
    assert name == "__version__" or value is getattr(api, name)


def test_unknown_name():
    """A name that is not promised is not there."""
    with pytest.raises(AttributeError, match="Nothing"):
        _ = bozzetto.Nothing


def test_top_imports_nothing():
    """The package itself loads nothing until one of its names is used."""
    program = (
        "import sys, bozzetto; before = 'bozzetto.api' in sys.modules; "
        "bozzetto.Studio; print(before, 'bozzetto.api' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert done.stdout == "False True\n"
