"""Looking: any file is explained, and what could not be read is never taken for absent."""

import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bozzetto.capture.taking import UntakenError
from bozzetto.labels import AIGC, Aigc, Iptc, Packet, SourceType, label_file, put_iptc, put_label
from bozzetto.labels.carriers import write_packet
from bozzetto.labels.inspection import Held, Integrity, inspect_file
from bozzetto.language import Language, speaking, translate_filled
from tests.labels.inspection.telling import about, everything, speakers
from tests.labels.pictures import SAMPLES, XMP, sample, saved

INTACT = Integrity.INTACT
TOOLS = {
    "a1111": "AUTOMATIC1111",
    "civitai": "Civitai",
    "comfyui": "ComfyUI",
    "fooocus": "Fooocus",
    "forge": "Forge",
    "hf-space-diffusers": "diffusers",
    "invokeai": "InvokeAI",
    "novelai": "NovelAI",
    "reforge": "reForge",
    "ruined-fooocus": "RuinedFooocus",
    "sdnext": "SD.Next",
    "stability-matrix": "Stability Matrix",
    "swarmui": "SwarmUI",
    "tensorart": "TensorArt",
}
OWN = {
    **dict.fromkeys(
        ("api_00001_", "inp_00001_", "ks_00001_", "ks_00002_", "run_00001_"), "ComfyUI"
    ),
    "invokeai_6.14.2_nomodel": "InvokeAI",
}
SIGNED = {
    "c2pa-org__adobe-20220124-CAICA.jpg": "C2PA Signer (C2PA Test Signing Cert)",
    "invoke-ai__splash-banner.png": "cai-prod (Adobe Inc.)",
    "gemini_3.1pro.png": "Google Media Processing Services (Google LLC)",
    "chatgpt-image2.png": "OpenAI Media Service (OpenAI OpCo, LLC)",
}
PICTURES = (".png", ".jpg", ".jpeg", ".webp")
FILES = sorted(
    str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("*/*") if path.suffix in PICTURES
)


@pytest.mark.parametrize("name", FILES)
def test_samples(name):
    """Each sample says who made it, in both languages; signatures hold, words are unprotected."""
    found = inspect_file(sample(name))
    folder, _, file = name.partition("/")
    tool = TOOLS.get(folder) or OWN.get(file.rpartition(".")[0])
    told = {kind: (who, held) for kind, who, held in reversed(speakers(found))}
    if tool is not None:
        who, held = told["tool"]
        assert who == tool
        assert held is (INTACT if folder == "novelai" and "augment" not in file else None)
    if file in SIGNED and told:
        pytest.importorskip("c2pa", reason="c2pa-python is not installed")
        assert told["signer"] == (SIGNED[file], INTACT)
        assert found.voices[0].speaker.value == "signer"
    assert not found.unread
    for language in Language:
        with speaking(language):
            lines = everything(found)
        assert all(lines)
        assert (tool or SIGNED.get(file, "")) in " ".join(lines)


@pytest.mark.parametrize("name", ["gemini_3.1pro.png", "chatgpt-image2.png"])
def test_claimed_watermarks(name):
    """SynthID and its like are claims, and it is said that nothing was looked for."""
    pytest.importorskip("c2pa", reason="c2pa-python is not installed")
    folder = {"gemini_3.1pro.png": "google-gemini-c2pa"}.get(name, "openai-c2pa")
    found = inspect_file(sample(f"{folder}/{name}"))
    claims = [
        each
        for voice in found.voices
        for each in voice.of("watermark")
        if each.worth == "watermark"
    ]
    assert len(claims) == 1  # the visible one of Gemini's needs no detector
    said = found.heads[0].words(translate_filled)
    assert "made by a trained model alone" in said


