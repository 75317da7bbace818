"""IPTC: what is written is read, by others too, and what others said is not replaced unasked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError, StudioError
from bozzetto.labels import Iptc, Packet, Said, SourceType, put_iptc, read_iptc, write_packet
from tests.labels.pictures import NEEDS_EXIFTOOL, XMP, exiftool, saved

ALL = Iptc(SourceType.COMPOSITE_TRAINED, "ComfyUI", "0.3.64", ("李 <某>", "Ben & Co"))


def test_source_types():
    """Every source type is a full URI: the bare code is an error by IPTC's word."""
    for each in SourceType:
        assert each.startswith("http://cv.iptc.org/newscodes/digitalsourcetype/")
        said = read_iptc(put_iptc(Packet.new(), Iptc(each)))
        assert (said.source_type, said.known) == (each.value, each)


NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=0x7E), min_size=1, max_size=40)


@given(st.sampled_from(SourceType), NAMES, NAMES, st.lists(NAMES, min_size=1, max_size=3))
@settings(max_examples=30)
def test_round_trip(source, system, version, creators):
    """What is put is read."""
    packet = put_iptc(Packet.new(), Iptc(source, system, version, tuple(creators)))
    assert read_iptc(packet) == Said(source.value, system, version, tuple(creators))


def test_codes():
    """A source type is found by the last part of its address, and by nothing else."""
    for each in SourceType:
        assert SourceType.of_code(each.code) is each
    with pytest.raises(FormatError, match="not a digital source type") as refused:
        SourceType.of_code(str(SourceType.TRAINED))
    assert "humanEdits" in refused.value.values["codes"]


def test_prompts():
    """Words that are given on purpose are read again, line for line."""
    iptc = Iptc(prompt="a cat\nblurry <b>", prompt_writer="Li")
    said = read_iptc(put_iptc(Packet.new(), iptc))
    assert (said.prompt, said.prompt_writer) == ("a cat\nblurry <b>", "Li")


@NEEDS_EXIFTOOL
def test_as_exiftool(tmp_path):
    """ExifTool finds all of it, the names in their order."""
    (tmp_path / "a").write_bytes(saved("JPEG"))
    write_packet(tmp_path / "a", tmp_path / "b", put_iptc(Packet.new(), ALL))
    tags = ("DigitalSourceType", "AISystemUsed", "AISystemVersionUsed", "Creator")
    said = exiftool(tmp_path / "b", *(f"-XMP:{tag}" for tag in tags), "-n")
    assert said.splitlines() == [ALL.source_type, "ComfyUI", "0.3.64", "李 <某>, Ben & Co"]


def test_nothing_changes_nothing():
    """What is not given is left as it is."""
    packet = put_iptc(Packet.parse((XMP % "").encode()), ALL)
    assert put_iptc(packet, Iptc()) == packet
    assert put_iptc(packet, ALL) == packet


def test_replaced_only_if_asked():
    """What the file says otherwise stays, unless it is asked to go; the rest stays anyway."""
    packet = put_iptc(Packet.parse((XMP % "").encode()), Iptc(SourceType.TRAINED, creators=("a",)))
    with pytest.raises(StudioError, match="DigitalSourceType already"):
        put_iptc(packet, ALL)
    with pytest.raises(StudioError, match=r"dc:creator already: a$"):
        put_iptc(packet, Iptc(creators=("b",)))
    replaced = put_iptc(packet, ALL, replacing=True)
    assert read_iptc(replaced).creators == ALL.creators
    assert b"u:kept" in replaced.data


def test_others_spellings():
    """A bare code and a creator without a list are read as they stand."""
    inner = (
        '<e:DigitalSourceType xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        "trainedAlgorithmicMedia</e:DigitalSourceType>"
        '<d:creator xmlns:d="http://purl.org/dc/elements/1.1/">a</d:creator>'
    )
    said = read_iptc(Packet.parse((XMP % inner).encode()))
    assert (said.source_type, said.known, said.creators) == (
        "trainedAlgorithmicMedia",
        None,
        ("a",),
    )


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"version": "1"}, "beside its name"),
        ({"system": ""}, "not a name"),
        ({"system": " "}, "not a name"),
        ({"system": "a\nb"}, "not a name"),
        ({"creators": ("a\u202eb",)}, "not a name"),
        ({"creators": ("a" * 1001,)}, "not a name"),
        ({"creators": ("a",) * 101}, "more than 100"),
        ({"prompt": ""}, "1 to 16384"),
        ({"prompt": "a" * 16_385}, "1 to 16384"),
        ({"prompt_writer": ""}, "not a name"),
    ],
    ids=[
        "version alone",
        "empty",
        "blank",
        "lines",
        "turned around",
        "long",
        "many",
        "no prompt",
        "long prompt",
        "no writer",
    ],
)
def test_refused(values, why):
    """What is no name is refused."""
    with pytest.raises(FormatError, match=why):
        Iptc(**values)
