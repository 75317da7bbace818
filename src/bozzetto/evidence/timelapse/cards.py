"""Cards: the frames before and behind the states, with what the film is and how to check it."""

from collections import Counter
from dataclasses import dataclass

from bozzetto.evidence.dossier.source import Source, time_words
from bozzetto.evidence.dossier.words import ACTS, listed, pair, same
from bozzetto.evidence.timelapse.states import State
from bozzetto.evidence.timelapse.wording import Label
from bozzetto.law import Words

__all__ = ["Card", "closing_card", "opening_card"]


@dataclass(frozen=True, slots=True)
class Card:
    """A frame of words alone."""

    title: Words
    labels: tuple[Label, ...]


def opening_card(source: Source, states: tuple[State, ...]) -> Card:
    """Say of which work this is, and out of what state of the record."""
    work, checkpoint = source.work, source.checkpoint
    kinds = Counter(step.kind for step in work)
    counts = pair(
        "entries {entries}; states shown {states}; outputs {outputs}, choices {choices},"
        " edits {edits}",
        "条目 {entries} 个；显示状态 {states} 个；输出 {outputs} 次，选择 {choices} 次，"
        "修改 {edits} 次",
        entries=len(work),
        states=len(states),
        outputs=kinds["output.received"],
        choices=kinds["choice.made"],
        edits=kinds["edit.made"],
    )
    title = pair("Time-lapse of the work “{title}”", "作品“{title}”的过程短片", title=source.title)
    return Card(
        title,
        (
            Label(pair("Work (first entry)", "作品（首条目）"), same(work[0].digest)),
            Label(pair("Last entry", "最末条目"), same(work[-1].digest)),
            Label(
                pair("Log: entries and root", "日志：条目数与根"),
                same(f"{checkpoint.tree_size} sha256:{checkpoint.root_hash.hex()}"),
                3,
            ),
            Label(pair("Counts", "数目"), counts),
            Label(pair("Outside time", "外部时间"), _times(source)),
        ),
    )


def closing_card(source: Source, states: tuple[State, ...]) -> Card:
    """Say how to check it, and what is not in it."""
    return Card(
        pair("How to verify", "如何核验"),
        (
            Label(
                pair("What this is", "性质"),
                pair(
                    "Recorded pictures, one after the other; it is no evidence by itself and"
                    " verifies nothing. Times between frames mean nothing.",
                    "将所记录的图像依次展示；其本身不是证据，不作任何核验。画面之间的时间间隔不具意义。",
                ),
                3,
            ),
            Label(
                pair("What to check", "核验对象"),
                pair(
                    "The evidence bundle of this work. Each frame names its entry by number and"
                    " digest, and each file by its digest: the lines of data/record.jsonl.",
                    "本作品的证据包。每个画面以编号和摘要指明条目，以摘要指明文件，"
                    "对应 data/record.jsonl 中的各行。",
                ),
                3,
            ),
            Label(
                pair("How", "方法"),
                same("bozzetto verify FILE.zip --trust ROOT.pem --signer KEY"),
            ),
            Label(pair("Not in it", "未包含"), _unseen(source, states), 4),
        ),
    )


def _unseen(source: Source, states: tuple[State, ...]) -> Words:
    shown = {state.step.digest for state in states}
    kinds = Counter(step.kind for step in source.work if step.digest not in shown)
    if not kinds:
        return pair("every entry is shown", "全部条目均已显示")
    names = listed(
        pair("{act} {n}", "{act} {n}", act=ACTS.get(kind, same(kind)), n=count)
        for kind, count in kinds.items()
    )
    return pair(
        "{n} entries that bring no new picture: {names}",
        "{n} 个条目未带来新图像：{names}",
        n=sum(kinds.values()),
        names=names,
    )


def _times(source: Source) -> Words:
    times = source.facts.times
    if times.after is None:
        begun = pair("no outside time before its beginning", "开始之前无外部时间")
    else:
        begun = pair("begun after {time}", "开始晚于 {time}", time=time_words(times.after[0]))
    if times.all_before is None:
        ended = pair("not all of it is covered by one", "并非全部条目均有外部时间涵盖")
    else:
        ended = pair(
            "all of it before {time}", "全部早于 {time}", time=time_words(times.all_before)
        )
    return pair("{begun}; {ended}", "{begun}；{ended}", begun=begun, ended=ended)
