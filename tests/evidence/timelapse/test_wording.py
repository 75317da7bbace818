"""Wording: what a frame says, in both languages, and never more than the record does."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bozzetto.anchor import Interval
from bozzetto.evidence.timelapse.states import Act, Shown, states_of
from bozzetto.evidence.timelapse.wording import MADE_AFTERWARDS, absence, cell_words, panel_of
from bozzetto.record import Digest, Seen
from tests.evidence.timelapse.conftest import HOSTILE

EARLY, LATE = (datetime(2026, 11, day, 9, 30, tzinfo=UTC) for day in (1, 2))


@pytest.fixture(scope="module")
def panels(shown):
    """What is said of each state."""
    states = states_of(shown.source.work)
    return [
        panel_of(state, number, len(states), shown.source) for number, state in enumerate(states, 1)
    ]


def _said(panel):
    return {label.name.en: label.value for label in panel.labels}


def test_every_frame_names_its_state_entry_time_clock_and_digest(panels, shown):
    """Whatever else there is to say."""
    for number, (panel, state) in enumerate(
        zip(panels, states_of(shown.source.work), strict=True), 1
    ):
        said = _said(panel)
        entry = state.step.entry.event.number
        assert panel.count.en == f"State {number} of {len(panels)} · entry {entry}"
        assert panel.count.zh == f"第 {number} 个状态，共 {len(panels)} 个 · 条目 {entry}"
        assert said["Outside time"].en == "no outside time"
        assert said["Outside time"].zh == "无外部时间"
        assert said["Recorder's clock"].en.startswith(state.step.at[:10])
        assert said["Digest of the entry"].en == state.step.digest[7:15] + "…"


def test_how_it_is_known_is_one_of_three_words(panels):
    """As the record has it."""
    assert {panel.seen for panel in panels} <= set(Seen)
    assert panels[0].seen is Seen.STATED
    assert (panels[0].known.en, panels[0].known.zh) == ("stated", "陈述")


def test_acts_are_said_in_both_languages(panels):
    """The material's role, the size of a batch, the choice, the edit, the erasure."""
    assert [panel.act.en for panel in panels] == [
        "Material: sketch",
        "Output: a batch of 3",
        "Choice among 3",
        "Chosen",
        "Edit by hand",
        "Material: reference",
        "Bytes erased: 1",
    ]
    assert [panel.act.zh for panel in panels[:3]] == [
        "素材：草图",
        "输出：一批 3 个",
        "在 3 个候选中作出选择",
    ]


def test_who_acted_and_what_they_said_is_named(panels):
    """The person by the studio's own word; their words as they typed them."""
    assert _said(panels[0])["Person"].en == "Ann"
    assert _said(panels[0])["Note"].en == HOSTILE
    assert _said(panels[3])["Reason"].zh == "calm"
    assert _said(panels[4])["Said to change"].zh == "色彩"
    assert "Person" not in _said(panels[1])
    assert _said(panels[1])["Program"].en == "ComfyUI"


def test_what_must_be_there_comes_before_what_was_typed(panels):
    """Where there is no room, typed words are cut."""
    names = [label.name.en for label in panels[0].labels]
    assert names[:3] == ["Outside time", "Recorder's clock", "Digest of the entry"]
    assert names[-2:] == ["Note", "File"]


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(EARLY, LATE), "after 2026-11-01 09:30:00Z, before 2026-11-02 09:30:00Z"),
        (Interval(None, LATE), "before 2026-11-02 09:30:00Z"),
        (Interval(EARLY, None), "after 2026-11-01 09:30:00Z"),
    ],
    ids=["both", "before", "after"],
)
def test_outside_times_are_those_of_the_interval(shown, interval, words):
    """Either side can be open."""
    state = states_of(shown.source.work)[0]
    dated = replace(state, step=replace(state.step, interval=interval))
    assert _said(panel_of(dated, 1, 1, shown.source))["Outside time"].en == words


def test_a_save_names_its_program(shown):
    """Without a person."""
    edit = next(each for each in states_of(shown.source.work) if each.act is Act.EDIT)
    saved = panel_of(replace(edit, act=Act.SAVE), 1, 1, shown.source)
    assert saved.act.en == "Edit: saved by Krita"


def test_a_part_of_a_batch_says_which(shown):
    """Of how many."""
    state = replace(states_of(shown.source.work)[1], part=2, parts=3)
    assert panel_of(state, 1, 1, shown.source).act.zh == "输出：一批 3 个（2/3）"


def test_cells_have_digest_and_mark():
    """The mark where a choice gave one."""
    digest = Digest("sha256:" + "ab" * 32)
    assert cell_words(Shown(digest)).en == "abababab"
    assert cell_words(Shown(digest, "rejected")).zh == "未采用 abababab"


def test_an_absent_picture_says_why(shown):
    """Erased, by the record's own word; else that it is none or not here."""
    assert "erased" in absence(shown.files["three"], shown.source).en
    assert "not shown" in absence(shown.files["one"], shown.source).en


def test_it_is_never_called_a_recording_of_the_screen():
    """On every frame."""
    assert MADE_AFTERWARDS.en == "Made from the record afterwards; not filmed."
    assert "并非" in MADE_AFTERWARDS.zh
