"""Web UIs of the AUTOMATIC1111 family, asked again by ``/sdapi/v1``.

The model is named in the request by `override_settings`, so that the one that is loaded now is
not used in its place, and is loaded again afterwards.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PureWindowsPath

from bozzetto.capture.dialects.infotext import parse_infotext
from bozzetto.capture.naming import spell
from bozzetto.capture.proxy.drawing import read_answer
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.calls import checkpoint
from bozzetto.evidence.replay.comfyui import Ran
from bozzetto.evidence.replay.line import BrokenError, Line
from bozzetto.evidence.replay.mark import TAG
from bozzetto.evidence.replay.material import Material
from bozzetto.evidence.replay.models import digest_in, side_of
from bozzetto.evidence.replay.placing import placed
from bozzetto.evidence.replay.recipe import NamedModel, Object, Recipe, Value, members
from bozzetto.evidence.replay.report import Came, Sameness, Side
from bozzetto.law import Words

__all__ = ["Models", "lacks_of", "models_of", "run", "with_model"]

_WORDS = 500  # characters of what a tool says of an error
_NOT_SETTINGS = frozenset(("Version", "App", "Model hash", "VAE hash", "Lora hashes", "Hashes"))
_NO_SUM = pair("the tool has no digest of its file yet", "工具尚无其文件的摘要")
_NOT_LISTED = pair("the tool does not list such files", "工具不列出此类文件")


@dataclass(frozen=True, slots=True)
class Models:
    """The checkpoints that a web UI has, and which one it would use."""

    listed: tuple[Object, ...]
    loaded: str | None

    def find(self, name: str) -> Object | None:
        """Find a checkpoint by one of the names that the web UI itself gives it."""
        plain = name.rpartition(" [")[0] if digest_in(name) else name
        for row in self.listed:
            file = PureWindowsPath(str(row.get("filename", ""))).name  # takes both slashes
            known = {str(row.get("title", "")), str(row.get("model_name", "")), file}
            if {name, plain} & (known | {PureWindowsPath(file).stem} - {""}):
                return row
        return None


def models_of(line: Line) -> Models:
    """Ask which checkpoints there are.

    Raises:
        BrokenError: no web UI with its API is there.
    """
    listed = line.ask("/sdapi/v1/sd-models")
    if not isinstance(listed, list):
        raise BrokenError(
            pair(
                "no web UI with its API answers there (it is started with --api)",
                "该处没有开放接口的 web UI 应答（须以 --api 启动）",
            )
        )
    loaded = members(line.ask("/sdapi/v1/options")).get("sd_model_checkpoint")
    return Models(
        tuple(row for row in listed if isinstance(row, dict)),
        loaded if isinstance(loaded, str) and loaded else None,
    )


def lacks_of(line: Line, recipe: Recipe, models: Models) -> Iterator[Words]:
    """Name what the tool would have to have.

    Raises:
        BrokenError: it is not reached.
    """
    name = _wanted(recipe)
    if name is not None and models.find(name) is None:
        yield pair("the tool has no model {name}", "工具没有模型 {name}", name=spell(name)[:_WORDS])
    sampler = recipe.request.get("sampler_name")
    rows = line.ask("/sdapi/v1/samplers") if isinstance(sampler, str) else None
    if isinstance(rows, list) and isinstance(sampler, str) and not _has_sampler(rows, sampler):
        yield pair(
            "the tool has no sampler {name}", "工具没有采样器 {name}", name=spell(sampler)[:_WORDS]
        )


def _has_sampler(rows: list[Value], wanted: str) -> bool:
    known: set[str] = set()
    for row in rows:
        aliases = members(row).get("aliases")
        known.add(str(members(row).get("name")))
        known.update(str(each) for each in (aliases if isinstance(aliases, list) else ()))
    # before 1.9 the schedule was part of the name, and newer ones still take it
    return any(wanted == name or wanted.startswith(f"{name} ") for name in known)


def _wanted(recipe: Recipe) -> str | None:
    """Return the checkpoint that was used: named in the request, or the first of the record's."""
    first = recipe.models[0].name if recipe.models else None
    return checkpoint(recipe.request) or first


