"""ComfyUI, asked again: the graph to ``/prompt``, its end from ``/history``, files from ``/view``.

Inputs are held to their digests: one that ComfyUI has under the graph's name, byte for byte, is
used as it is; any other is uploaded, and never over a file that is there. Then it has another
name, which the graph is given, and that is said.
"""

import copy
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from bozzetto.capture.naming import spell
from bozzetto.capture.proxy.events import read_outputs
from bozzetto.capture.proxy.prompting import Stored, locate
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.evidence.replay.line import BrokenError, Line
from bozzetto.evidence.replay.mark import TAG
from bozzetto.evidence.replay.material import Material
from bozzetto.evidence.replay.placing import placed
from bozzetto.evidence.replay.recipe import Given, Object, Recipe, Value, members
from bozzetto.evidence.replay.report import Came, Sameness, Side
from bozzetto.law import Words
from bozzetto.record import Digest, digest_of

__all__ = ["Ran", "lacks_of", "read_kinds", "run", "version_of"]

MOST_MISSED = 4  # files that cannot be had, before no more are asked for
MOST_FILES = 256  # that are fetched: a node that makes a film of pictures has more
_FIRST, _LONGEST = 0.05, 1.0  # seconds between two looks: the first ones soon
_MOST_LOST = 5  # looks that may fail one after the other: the tool may be busy
_WORDS = 500  # characters of what a tool says of an error
_GONE = pair(
    "the job is neither in the tool's queue nor in its history",
    "任务既不在工具的队列中也不在其历史中",
)


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run."""

    came: tuple[Came, ...]
    sides: tuple[Side, ...] = ()
    notes: tuple[Words, ...] = ()
    why: Words | None = None  # where it failed


def version_of(line: Line) -> str | None:
    """Return ComfyUI's version; None where it does not say one.

    Raises:
        BrokenError: no ComfyUI is there.
    """
    system = members(members(line.ask("/system_stats")).get("system"))
    if not system:
        raise BrokenError(pair("no ComfyUI answers there", "该处没有 ComfyUI 应答"))
    version = system.get("comfyui_version")
    return version if isinstance(version, str) and version else None


def read_kinds(line: Line) -> Object | None:
    """Return the kinds of nodes that ComfyUI has; None where it does not say.

    Raises:
        BrokenError: it is not reached.
    """
    return members(line.ask("/object_info")) or None


def lacks_of(recipe: Recipe, kinds: Object) -> Iterator[Words]:
    """Name the kinds of nodes and the models that the graph needs, and the tool does not have."""
    models = {model.name for model in recipe.models}
    for node in members(recipe.request["prompt"]).values():
        kind = str(members(node).get("class_type"))
        if kind not in kinds:
            yield pair(
                "the tool has no node {kind}: the pack that has it is missing",
                "工具没有节点 {kind}：缺少含有它的扩展包",
                kind=spell(kind)[:_WORDS],
            )
            continue
        for name, value in members(members(node).get("inputs")).items():
            choices = _choices(members(kinds[kind]), name)
            if isinstance(value, str) and value in models and choices and value not in choices:
                yield pair(
                    "the tool has no model {name}",
                    "工具没有模型 {name}",
                    name=spell(value)[:_WORDS],
                )


def _choices(kind: Object, name: str) -> list[Value]:
    """List what an input may be: a list, or in newer versions ``["COMBO", {"options": ...}]``."""
    inputs = members(kind.get("input"))
    for part in ("required", "optional"):
        match members(inputs.get(part)).get(name):
            case [list(choices), *_]:
                return choices
            case ["COMBO", {"options": list(choices)}, *_]:
                return choices
    return []


def run(line: Line, recipe: Recipe, material: Material, seconds: float) -> Ran:
    """Give the graph again, and wait for its end.

    Raises:
        BrokenError: the tool does not do it.
    """
    until = time.monotonic() + seconds
    request = copy.deepcopy(recipe.request)
    graph = members(request["prompt"])
    loaded = [given for given in recipe.given if given.name is not None]
    sides = [_supply(line, graph, given, material) for given in loaded]
    request["prompt"] = placed(graph, material)
    extra = members(request["extra_data"])
    request["extra_data"] = {**extra, "bozzetto": TAG}  # whoever records it there sees the mark
    job = _ask(line, request)
    entry = _wait(line, job, until)
    made, how, note = read_outputs(entry) or ([], "failed", None)
    came, notes = _fetched(line, [(each.node, file) for each in made for file in each.files])
    failed = None if how == "done" else same(spell(note or how)[:_WORDS])
    sides += _ran(recipe, request, entry)
    return Ran(tuple(came), tuple(sides), (*_cached(entry), *notes), failed)


def _fetched(line: Line, files: list[tuple[str, Stored]]) -> tuple[list[Came], list[Words]]:
    """Fetch what was made; of what cannot be had, that is said."""
    came: list[Came] = []
    notes: list[Words] = []
    for number, (node, stored) in enumerate(files):
        why = pair("it is not there", "该处没有此文件")
        try:
            data = line.fetch(stored.target) if number < MOST_FILES else None
        except BrokenError as error:
            data, why = None, error.words
        if data is not None:
            came.append(Came(data, node))
            continue
        said = ("{name} was made, and could not be had: {why}", "已生成 {name}，但无法取得：{why}")
        notes.append(pair(*said, name=spell(str(stored)), why=why))
        if len(notes) == MOST_MISSED:
            left = len(files) - number - 1
            notes.append(pair("files not fetched: {count}", "未取回的文件：{count}", count=left))
            break
    return came, notes


def _supply(line: Line, graph: Object, given: Given, material: Material) -> Side:
    """Let the tool have an input, byte for byte."""
    name = str(given.name)
    place = locate(name)
    there = line.fetch(place.target)
    if there is not None and digest_of(there) == given.digest:
        return Side("input", name, Sameness.SAME, given.digest, given.digest)
    data = material.read(given.digest)
    if not isinstance(data, bytes):
        raise BrokenError(
            pair("the input {name} {why}", "输入 {name}{why}", name=spell(name), why=data)
        )
    fields = {"type": "input", "subfolder": place.subfolder}
    answer = members(line.upload("/upload/image", place.name, data, fields))
    stored = Stored(
        str(answer.get("name", place.name)),
        str(answer.get("subfolder") or ""),
        str(answer.get("type") or "input"),
    )
    _hold(line, stored, given.digest, name)
    if str(stored) == name:
        return Side("input", name, Sameness.SAME, given.digest, given.digest)
    _rename(graph, name, str(stored))
    why = pair(
        "the same bytes, under the name {name}: the tool has another file of the old name",
        "字节相同，但名称为 {name}：工具中原名为另一文件",
        name=spell(str(stored)),
    )
    return Side("input", name, Sameness.SAME, given.digest, given.digest, why)


def _hold(line: Line, stored: Stored, digest: Digest, name: str) -> None:
    """See that the tool has what was sent."""
    there = line.fetch(stored.target)
    if there is None or digest_of(there) != digest:
        raise BrokenError(
            pair(
                "the tool did not keep the input {name} as it was sent",
                "工具没有按所发送的内容保存输入 {name}",
                name=spell(name),
            )
        )


def _rename(graph: Object, old: str, new: str) -> None:
    for node in graph.values():
        if "LoadImage" in str(members(node).get("class_type")):
            inputs = members(members(node).get("inputs"))
            if inputs.get("image") == old:
                inputs["image"] = new


def _ask(line: Line, request: Object) -> str:
    status, data = line.post("/prompt", request)
    try:
        answer = members(json.loads(data))
    except (ValueError, RecursionError):
        answer = {}
    job = answer.get("prompt_id")
    if status < 400 and isinstance(job, str) and job:
        return job
    error = answer.get("error")
    told = [str(members(error).get(name) or "") for name in ("message", "details")]
    words = ": ".join(each for each in told if each) or str(error or f"HTTP {status}")
    raise BrokenError(
        pair("the tool refused it: {why}", "工具拒绝执行：{why}", why=spell(words)[:_WORDS])
    )


def _wait(line: Line, job: str, until: float) -> Object:
    """Return what the history says of a job, once it says how it ended."""
    pause, lost, unseen = _FIRST, 0, 0
    place = quote(job, safe="")
    while True:
        try:
            entry = members(members(line.ask(f"/history/{place}")).get(job))
            if entry and read_outputs(entry) is not None:
                return entry
            unseen = 0 if _is_queued(line, job) else unseen + 1
            lost = 0
        except BrokenError:
            lost += 1
            if lost >= _MOST_LOST:
                raise
        if unseen >= _MOST_LOST:
            raise BrokenError(_GONE)
        if time.monotonic() > until:
            raise BrokenError(
                pair("it takes too long; the job was left to the tool", "耗时过长；任务留在工具中")
            )
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST)


def _is_queued(line: Line, job: str) -> bool:
    queue = members(line.ask("/queue"))
    for name in ("queue_running", "queue_pending"):
        rows = queue.get(name)
        if isinstance(rows, list) and any(
            isinstance(row, list) and job in row[1:2] for row in rows
        ):
            return True
    return False


def _cached(entry: Object) -> Iterator[Words]:
    """Say which nodes the tool did not run again."""
    messages = members(entry.get("status")).get("messages")
    for message in messages if isinstance(messages, list) else ():
        match message:
            case ["execution_cached", {"nodes": [*nodes]}] if nodes:
                yield pair(
                    "the tool did not run these nodes anew, but took what it remembered: {nodes};"
                    " of them the re-run shows nothing",
                    "工具没有重新运行以下节点，而使用了其记忆中的结果：{nodes}；就此而言，重新生成不说明任何事",
                    nodes=spell(", ".join(str(node) for node in nodes))[:_WORDS],
                )


def _ran(recipe: Recipe, request: Object, entry: Object) -> Iterator[Side]:
    """Hold the graph that ran to the one that the record has, setting by setting."""
    row = entry.get("prompt")
    ran = row[2] if isinstance(row, list) and len(row) > 2 else None
    if not isinstance(ran, dict):
        unsaid = pair("the tool does not say which graph ran", "工具未说明运行了哪个节点图")
        yield Side("setting", "", Sameness.NOT_COMPARED, why=unsaid)
        return
    then, asked = members(recipe.request["prompt"]), members(request["prompt"])
    found = [*_differing(then, asked, ran)]
    yield from found
    if not any(side.what == "seed" for side in found):
        seeds = ", ".join(recipe.seeds) or None
        is_any = Sameness.SAME if recipe.seeds else Sameness.NOT_COMPARED
        none = None if recipe.seeds else pair("the graph has none", "图中没有种子")
        yield Side("seed", "", is_any, seeds, seeds, none)
    if not found:
        why = pair("every input of every node", "各节点的各项输入")
        yield Side("setting", "", Sameness.SAME, why=why)


def _differing(then: Object, asked: Object, ran: Object) -> Iterator[Side]:
    for node in dict.fromkeys((*then, *ran)):
        old, sent, new = (
            members(members(each.get(node)).get("inputs")) for each in (then, asked, ran)
        )
        for name in dict.fromkeys((*sent, *new)):
            if new.get(name) != sent.get(name):  # what was sent otherwise, is said of the input
                yield Side(
                    _what(name),
                    spell(f"{node} {name}")[:_WORDS],
                    Sameness.DIFFERENT,
                    _spelled(old.get(name)),
                    _spelled(new.get(name)),
                )


def _what(name: str) -> str:
    if name in ("seed", "noise_seed"):
        return "seed"
    return "sampler" if name in ("sampler_name", "scheduler") else "setting"


def _spelled(value: Value) -> str | None:
    return None if value is None else spell(json.dumps(value, ensure_ascii=False))[:_WORDS]
