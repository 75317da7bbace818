"""``bozzetto inspect``: what a file says, and what that is worth."""

import json
import os
import re
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bozzetto.capture.credentials import CLAIMS
from bozzetto.capture.dialects import NOTES
from bozzetto.labels import Aigc, label_file
from bozzetto.labels.inspection import NAMES, SENTENCES, WORTHS
from bozzetto.language import Language, speak, translate
from tests.cli.scenes import generated, hostile
from tests.fakes.credentials import altered, drawn, sign

SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", Path(__file__).parents[3] / "shared" / "samples"))
# What holds nothing but values is the same in both languages
SAME = {words for words in SENTENCES.values() if not re.sub(r"\{\w+\}|\W", "", words)}


@pytest.fixture
def lines(run):
    """Run a command line that answers line by line, and read each."""

    def call(*words, **options):
        out = run(*words, "--json", **options).stdout
        return [json.loads(line) for line in out.splitlines()]

    return call


def test_inspect_says_what_the_file_says(run, ask, tmp_path):
    """Program, prompts and settings are named, and that anybody can write them."""
    file = generated(tmp_path / "a.png", prompt="a cat\nof silver")
    out = run("inspect", file).stdout
    assert "AUTOMATIC1111 v1.10.1" in out
    assert "    | a cat\n    | of silver\n" in out
    assert "CFG scale" in out
    assert "Anybody can write such words" in out
    assert "protected by  nothing" in out
    value = ask("inspect", file)
    assert value["reading"]["prompts"][0]["text"] == "a cat\nof silver"
    assert value["reading"]["settings"]["Seed"] == "1"
    assert value["worth"] == "anybody could write it"
    assert value["carriers"][0]["place"] == "png:tEXt"
    (voice,) = value["voices"]
    assert (voice["speaker"], voice["name"]) == ("tool", "AUTOMATIC1111")
    assert voice["protection"]["kind"] == "nothing"


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
    words = hostile.encode("utf-8", "replace").decode() + "\nin short:\n  A proof."
    out = run("inspect", generated(tmp_path / "a.png", prompt=words)).stdout
    assert not {"\x1b", "\u202e"} & set(out)
    assert [line for line in out.split("\n") if line == "in short:"] == ["in short:"]
    assert "    | in short:" in out


def test_inspect_lists_unknown_carriers(run, ask, tmp_path):
    """What no dialect knows is listed as it stands in the file."""
    info = PngInfo()
    info.add_text("Title", "A cat")
    Image.new("RGB", (2, 2)).save(tmp_path / "a.png", pnginfo=info)
    assert "png:tEXt Title  A cat" in run("inspect", tmp_path / "a.png").stdout
    assert ask("inspect", tmp_path / "a.png")["reading"] is None


def test_inspect_content_credentials(run, ask, tmp_path):
    """What a signer says is shown with what holds of it, and that nobody watched it."""
    pytest.importorskip("c2pa", reason="c2pa-python is not installed")
    file = tmp_path / "a.png"
    signed = sign(drawn())
    file.write_bytes(signed)
    out = run("inspect", file)
    assert "Content credentials in the name of Cat Signer (Cats & Co) fit it" in out.stdout
    assert "a signature over the file, which is as it was signed" in out.stdout
    assert "Cat Signer" in out.stdout
    assert "it was not watched" in out.stdout
    assert "--trust PEM" in out.stderr
    value = ask("inspect", file)
    assert value["credentials"]["credentials organisation"] == "Cats & Co"
    assert value["voices"][0]["protection"] == {
        "kind": "content credentials",
        "integrity": "intact",
        "trust": "no list given",
        "time": None,
        "time_trust": None,
    }
    file.write_bytes(altered(signed, b"IDAT"))
    assert "do not fit it" in run("inspect", file).stdout


def test_inspect_trust(run, ask, tmp_path, monkeypatch):
    """Certificates that the reader gives decide about the signer; what is none is refused."""
    pytest.importorskip("c2pa", reason="c2pa-python is not installed")
    from tests.fakes import credentials  # noqa: PLC0415  # to keep the root of this signer

    pair = credentials._certificates()  # noqa: SLF001
    monkeypatch.setattr(credentials, "_certificates", lambda: pair)
    (tmp_path / "a.png").write_bytes(sign(drawn()))
    (tmp_path / "roots.pem").write_bytes(pair[0])
    listed = ask("inspect", tmp_path / "a.png", "--trust", tmp_path / "roots.pem")
    assert listed["voices"][0]["protection"]["trust"] == "on the list"
    run("inspect", tmp_path / "a.png", "--trust", tmp_path / "a.png", code=8)