def test_labelled(tmp_path):
    """A label is told with its code taken apart, its sender, and that nobody signs it."""
    (tmp_path / "a.png").write_bytes(saved("PNG"))
    label = Aigc("1", "001191110102MACQD9K64010000", "cat-1", "sha256:ab", "bilibili", "x-2")
    label_file(tmp_path / "a.png", tmp_path / "b.png", label)
    (voice,) = inspect_file(tmp_path / "b.png").voices
    assert about(voice, "label") == ["made by AI"]
    assert "91110102MACQD9K640" in about(voice, "producer code")[0]
    assert "generates" in about(voice, "producer code")[0]
    assert about(voice, "propagator") == ["bilibili"]
    assert voice.worth == "label"
    assert [each.worth for each in voice.of("security")] == ["security"]


def test_iptc_and_label_are_two_voices(tmp_path):
    """Who labels and who declares are told apart, in the order that a reader needs."""
    (tmp_path / "a.jpg").write_bytes(saved("JPEG"))
    packet = put_label(Packet.new(), Aigc("2", "doubao", "1"))
    packet = put_iptc(packet, Iptc(SourceType.COMPOSITE_TRAINED, "ComfyUI", "0.3", ("李雷", "Ann")))
    write_packet(tmp_path / "a.jpg", tmp_path / "b.jpg", packet)
    label, iptc = inspect_file(tmp_path / "b.jpg").voices
    assert about(label, "label") == ["possibly made by AI"]
    assert about(iptc, "source type") == ["a composite, in part made by a trained model"]
    assert about(iptc, "system") == ["ComfyUI 0.3"]
    assert about(iptc, "creator") == ["李雷", "Ann"]
    assert {each.worth for each in iptc.of("creator")} == {"creator"}


def test_nothing_said(tmp_path):
    """A file that says nothing, and one of a kind that is not read, are not the same."""
    (tmp_path / "a.png").write_bytes(saved("PNG"))
    (tmp_path / "a.kra").write_bytes(b"PK\x03\x04 layers")
    assert [each.code for each in inspect_file(tmp_path / "a.png").heads] == ["head.nothing"]
    assert [each.code for each in inspect_file(tmp_path / "a.kra").heads] == ["head.unknown"]
    with pytest.raises(UntakenError):
        inspect_file(tmp_path / "nothing.png")


def chunk(kind, data):
    """One chunk of a PNG."""
    checksum = zlib.crc32(kind + data).to_bytes(4)
    return len(data).to_bytes(4) + kind + data + checksum


def with_xmp(packet):
    """A PNG with these bytes for its XMP."""
    plain = saved("PNG")
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)
    return plain[:33] + text + plain[33:]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>'
)


@pytest.mark.parametrize(
    ("packet", "words"),
    [
        pytest.param(BOMB, "document type", id="entity bomb"),
        pytest.param(
            (XMP % "").encode().replace(b"urn:unknown", b"urn:\xff\xfe"), "", id="no UTF-8"
        ),
        pytest.param((XMP % "").encode()[:90], "", id="cut off"),
        pytest.param(b"<" * 1_000_000, "", id="a million brackets"),
    ],
)
def test_hostile_xmp(tmp_path, packet, words):
    """XMP that cannot be read is said to be there."""
    (tmp_path / "a.png").write_bytes(with_xmp(packet))
    found = inspect_file(tmp_path / "a.png")
    said = [each.words(translate_filled) for each in found.unread]
    assert [each.code for each in found.unread] == ["unread.xmp"]
    assert words in said[0]


def test_large_xmp(tmp_path):
    """100 MB of XMP are refused by their length, and nothing of them is read."""
    head = saved("PNG")[:33]
    with (tmp_path / "a.png").open("wb") as file:
        file.write(head + (100 << 20).to_bytes(4) + b"iTXtXML:com.adobe.xmp\0\0\0\0\0")
        file.truncate(len(head) + 12 + (100 << 20))
        file.seek(0, 2)
        file.write(saved("PNG")[33:])
    found = inspect_file(tmp_path / "a.png", pixels=False)
    assert "unread.labels" in [each.code for each in found.unread]
    assert "carrier.too-large" in found.picture.problems


