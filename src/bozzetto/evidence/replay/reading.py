"""Reading: from an entry of the record to what can be given to its tool again."""

from collections.abc import Iterator
from dataclasses import replace

from bozzetto.capture.dialects.infotext import parse_infotext
from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.calls import read_call
from bozzetto.evidence.replay.graphs import graph_of_file, read_graph
from bozzetto.evidence.replay.material import Material
from bozzetto.evidence.replay.models import tagged
from bozzetto.evidence.replay.recipe import Family, Made, NamedModel, Recipe, members, parse_plain
from bozzetto.evidence.replay.settings import read_settings
from bozzetto.law import Words
from bozzetto.record import Digest, Entry, JSONObject, assets_in
from bozzetto.studio import Studio, Work

__all__ = ["read_recipe"]

_COMFYUI = "ComfyUI"
_WEBUI = (
    "Stable Diffusion web UI",
    "Stable Diffusion WebUI Forge",
    "SD.Next",
    "AUTOMATIC1111",
    "Forge",
    "reForge",
)
_ROUTES = ("txt2img", "img2img")
_MAX_REQUEST = 64 << 20  # bytes: as much as is captured of one


def read_recipe(studio: Studio, work: Work, digest: Digest) -> Recipe:
    """Read what an entry told its tool; of an output, what it was asked for by.

    Returns:
        What can be given again; where something lacks, `lacks` says so.

    Raises:
        StudioError: the entry tells no tool anything, or a tool that this cannot ask again.
    """
    entries = [entry for _place, entry in work.entries()]
    entry = _instruction(entries, digest)
    material = Material.of(studio, entries, entry)
    recipe = _read(material)
    made = tuple(_made(entries, entry.digest))
    models = tuple(_identified(model, entries) for model in recipe.models)
    if not made:
        note = pair("nothing that came of it is in the record", "记录中没有由它得到的文件")
        recipe = replace(recipe, notes=(*recipe.notes, note))
    return replace(recipe, made=made, models=models, lacks=tuple(dict.fromkeys(recipe.lacks)))


def _instruction(entries: list[Entry], digest: Digest) -> Entry:
    known = {entry.digest: entry for entry in entries}
    entry = known[digest]
    if entry.event.kind == "output.received":
        asked = entry.event.body["instruction"]
        entry = known.get(Digest(str(asked)), entry)
    if entry.event.kind != "instruction.given":
        raise StudioError(
            "entry {number} tells no tool anything: it cannot be given again",
            hint="name an instruction, or an output whose instruction is in the record",
            number=entry.event.number,
        )
    return entry


def _read(material: Material) -> Recipe:
    """Read by the forms in which an instruction is kept, the fullest first."""
    body = material.entry.event.body
    tool = members(body["tool"])
    name, version = str(tool.get("name", "")), tool.get("version")
    recipe = Recipe(
        material.entry.digest,
        material.entry.event.number,
        Family.COMFYUI if name == _COMFYUI else Family.WEBUI,
        name,
        version if isinstance(version, str) and version != "unknown" else None,
        "",
        {},
        models=tuple(_models(body)),
    )
    if name == _COMFYUI:
        return _read_comfyui(recipe, material)
    if name in _WEBUI:
        return _read_webui(recipe, material)
    raise StudioError(
        "what {tool} was told cannot be given to it again from here",
        hint="this can be done with ComfyUI, and with web UIs of the AUTOMATIC1111 family",
        tool=name,
    )


def _read_comfyui(recipe: Recipe, material: Material) -> Recipe:
    asset = next(iter(assets_in(material.entry.event.body.get("raw"))), None)
    if asset is not None:
        data = material.read(asset.digest, _MAX_REQUEST)
        if isinstance(data, bytes):
            return read_graph(recipe, material, parse_plain(data))
        return replace(recipe, lacks=(*recipe.lacks, _of("workflow", "工作流", data)))
    for digest in _carriers(material.entry.event.body):
        found = graph_of_file(material, digest)
        if found is not None:
            return read_graph(recipe, material, found)
    lack = pair(
        "no workflow: the record has words and settings, and not the graph that they stood in",
        "没有工作流：记录中有文字和参数，但没有它们所在的节点图",
    )
    return replace(recipe, lacks=(*recipe.lacks, lack))


def _read_webui(recipe: Recipe, material: Material) -> Recipe:
    body = material.entry.event.body
    route = str(members(body["settings"]).get("route", ""))
    asset = next(iter(assets_in(body.get("raw"))), None)
    recipe = replace(recipe, settings=dict(_account(material)))
    if asset is None or route not in _ROUTES:
        return read_settings(recipe, material)
    data = material.read(asset.digest, _MAX_REQUEST)
    if isinstance(data, bytes):
        return read_call(recipe, material, route, parse_plain(data))
    return replace(recipe, lacks=(*recipe.lacks, _of("request", "请求", data)))


def _identified(model: NamedModel, entries: list[Entry]) -> NamedModel:
    """Add the digest that was read off the model's file, where it was always the same file."""
    if model.digest is not None:
        return model
    found = {
        str(each.event.body["digest"])
        for each in entries
        if each.event.kind == "model.identified" and each.event.body["name"] == model.name
    }
    return replace(model, digest=found.pop()) if len(found) == 1 else model


def _of(en: str, zh: str, why: Words) -> Words:
    return pair("the {what} {why}", "{what}{why}", what=Words(en, zh), why=why)


def _models(body: JSONObject) -> Iterator[NamedModel]:
    listed = body["models"]
    for model in listed if isinstance(listed, list) else ():
        name, digest = members(model).get("name"), members(model).get("digest")
        yield NamedModel(str(name), tagged(digest) if isinstance(digest, str) else None)


def _carriers(body: JSONObject) -> list[Digest]:
    """List the files in which the words stood."""
    listed = body.get("carriers")
    files = [members(each).get("file") for each in listed] if isinstance(listed, list) else []
    return list(dict.fromkeys(Digest(str(each)) for each in files))


def _made(entries: list[Entry], instruction: Digest) -> Iterator[Made]:
    """List what came of an instruction."""
    for entry in entries:
        body = entry.event.body
        if entry.event.kind == "output.received" and body["instruction"] == instruction:
            node = members(body.get("claims")).get("node")
            known = node if isinstance(node, str) else None
            for asset in assets_in(body["assets"]):
                yield Made(asset, entry.digest, known)


def _account(material: Material) -> dict[str, str]:
    """Return what the web UI itself said then that it did, where its account is kept."""
    for info in material.accounts():
        texts = members(info).get("infotexts")
        first = texts[0] if isinstance(texts, list) and texts else None
        told = parse_infotext(first) if isinstance(first, str) else None
        if told is not None:
            return dict(told.settings)
    settings = members(material.entry.event.body["settings"])
    if "Seed" in settings:  # it was read out of a picture, whose text has the same names
        return {name: str(value) for name, value in settings.items()}
    return {}
