"""Running: look at the tool first, say what will be asked of it, ask it, and write what came.

    recipe = read_recipe(studio, work, entry)
    with tool_at("http://127.0.0.1:8188", remote=False) as line:
        looked = look(line, recipe)
        report = replay(studio, work, line, looked, folder, seconds=1800)

Nothing is recorded: what comes goes into the folder and nowhere else.
"""

import ipaddress
import json
from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.naming import spell
from bozzetto.capture.proxy.gate import parse_upstream
from bozzetto.errors import RecordingError, StudioError
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay import comfyui, webui
from bozzetto.evidence.replay.comfyui import Ran
from bozzetto.evidence.replay.comparing import compare_outputs
from bozzetto.evidence.replay.line import BrokenError, Line
from bozzetto.evidence.replay.mark import file_name
from bozzetto.evidence.replay.material import Material
from bozzetto.evidence.replay.models import compare_models
from bozzetto.evidence.replay.readme import write_readme
from bozzetto.evidence.replay.recipe import Family, Recipe
from bozzetto.evidence.replay.report import Outcome, Report, Sameness, Side, recorded_by
from bozzetto.law import Words
from bozzetto.record import moment_of
from bozzetto.studio import Studio, Work

__all__ = ["Looked", "look", "recorders", "replay", "tool_at"]

README = "README.txt"
REPORT = "report.json"
_SHOWN = 200  # characters of a name in a sentence


@dataclass(frozen=True, slots=True)
class Looked:
    """What the tool is, and what will be asked of it."""

    recipe: Recipe
    asked: tuple[Words, ...]
    sides: tuple[Side, ...]
    lacks: tuple[Words, ...]  # what the record or the tool does not have


def tool_at(url: str, *, remote: bool) -> Line:
    """Open the line to a tool; nothing is sent yet.

    Args:
        url: Where it listens, as ``http://127.0.0.1:8188``.
        remote: Whether it may be another machine.

    Raises:
        StudioError: it is no address, or one of another machine.
    """
    upstream = parse_upstream(url)
    if not remote and not _is_here(upstream.host):
        raise StudioError(
            "{host} is another machine: words and pictures of the record would go there",
            hint="say --remote if that is meant",
            host=upstream.host,
        )
    return Line(upstream)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def look(line: Line, recipe: Recipe, models: Path | None = None) -> Looked:
    """Look whether the tool can be given the recipe; what changes nothing is asked of it.

    Args:
        line: To the tool.
        recipe: Read out of the record.
        models: The folder of the tool's models, where it is on this machine.

    Raises:
        BrokenError: the tool is not there, or is another one.
        OSError: a model cannot be read.
    """
    if recipe.lacks:
        return Looked(recipe, (), (), recipe.lacks)
    if recipe.family is Family.COMFYUI:
        version, kinds = comfyui.version_of(line), comfyui.read_kinds(line)
        sides = [_version(recipe.version, version), _kinds_side(known=kinds is not None)]
        lacks = () if kinds is None else tuple(dict.fromkeys(comfyui.lacks_of(recipe, kinds)))
        if not lacks:
            sides += compare_models(recipe.models, models)
    else:
        has = webui.models_of(line)
        lacks = tuple(webui.lacks_of(line, recipe, has))
        recipe, found = webui.with_model(recipe, has)
        sides = list(found)
    return Looked(recipe, tuple(_asked(line, recipe)), tuple(sides), lacks)


def _version(then: str | None, now: str | None) -> Side:
    if then is None or now is None:
        why = pair("not said then or not said now", "当时或现在未说明")
        return Side("version", "", Sameness.NOT_COMPARED, then, now, why)
    return Side("version", "", Sameness.SAME if then == now else Sameness.DIFFERENT, then, now)


def _kinds_side(*, known: bool) -> Side:
    if known:
        why = pair(
            "all kinds of nodes are there; which version of each pack, is not compared",
            "所需节点种类齐备；各扩展包的版本未比较",
        )
        return Side("nodes", "", Sameness.NOT_COMPARED, why=why)
    why = pair("the tool does not say which nodes it has", "工具未说明其有哪些节点")
    return Side("nodes", "", Sameness.NOT_COMPARED, why=why)