def test_inspect_signed_sample(run, ask):
    """A signature of the tool is worth more than words, and the limits of that are said."""
    file = SAMPLES / "novelai" / "llmkira__sample-0316.png"
    if not file.is_file():
        pytest.skip("no sample that NovelAI signed is here: set BOZZETTO_SAMPLES")
    assert ask("inspect", file)["worth"] == "signed by the tool"
    assert "It does not say for whom, or when." in run("inspect", file).stdout


def test_inspect_records_nothing(run, studio, ask, tmp_path):
    """Looking at a file leaves no entry."""
    assert studio
    before = ask("status")["entries"]
    run("inspect", generated(tmp_path / "a.png"))
    assert ask("status")["entries"] == before


def test_inspect_looks_into_the_studio(run, ask, told, pictures, tmp_path):
    """The very file is found in a work, and without a studio that is said."""
    assert told
    out = run("inspect", pictures[0]).stdout
    assert "this very file is in Cat pendant (0.png, " in out
    assert ask("inspect", pictures[0])["studio"]["same_bytes"][0]["title"] == "Cat pendant"
    elsewhere = ("--studio", tmp_path / "nothing")
    assert "not looked at: there is no studio" in run("inspect", pictures[0], *elsewhere).stdout
    assert ask("inspect", pictures[0], *elsewhere)["studio"] is None


def test_inspect_without_a_readable_studio(run, studio, tmp_path):
    """A studio that cannot be opened keeps nobody from reading a file."""
    database = Path(studio["place"]) / "studio.sqlite"
    database.write_bytes(b"no database" * 100)
    result = run("inspect", generated(tmp_path / "a.png"))
    assert "the studio is not looked into" in result.stderr
    assert "AUTOMATIC1111" in result.stdout


def test_inspect_folders(run, lines, tmp_path):
    """A folder is walked to its depths, without hidden files and links; a line a file."""
    deep = tmp_path / "out" / "deep"
    deep.mkdir(parents=True)
    generated(deep.parent / "a.png")
    generated(deep / "b.png")
    generated(deep / ".hidden.png")
    (deep / "notes.txt").write_text("no picture")
    generated(tmp_path / "elsewhere.png")
    (deep / "link.png").symlink_to(tmp_path / "elsewhere.png")
    (deep / "up").symlink_to(tmp_path, target_is_directory=True)
    found = lines("inspect", deep.parent)
    names = [str(Path(each["file"]).relative_to(deep.parent)) for each in found]
    assert names == ["a.png", str(Path("deep", "b.png"))]
    assert [each["unread"][0]["code"] for each in found] == ["unread.pixels"] * 2
    assert [each["unread"] for each in lines("inspect", deep.parent, "--pixels")] == [[], []]
    result = run("inspect", deep.parent)
    assert result.stdout.count("say that AUTOMATIC1111 made it") == 2
    assert "2 files inspected, 0 could not be read" in result.stderr


def test_inspect_one_damaged_file_ends_nothing(lines, run, tmp_path):
    """What cannot be read is named, the rest is answered, and the exit code says so."""
    good, pipe = generated(tmp_path / "a.png"), tmp_path / "b.png"
    os.mkfifo(pipe)
    (tmp_path / "c.png").write_bytes(good.read_bytes()[:60])
    found = lines("inspect", good, pipe, tmp_path / "c.png", code=3)
    assert [each.get("type") for each in found] == ["image/png", None, "image/png"]
    assert "not a file" in found[1]["error"]
    assert "file.truncated" in found[2]["problems"]
    assert "b.png" in run("inspect", good, pipe, code=3).stderr


def test_inspect_in_chinese(run, tmp_path):
    """The whole answer is Chinese, but for other people's words."""
    generated(tmp_path / "a.png")
    label_file(tmp_path / "a.png", tmp_path / "b.png", Aigc("1", "cats", "1"))
    out = run("--lang", "zh", "inspect", tmp_path / "b.png").stdout
    assert "标识称它由人工智能生成，并指名 cats。" in out
    assert "worth" not in out
    assert "Anybody" not in out


def test_every_note_and_sentence_has_words():
    """Whatever an inspection says is said in both languages."""
    speak(Language.ZH)
    said = {*NAMES.values(), *SENTENCES.values(), *WORTHS.values(), *NOTES.values()} - SAME
    said |= set(CLAIMS.values())
    assert {words for words in said if translate(words) == words} == set()
