"""``bozzetto inspect``: what a file says, and what that is worth."""

import os
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bozzetto.capture.dialects import NOTES
from bozzetto.capture.dialects.reading import ROLES as PROMPT_ROLES
from bozzetto.cli.inspect import NOTE_WORDS, ROLES
from bozzetto.language import Language, speak, translate
from tests.cli.scenes import generated, hostile

SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", Path(__file__).parents[3] / "shared" / "samples"))


def test_inspect_says_what_the_file_says(run, ask, tmp_path):
    """Program, prompts and settings are named, and that anybody can write them."""
    file = generated(tmp_path / "a.png", prompt="a cat\nof silver")
    out = run("inspect", file).stdout
    assert "AUTOMATIC1111 v1.10.1" in out
    assert "    | a cat\n    | of silver\n" in out
    assert "CFG scale" in out
    assert "Anybody can write such words" in out
    value = ask("inspect", file)
    assert value["reading"]["prompts"][0]["text"] == "a cat\nof silver"
    assert value["reading"]["settings"]["Seed"] == "1"
    assert value["worth"] == "anybody could write it"
    assert value["carriers"][0]["place"] == "png:tEXt"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="truncated"),
        pytest.param(b"GIF89a\xff\xff\xff\xff", id="broken"),
        pytest.param(b"no picture at all", id="text"),
    ],
)
def test_inspect_takes_any_file(run, ask, tmp_path, data):
    """Any bytes are described, and that a file says nothing proves nothing."""
    file = tmp_path / "a.png"
    file.write_bytes(data)
    assert "proves nothing" in run("inspect", file).stdout
    assert ask("inspect", file)["worth"] == "nothing said"


def test_inspect_escapes_hostile_words(run, tmp_path):
    """A prompt does nothing to the terminal, and cannot pass for a line of the answer."""
    words = hostile.encode("utf-8", "replace").decode() + "\nwhat that is worth:\n  A proof."
    out = run("inspect", generated(tmp_path / "a.png", prompt=words)).stdout
    assert not {"\x1b", "\u202e"} & set(out)
    assert [line for line in out.split("\n") if line == "what that is worth:"] == [
        "what that is worth:"
    ]
    assert "    | what that is worth:" in out


def test_inspect_lists_unknown_carriers(run, ask, tmp_path):
    """What no dialect knows is listed as it stands in the file."""
    info = PngInfo()
    info.add_text("Title", "A cat")
    Image.new("RGB", (2, 2)).save(tmp_path / "a.png", pnginfo=info)
    assert "png:tEXt Title  A cat" in run("inspect", tmp_path / "a.png").stdout
    assert ask("inspect", tmp_path / "a.png")["reading"] is None


def test_inspect_signed_sample(run, ask):
    """A signature of the tool is worth more than words, and the limits of that are said."""
    files = [
        file
        for file in sorted(SAMPLES.glob("novelai/*"))
        if ask("inspect", file)["worth"] == "signed by the tool"
    ]
    if not files:
        pytest.skip("no sample that NovelAI signed is here: set BOZZETTO_SAMPLES")
    assert "It does not say for whom, or when." in run("inspect", files[0]).stdout


def test_inspect_records_nothing(run, studio, ask, tmp_path):
    """Looking at a file leaves no entry."""
    assert studio
    before = ask("status")["entries"]
    run("inspect", generated(tmp_path / "a.png"))
    assert ask("status")["entries"] == before


def test_every_note_and_role_has_words():
    """Whatever a reading notes is said, in both languages."""
    assert NOTE_WORDS.keys() == NOTES.keys()
    assert ROLES.keys() == set(PROMPT_ROLES)
    speak(Language.ZH)
    assert all(translate(words) != words for words in (*NOTE_WORDS.values(), *ROLES.values()))
