"""Wording: what a frame says beside its pictures, in both languages."""

from dataclasses import dataclass

from bozzetto.evidence.dossier.source import Source, moment, short, time_words
from bozzetto.evidence.dossier.words import DIMENSIONS, MARKS, SEEN, WITHHELD, listed, pair, same
from bozzetto.evidence.timelapse.states import Act, Shown, State
from bozzetto.law import Words
from bozzetto.record import Digest, Seen
from bozzetto.story import Step
from bozzetto.story.body import string

__all__ = ["MADE_AFTERWARDS", "Label", "Panel", "absence", "cell_words", "panel_of"]

MADE_AFTERWARDS = pair(
    "Made from the record afterwards; not filmed.", "事后依记录制作，并非实时录像。"
)
_ERASED = pair("bytes erased; the record says so", "字节已删除，记录中有说明")
_ABSENT = pair("not shown: no picture, or not in the studio", "未显示：非图像或工作室中没有")
_ROLES = {
    "sketch": pair("sketch", "草图"),
    "photo": pair("photo", "照片"),
    "reference": pair("reference", "参考图"),
    "mask": pair("mask", "蒙版"),
    "control": pair("control", "控制图"),
}
_ACTS = {  # templates, filled with what the state has
    Act.MATERIAL: ("Material: {role}", "素材：{role}"),
    Act.LEADING: ("Instruction given: what leads it", "下达指令：所用引导图像"),
    Act.OUTPUT: ("Output", "输出"),
    Act.OFFER: ("Choice among {n}", "在 {n} 个候选中作出选择"),
    Act.CHOSEN: ("Chosen", "选用"),
    Act.EDIT: ("Edit by hand", "人工修改"),
    Act.SAVE: ("Edit: saved by {tool}", "修改：由 {tool} 保存"),
    Act.RELEASE: ("Work released", "发表作品"),
    Act.COPY: ("Copy found", "发现复制件"),
    Act.ERASURE: ("Bytes erased: {n}", "删除字节：{n} 个文件"),
}


@dataclass(frozen=True, slots=True)
class Label:
    """A name and what it says."""

    name: Words
    value: Words
    lines: int = 2  # of a language, at most


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside the pictures of a state."""

    count: Words  # which state of how many
    act: Words
    seen: Seen
    known: Words  # the same in words
    labels: tuple[Label, ...]


def panel_of(state: State, number: int, total: int, source: Source) -> Panel:
    """Return what is said of a state.

    Args:
        state: What is shown.
        number: Its place among all states, from 1.
        total: How many there are.
        source: What names files and people.
    """
    step = state.step
    count = pair(
        "State {n} of {all} · entry {entry}",
        "第 {n} 个状态，共 {all} 个 · 条目 {entry}",
        n=number,
        all=total,
        entry=step.entry.event.number,
    )
    labels = (  # what people and tools typed comes last: where it has no room, it is cut
        Label(pair("Outside time", "外部时间"), _interval(step)),
        Label(pair("Recorder's clock", "记录程序时钟"), same(moment(step.at))),
        Label(pair("Digest of the entry", "条目摘要"), same(f"{short(step.digest)}…")),
        *_files(state),
        *_acted(step, source),
        *_said(state, source),
    )
    return Panel(count, _act(state), step.seen, SEEN[step.seen], labels)


def cell_words(shown: Shown) -> Words:
    """Name a picture among several, with its mark."""
    digest = same(short(shown.digest))
    if not shown.mark:
        return digest
    return pair("{mark} {digest}", "{mark} {digest}", mark=MARKS[shown.mark], digest=digest)


def absence(digest: Digest, source: Source) -> Words:
    """Say why a picture is not shown."""
    return _ERASED if digest in source.erased else _ABSENT


def _act(state: State) -> Words:
    role = str(state.step.body.get("role", ""))
    is_batch = state.act is Act.OUTPUT and state.count > 1
    said = pair(
        *(("Output: a batch of {n}", "输出：一批 {n} 个") if is_batch else _ACTS[state.act]),
        n=state.count,
        role=_ROLES.get(role, same(role)),
        tool=_tool(state.step),
    )
    if state.parts == 1:
        return said
    return pair(
        "{said} ({part} of {parts})",
        "{said}（{part}/{parts}）",
        said=said,
        part=state.part,
        parts=state.parts,
    )


def _tool(step: Step) -> str:
    return string(step.body.get("tool"), "name") or step.by.tool or "–"


def _acted(step: Step, source: Source) -> list[Label]:
    """Name the person who acted, and the program."""
    found = []
    if step.by.person is not None:
        found.append(Label(pair("Person", "行为人"), source.person(step.by.person)))
    tool = _tool(step)
    if tool != "–":
        found.append(Label(pair("Program", "程序"), same(tool), 1))
    return found


def _said(state: State, source: Source) -> list[Label]:
    """Return what the person or the program says of it."""
    step, body = state.step, state.step.body
    found = []
    if state.act is Act.MATERIAL:
        found.append(Label(pair("Said to be", "自述来源"), same(str(body["origin"]))))
    dimensions = body.get("dimensions")
    if isinstance(dimensions, list) and dimensions:
        names = listed(DIMENSIONS.get(str(each), same(str(each))) for each in dimensions)
        found.append(Label(pair("Said to change", "自述改动"), names))
    for name, title in (
        ("reason", pair("Reason", "理由")),
        ("note", pair("Note", "说明")),
        ("place", pair("Where", "地点")),
        ("where", pair("Where", "地点")),
    ):
        if isinstance(body.get(name), dict):
            words = step.words(name)
            found.append(Label(title, WITHHELD if words is None else same(words), 3))
    asset = source.assets.get(state.shown[0].digest) if state.count == 1 else None
    if asset is not None and asset.name:
        found.append(Label(pair("File", "文件"), same(asset.name)))
    return found


def _interval(step: Step) -> Words:
    after, before = step.interval.after, step.interval.before
    if after is None and before is None:
        return pair("no outside time", "无外部时间")
    if after is None:
        return pair("before {time}", "早于 {time}", time=time_words(before))
    if before is None:
        return pair("after {time}", "晚于 {time}", time=time_words(after))
    return pair(
        "after {after}, before {before}",
        "晚于 {after}，早于 {before}",
        after=time_words(after),
        before=time_words(before),
    )


def _files(state: State) -> list[Label]:
    """Name the file, where it is one; those of a batch are named under their pictures."""
    if len(state.shown) > 1:
        return []
    digest = state.shown[0].digest
    return [Label(pair("Digest of the file", "文件摘要"), same(f"{short(digest)}…"), 1)]