def with_model(recipe: Recipe, models: Models) -> tuple[Recipe, tuple[Side, ...]]:
    """Name the model in the request, and compare it with the one that was used then."""
    name, sides = _wanted(recipe), []
    row = None if name is None else models.find(name)
    request = dict(recipe.request)
    if row is None or name is None:
        why = pair(
            "the record does not say which model it was; the one that is loaded is used",
            "记录未说明所用模型；使用当前加载的模型",
        )
        sides.append(Side("model", "", Sameness.NOT_COMPARED, None, models.loaded, why))
    else:
        override = {**members(request.get("override_settings"))}
        override["sd_model_checkpoint"] = row.get("title") or row.get("model_name")
        request["override_settings"] = override
        request["override_settings_restore_afterwards"] = True
        known = next((each for each in recipe.models if each.name == name), NamedModel(name, None))
        known = replace(known, digest=known.digest or digest_in(name))
        sides.append(side_of(known, _digest_of(row), _NO_SUM))
    rest = [each for each in recipe.models if each.name != name]
    sides += [side_of(each, None, _NOT_LISTED) for each in rest]
    return replace(recipe, request=request), tuple(sides)


def _digest_of(row: Object) -> str | None:
    digits, short = row.get("sha256"), row.get("hash")
    if isinstance(digits, str) and len(digits) == 64:
        return f"sha256:{digits}"
    return f"autov2:{short}" if isinstance(short, str) and len(short) == 10 else None


def run(line: Line, recipe: Recipe, material: Material, seconds: float) -> Ran:
    """Give the request again, and wait for its answer.

    Raises:
        BrokenError: the tool does not do it.
    """
    request = members(placed(recipe.request, material))
    request["force_task_id"] = f"{TAG}-{secrets.token_hex(4)}"  # its name where it is recorded
    status, data = line.post(recipe.route, request, seconds)
    if status >= 400:
        raise BrokenError(_refusal(status, data))
    answer = read_answer(data)
    if answer is None or not answer.pictures:
        raise BrokenError(pair("its answer has no pictures", "其回答中没有图片"))
    info = members(json.loads(answer.info)) if answer.info else {}
    came = tuple(Came(picture.data) for picture in answer.pictures)
    return Ran(came, tuple(_sides(recipe, info)))


def _refusal(status: int, data: bytes) -> Words:
    try:
        told = members(json.loads(data))
    except (ValueError, RecursionError):
        told = {}
    words = [str(told[name]) for name in ("error", "errors", "detail") if told.get(name)]
    why = spell(": ".join(words) or f"HTTP {status}")[:_WORDS]
    return pair("the tool refused it: {why}", "工具拒绝执行：{why}", why=why)


def _sides(recipe: Recipe, info: Object) -> Iterator[Side]:
    """Hold what the tool says that it did to what it said then, name by name."""
    texts = info.get("infotexts")
    first = texts[0] if isinstance(texts, list) and texts else None
    told = parse_infotext(first) if isinstance(first, str) else None
    now: Mapping[str, str] = {} if told is None else told.settings
    then = recipe.settings
    yield _version(then.get("Version") or recipe.version, now.get("Version"))
    yield _seed(recipe, info)
    if not then or not now:
        why = pair(
            "the record or the tool does not have its own account of what was done",
            "记录或工具缺少其对所作操作的说明",
        )
        yield Side("setting", "", Sameness.NOT_COMPARED, why=why)
        return
    for name in dict.fromkeys((*then, *now)):
        if name not in _NOT_SETTINGS and name != "Seed":
            is_same = then.get(name) == now.get(name)
            yield Side(
                "sampler" if name in ("Sampler", "Schedule type") else "setting",
                spell(name)[:_WORDS],
                Sameness.SAME if is_same else Sameness.DIFFERENT,
                _short(then.get(name)),
                _short(now.get(name)),
            )


def _version(then: str | None, now: str | None) -> Side:
    if then is None or now is None:
        why = pair("not said then or not said now", "当时或现在未说明")
        return Side("version", "", Sameness.NOT_COMPARED, _short(then), _short(now), why)
    is_same = Sameness.SAME if then == now else Sameness.DIFFERENT
    return Side("version", "", is_same, _short(then), _short(now))


def _seed(recipe: Recipe, info: Object) -> Side:
    seeds = info.get("all_seeds")
    first = str(seeds[0]) if isinstance(seeds, list) and seeds else None
    then = recipe.seeds[0] if recipe.seeds else None
    if first is None or then is None:
        why = pair("the tool does not say which seed it used", "工具未说明所用种子")
        return Side("seed", "", Sameness.NOT_COMPARED, then, first, why)
    return Side("seed", "", Sameness.SAME if first == then else Sameness.DIFFERENT, then, first)


def _short(text: str | None) -> str | None:
    return None if text is None else spell(text)[:_WORDS]