def _asked(line: Line, recipe: Recipe) -> list[Words]:
    """Say what will be asked of the tool."""
    said = [
        pair(
            "the instruction of entry {number} will be given again to {tool} at {url}, by {route}",
            "将把第 {number} 条的指令再次交给 {url} 的 {tool}，经由 {route}",
            number=recipe.number,
            tool=spell(recipe.tool)[:_SHOWN],
            url=line.url,
            route=recipe.route,
        ),
        pair(
            "seeds: {seeds}; files of the record that it is given: {count}; outputs in the record:"
            " {made}",
            "种子：{seeds}；交给它的记录文件：{count}；记录中的输出：{made}",
            seeds=", ".join(recipe.seeds) or "–",
            count=len(recipe.given),
            made=len(recipe.made),
        ),
    ]
    if any(each.name is not None for each in recipe.given):
        said.append(
            pair(
                "inputs that it does not have are put into its input folder; none is overwritten",
                "其所缺的输入文件将放入其输入文件夹；不覆盖任何文件",
            )
        )
    return said


def recorders(studio: Studio, family: Family) -> tuple[str, ...]:
    """List the connections whose part sits in such a tool: they record whatever it makes."""
    return tuple(
        each.label
        for each in read_connections(studio.layout)
        if each.sort == family.value and each.installed
    )


def replay(
    studio: Studio, work: Work, line: Line, looked: Looked, folder: Path, *, seconds: float
) -> Report:
    """Give the instruction again, compare what comes, and write it into a folder.

    Args:
        studio: Open; nothing is recorded in it.
        work: Of the instruction.
        line: To the tool.
        looked: That lacks nothing.
        folder: Empty, or not there yet.
        seconds: That the tool may take.

    Raises:
        StudioError: something lacks, or the folder is in use.
        RecordingError: what came cannot be written.
    """
    recipe = looked.recipe
    if looked.lacks:
        raise StudioError("the instruction cannot be given again")
    _prepare(studio, folder)
    entries = [entry for _place, entry in work.entries()]
    entry = next(each for each in entries if each.digest == recipe.entry)
    ran = _run(line, recipe, Material.of(studio, entries, entry), seconds)
    known = recorders(studio, recipe.family)
    report = Report(
        work.digest,
        recipe.entry,
        recipe.number,
        recipe.tool,
        line.url,
        moment_of(studio.clock.now()),
        looked.asked,
        Outcome.CAME if ran.why is None else Outcome.FAILED,
        ran.why,
        compare_outputs(studio, recipe.made, ran.came),
        (*looked.sides, *ran.sides),
        (*recipe.notes, *ran.notes, recorded_by(known)),
        known,
    )
    _write(folder, report, ran)
    return report


def _run(line: Line, recipe: Recipe, material: Material, seconds: float) -> Ran:
    """Run it; that it broke off is a result as any other."""
    run = comfyui.run if recipe.family is Family.COMFYUI else webui.run
    try:
        return run(line, recipe, material, seconds)
    except BrokenError as error:
        return Ran((), why=error.words)


def _prepare(studio: Studio, folder: Path) -> None:
    """Make the folder; one that has anything in it, or is the studio's, is not used."""
    root, place = studio.layout.root.resolve(), folder.resolve()
    if place == root or root in place.parents:
        raise StudioError(
            "{place} is in the studio: what is made later goes elsewhere", place=folder
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_used = any(folder.iterdir())
    except OSError as error:
        raise _unwritten(folder, error) from error
    if is_used:
        raise StudioError(
            "{place} is not empty", hint="name a folder that is not there yet", place=folder
        )


def _write(folder: Path, report: Report, ran: Ran) -> None:
    files = {
        file_name(number, each.data): each.data for number, each in enumerate(ran.came, start=1)
    }
    told = json.dumps(report.to_value(), indent=2, ensure_ascii=True) + "\n"
    files |= {REPORT: told.encode("ascii"), README: write_readme(report).encode("utf-8")}
    for name, data in files.items():
        try:
            (folder / name).write_bytes(data)
        except OSError as error:
            raise _unwritten(folder / name, error) from error


def _unwritten(place: Path, error: OSError) -> RecordingError:
    return RecordingError(
        "cannot write {path}: {why}",
        hint="free space there, or choose another folder",
        path=place,
        why=error.strerror or error,
    )
