"""The chapter on programs, models and machines."""

from collections.abc import Iterable, Iterator

from bozzetto.evidence.dossier.blocks import DIGEST, Block, Code, Columns, Head, Line, Table
from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import ACTS, listed, pair, same
from bozzetto.law import Words
from bozzetto.story import Step
from bozzetto.story.body import objects, string

__all__ = ["tools"]


def tools(source: Source) -> Iterator[Block]:
    """Name the programs, models and machines."""
    yield Head(1, pair("Tools and environment", "工具与环境"))
    yield Line(
        pair(
            "Names and versions are as the programs gave them; the record does not test them.",
            "名称与版本均为各程序自报，记录不对其作检验。",
        )
    )
    yield Table(
        Columns(
            (
                pair("Program", "程序"),
                pair("Version", "版本"),
                pair("What it did", "所为"),
                pair("Entries", "条目"),
            ),
            ("2fr", "1fr", "2fr", "2fr"),
        ),
        tuple(
            (same(name), same(version), listed(_acts(steps)), source.mark(steps))
            for (name, version), steps in _by_program(source).items()
        ),
    )
    yield from _models(source)
    yield from _machines(source)


def _acts(steps: Iterable[Step]) -> list[Words]:
    return [ACTS.get(kind, same(kind)) for kind in dict.fromkeys(step.kind for step in steps)]


def _by_program(source: Source) -> dict[tuple[str, str], list[Step]]:
    found: dict[tuple[str, str], list[Step]] = {}
    for step in source.work:
        told = step.body.get("tool")
        named = string(told, "name") or step.by.tool
        if named is not None:
            version = string(told, "version") or step.by.version or "–"
            found.setdefault((named, version), []).append(step)
    return found


def _models(source: Source) -> Iterator[Block]:
    found: dict[tuple[str, str], list[Step]] = {}
    for each in source.facts.rounds:
        for model in objects(each.node.step.body, "models"):
            key = str(model["name"]), string(model, "digest") or "–"
            found.setdefault(key, []).append(each.node.step)
    if found:
        yield Table(
            Columns(
                (
                    pair("Model file", "模型文件"),
                    pair("Digest, as the tool gives it", "摘要（工具自报）"),
                    pair("Instructions", "指令"),
                ),
                ("1fr", DIGEST, "1fr"),
            ),
            tuple(
                (same(name), Code(digest), source.mark(steps))
                for (name, digest), steps in found.items()
            ),
        )


def _machines(source: Source) -> Iterator[Block]:
    started = [step for step in source.studio if step.kind == "recorder.started"]
    by_platform: dict[tuple[str, str, str], list[Step]] = {}
    for step in started:
        software = step.body.get("software")
        key = (
            str(step.body["platform"]),
            string(software, "name") or "–",
            string(software, "version") or "–",
        )
        by_platform.setdefault(key, []).append(step)
    for (platform, name, version), steps in by_platform.items():
        words = pair(
            "Recorder: {name} {version} on {platform}; started {count} times.",
            "记录程序：{name} {version}，运行于 {platform}；启动 {count} 次。",
            name=name,
            version=version,
            platform=platform,
            count=len(steps),
        )
        yield Line(words, source.mark(steps))
