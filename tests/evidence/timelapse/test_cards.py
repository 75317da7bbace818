"""Cards: what the film is of, and how to check it."""

from bozzetto.evidence.timelapse.cards import closing_card, opening_card
from bozzetto.evidence.timelapse.states import states_of


def _said(card):
    return {label.name.en: label.value for label in card.labels}


def test_the_first_frame_names_work_and_log_in_full(shown):
    """Digest, last entry, root, and counts."""
    source = shown.source
    said = _said(opening_card(source, states_of(source.work)))
    assert said["Work (first entry)"].en == source.work[0].digest
    assert said["Last entry"].zh == source.work[-1].digest
    assert source.checkpoint.root_hash.hex() in said["Log: entries and root"].en
    assert said["Counts"].en == (
        f"entries {len(source.work)}; states shown 7; outputs 1, choices 1, edits 1"
    )
    assert said["Outside time"].zh == "开始之前无外部时间；并非全部条目均有外部时间涵盖"


def test_the_last_frame_says_how_to_verify(shown):
    """That the film is no evidence by itself, and what is not in it."""
    said = _said(closing_card(shown.source, states_of(shown.source.work)))
    assert "no evidence by itself" in said["What this is"].en
    assert said["How"].en.startswith("bozzetto verify FILE.zip")
    assert said["Not in it"].en == (
        "2 entries that bring no new picture: work opened 1, instruction given 1"
    )


def test_an_empty_work_says_so(empty):
    """No states, and no times."""
    said = _said(opening_card(empty.source, ()))
    assert said["Counts"].zh.startswith("条目 1 个；显示状态 0 个")
