"""A tool's words: what it was told, and which of its signatures hold."""

import pytest

from bozzetto.capture.dialects import InputFile, ModelFile, PromptText, Reading
from bozzetto.labels.inspection import Integrity, Kind
from bozzetto.labels.inspection.tool import tool_voice
from tests.labels.inspection.telling import about


def test_all_that_a_reading_has():
    """Nothing of a reading is left out, and a time is worth no time."""
    voice = tool_voice(
        Reading(
            "NovelAI",
            "4",
            (PromptText("positive", "a cat"), PromptText("negative", "a dog")),
            (ModelFile("m", "blake3:" + "ab" * 8),),
            (("seed", "1"),),
            (InputFile("init", "sketch.png"),),
            "job-1",
            "ann",
            "2026-01-01",
            (0,),
            ("c2pa.present", "novelai.unsigned"),
        )
    )
    assert about(voice, "program") == ["NovelAI 4"]
    assert about(voice, "prompt.positive") + about(voice, "prompt.negative") == ["a cat", "a dog"]
    assert about(voice, "model") == ["m blake3:" + "ab" * 8]
    assert about(voice, "input") == ["init sketch.png"]
    assert about(voice, "job") + about(voice, "account") == ["job-1", "ann"]
    assert [each.worth for each in voice.of("time")] == ["time"]
    assert [each.detail for each in voice.of("setting")] == ["seed"]
    assert about(voice, "note") == ["the file says NovelAI and carries no signature"]
    assert voice.protection.kind is Kind.NOTHING


@pytest.mark.parametrize(
    ("note", "integrity", "worth"),
    [
        ("novelai.signature.valid", Integrity.INTACT, "tool.signed"),
        ("novelai.signature.invalid", Integrity.ALTERED, "tool.forged"),
        ("novelai.signature.unchecked", Integrity.UNCHECKED, "tool.unchecked"),
    ],
)
def test_signatures(note, integrity, worth):
    """A signature holds, does not, or was not looked at."""
    voice = tool_voice(Reading("NovelAI", notes=(note,)))
    assert (voice.protection.integrity, voice.worth) == (integrity, worth)
    assert about(voice, "note") == []