def test_damaged_file(tmp_path):
    """Of a file that is cut off, what stands before the cut is told, and that there is more."""
    (tmp_path / "a.png").write_bytes(saved("PNG"))
    label_file(tmp_path / "a.png", tmp_path / "b.png", Aigc("1", "doubao", "1"))
    data = (tmp_path / "b.png").read_bytes()
    (tmp_path / "c.png").write_bytes(data[:-20])
    found = inspect_file(tmp_path / "c.png")
    assert speakers(found) == [("label", "doubao", None)]
    assert [each.code for each in found.unread] == ["unread.labels"]


def test_one_damaged_packet_hides_no_other_label(tmp_path):
    """A label in a place of its own is found beside XMP that cannot be read."""
    data = with_xmp(BOMB)
    note = chunk(b"tEXt", b"AIGC\0" + str(Aigc("1", "doubao", "1")).encode())
    (tmp_path / "a.png").write_bytes(data[:33] + note + data[33:])
    found = inspect_file(tmp_path / "a.png")
    assert [voice.speaker.value for voice in found.voices] == ["label"]
    assert "departs.place.other" in [each.said.code for each in found.voices[0].of("departure")]


def test_pixels_not_decoded(tmp_path):
    """Without decoding it is said what was not looked at; a JPEG hides nothing there."""
    (tmp_path / "a.png").write_bytes(saved("PNG"))
    (tmp_path / "a.jpg").write_bytes(saved("JPEG"))
    (unread,) = inspect_file(tmp_path / "a.png", pixels=False).unread
    assert unread.code == "unread.pixels"
    assert inspect_file(tmp_path / "a.jpg", pixels=False).unread == ()


def test_signature_of_pixels_not_decoded():
    """A signature that was not checked is not one that holds."""
    found = inspect_file(sample("novelai/novelai-full.png"), pixels=False)
    assert speakers(found)[0] == ("tool", "NovelAI", Integrity.UNCHECKED)
    assert found.voices[0].worth == "tool.unchecked"


def test_forged_signature(tmp_path):
    """A tool's signature over other pixels protects nothing."""
    with Image.open(sample("novelai/llmkira__sample-0316.png")) as image:
        info = PngInfo()
        for name, text in image.text.items():
            info.add_text(name, text)
        changed = image.convert("RGB")
        changed.putpixel((3, 3), (1, 2, 3))
        changed.save(tmp_path / "a.png", pnginfo=info)
    (voice, *_) = inspect_file(tmp_path / "a.png").voices
    assert (voice.protection.integrity, voice.worth) == (Integrity.ALTERED, "tool.forged")


def test_changed_meanwhile(tmp_path):
    """A file that changes while it is read is said to."""

    class Touching:
        def find(self, *_asked):
            (tmp_path / "a.png").write_bytes(saved("PNG") + b"more")
            return Held()

    (tmp_path / "a.png").write_bytes(saved("PNG"))
    found = inspect_file(tmp_path / "a.png", library=Touching())
    assert [each.code for each in found.unread] == ["unread.changed"]


def test_odd_label(tmp_path):
    """A label that cannot be read is shown as it stands, with all that is wrong in plain words."""
    (tmp_path / "a.png").write_bytes(saved("PNG"))
    text = '{"AIGC":{"Label":1,"ContentProducer":"001191110102MACQD9K64510000"}}'
    write_packet(tmp_path / "a.png", tmp_path / "b.png", Packet.new().put(AIGC, text))
    (voice,) = inspect_file(tmp_path / "b.png").voices
    assert voice.head.code == "head.label.unclear"
    assert about(voice, "text") == [text]
    said = " ".join(about(voice, "departure"))
    assert "wrapped" in said
    assert "mistyped" in said
