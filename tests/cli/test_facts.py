"""Facts in words, each with the entries that it rests on."""

import pytest
from PIL import Image, ImageDraw

from bozzetto.api import Input, Instruction, Prompt, Studio
from bozzetto.cli.entries import Teller
from bozzetto.cli.facts import show_facts
from bozzetto.language import Language, speaking
from bozzetto.studio import Program
from tests.cli.scenes import generated
from tests.fakes.authority import Authority
from tests.fakes.works import harbour
from tests.story.told import facts_of as told_of

COMFY = Program("ComfyUI", "0.3")


@pytest.fixture
def work(studio, tmp_path):
    """Record two rounds: the second answers to an output of the first."""
    assert studio
    with Studio.open() as opened:
        work = opened.open_work("Cat pendant")
        first = _instruct(work, "a cat, (glass:1.1)", "7")
        made = [work.take(generated(tmp_path / f"{name}.png", name)) for name in ("one", "two")]
        work.receive_output(first, made, program=COMFY)
        digests = [asset.digest for asset in made]
        work.choose(digests, chosen=digests[:1], rejected=[], reason="the ears listen")
        _instruct(work, "a cat, (glass:1.3), listening", "6", Input("init", made[0]))
    return work


def _instruct(work, words, cfg, *inputs):
    prompts = (Prompt(words, role="positive", by="person"),)
    told = Instruction(
        COMFY.name,
        COMFY.version,
        prompts=prompts,
        settings={"seed": "1", "cfg": cfg},
        inputs=inputs,
    )
    return work.give_instruction(told).digest


def test_facts_are_said(run, work):
    """What changed, what it answered to, what became of the outputs."""
    assert work
    out = run("work", "show", "Cat pendant", "--facts").stdout
    assert "round 1: the first instruction of its line [1, 2:" in out
    assert "round 2: changed after an output of round 1 was there [4" in out
    assert "positive (words by a person): + listening, glass 1.1 → 1.3" in out
    assert "settings: cfg 7 → 6" in out
    assert "led by, new: init one.png [" in out
    assert "persons acted on its outputs [3: " in out
    assert "choice: 1 of 2: the ears listen [3: " in out
    assert "no timestamp of an authority covers any of it" in out


def test_facts_are_answered_as_json(ask, work):
    """The same, for programs."""
    assert work
    value = ask("work", "show", "Cat pendant", "--facts")
    assert value["format"] == "bozzetto-facts/1"
    assert [each["answer"] for each in value["rounds"]] == ["first", "responsive"]
    assert len(value["selection"]["candidates"]) == 2


def test_facts_know_the_timestamps(run, ask, asking, work):
    """Once sealed, the whole work existed before a time that is not the author's."""
    assert asking
    assert work
    run("seal")
    assert ask("work", "show", "Cat pendant", "--facts")["times"]["all before"]
    assert "all of it existed before 20" in run("work", "show", "Cat pendant", "--facts").stdout


@pytest.mark.parametrize("language", Language)
def test_everything_that_can_be_told_has_words(language, capsys):
    """Gaps, people, edits and statements, in both languages."""
    with Authority() as authority:
        facts = told_of(harbour(authority))
    numbers = {step.digest: step.entry.event.number for step in facts.work}
    with speaking(language):
        show_facts(facts, Teller({}, {}, numbers))
    out = capsys.readouterr().out
    wanted = {"en": ("gap: nothing was watched", "edit in Krita", "王芳")}
    for words in wanted.get(language.value, ("间断", "Krita", "第 2 轮")):
        assert words in out


def test_pixels_of_edits_are_told(run, ask, work, tmp_path):
    """Where they differ, or why that cannot be said."""
    source = tmp_path / "one.png"
    painted = Image.linear_gradient("L").resize((64, 64)).convert("RGB")
    painted.save(source)
    ImageDraw.Draw(painted).rectangle([2, 2, 9, 9], fill=(250, 0, 0))
    painted.save(tmp_path / "painted.png")
    painted.save(tmp_path / "painted.jpg")
    with Studio.open() as opened:
        found = opened.work(work.digest)
        taken = found.take(source)
        found.receive_output(None, [taken], program=COMFY)
        for name in ("painted.png", "painted.jpg"):
            found.record_edit([taken.digest], tmp_path / name, program=COMFY, dimensions=[])
    out = run("work", "show", "Cat pendant", "--pixels").stdout
    assert "regions: 1, the largest 8×8+2+2" in out
    assert "not compared: one of them is re-encoded" in out
    measured = ask("work", "show", "Cat pendant", "--pixels")["pixels"]
    assert [each["why"] for each in measured] == [None, "re-encoded"]
