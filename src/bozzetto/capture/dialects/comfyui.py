"""ComfyUI: the graph that ran is in the file; the prompts are read out of it.

``prompt`` holds the graph in API form and ``workflow`` the editor's view of it (nodes.py,
SaveImage): PNG text, EXIF Model and Make behind ``prompt:`` and ``workflow:`` in WebP, JSON in
the UserComment by other savers. The graph is what ran, so it goes before the ``parameters`` text
that some savers add, which is known to be wrong at times. `LoadImage` keeps the SHA-256 of the
file it read in ``is_changed`` (nodes.py, LoadImage.IS_CHANGED): the one thing in the file that
identifies the artist's own input.
"""

from collections.abc import Iterator

from bozzetto.capture.dialects.conditioning import find_samplers, unattributed, walk
from bozzetto.capture.dialects.draft import Draft, hex_digest
from bozzetto.capture.dialects.graph import MAX_CHAIN, Graph, Node, parse_graph
from bozzetto.capture.dialects.infotext import Infotext, find_infotext
from bozzetto.capture.dialects.jsontext import Json, elements, members, string
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.dialects.source import Source, find, find_all

__all__ = [
    "add_graph",
    "add_input_files",
    "find_graph",
    "input_names",
    "read_comfyui",
    "read_request",
    "uses",
]

MAX_SAMPLERS = 64  # samplers whose settings are given; no known workflow has more than ten

_MODEL_INPUTS = ("ckpt_name", "unet_name", "lora_name", "vae_name", "control_net_name")
_SETTINGS = ("seed", "noise_seed", "steps", "cfg", "sampler_name", "scheduler", "denoise")
# SamplerCustomAdvanced has its settings in the nodes behind these inputs.
_SPREAD = ("noise", "guider", "sampler", "sigmas")
_LATENTS = ("latent_image", "latent", "samples", "pixels", "image")
# The core kinds whose IS_CHANGED is the SHA-256 of the file.
_HASHING = ("LoadImage", "LoadImageMask", "LoadImageOutput")
_USES = (
    ("VAEEncode", "pixels", "init"),
    ("InpaintModelConditioning", "pixels", "init"),
    ("ControlNetApply", "image", "control"),
    ("CLIPVisionEncode", "image", "reference"),
    ("IPAdapter", "image", "reference"),
    ("VAEEncode", "mask", "mask"),
    ("InpaintModelConditioning", "mask", "mask"),
    ("SetLatentNoiseMask", "mask", "mask"),
)


def find_graph(found: tuple[Source, ...]) -> tuple[Source, Graph] | None:
    """Give the first graph in API form among the texts, with its source."""
    for source in find_all(found, "prompt", "UserComment", "comment", "parameters"):
        graph = parse_graph(source.value)
        if graph:
            return source, graph
    return None


def read_comfyui(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture made by ComfyUI, or by whatever wrote its graph."""
    workflow = next((s for s in find_all(found, "workflow") if "nodes" in members(s.value)), None)
    located = find_graph(found)
    if located is None:
        return _workflow_only(workflow)
    source, graph = located
    draft = Draft("ComfyUI")
    draft.read_from(source)
    if workflow:
        draft.read_from(workflow)
    else:
        draft.notes.add("comfyui.no-workflow")
    add_graph(draft, graph, exact=source.exact)
    _compare(draft, found)
    return draft.finish()


def read_request(value: Json) -> tuple[Graph, Reading] | None:
    """Read what ComfyUI is asked to do: ``POST /prompt``, without its secrets.

    Returns:
        The graph, and what it says; None where there is none.
    """
    graph = parse_graph(members(value).get("prompt"))
    if graph is None:
        return None
    draft = Draft("ComfyUI")
    add_graph(draft, graph)
    extra = members(members(value).get("extra_data")).get("extra_pnginfo")
    if "nodes" not in members(members(extra).get("workflow")):
        draft.notes.add("comfyui.no-workflow")
    return graph, draft.finish()


def _workflow_only(workflow: Source | None) -> Reading | None:
    if workflow is None:
        return None
    draft = Draft("ComfyUI", notes={"comfyui.workflow-only"})
    draft.read_from(workflow)
    return draft.finish()


def add_graph(draft: Draft, graph: Graph, *, exact: bool = True) -> None:
    """Put down prompts, settings, models and input files of a graph."""
    samplers = find_samplers(graph)
    texts = walk(graph, samplers)
    for prompt in texts.prompts:
        draft.prompt(prompt.role, prompt.text, prompt.written_by, exact=exact and prompt.exact)
    if texts.unresolved:
        draft.notes.add("comfyui.text-unresolved")
    if unattributed(graph, texts):
        draft.notes.add("comfyui.text-unattributed")
    _add_sampling(draft, graph, samplers)
    several = len(texts.guidance) > 1
    for node_id, value in texts.guidance.items():
        draft.set({f"guidance [{node_id}]" if several else "guidance": value})
    for node in graph.nodes.values():
        for name in _models(node):
            draft.model(name)
    _add_inputs(draft, graph)


def _add_sampling(draft: Draft, graph: Graph, samplers: list[Node]) -> None:
    """Put down each sampler's settings, with the node's id behind the name if there are several."""
    for node in samplers[:MAX_SAMPLERS]:
        behind = f" [{node.id}]" if len(samplers) > 1 else ""
        draft.set({name + behind: value for name, value in _sampling(graph, node)})


def _sampling(graph: Graph, sampler: Node) -> Iterator[tuple[str, str]]:
    nodes = [sampler, *filter(None, (graph.target(sampler.link(name)) for name in _SPREAD))]
    for name in _SETTINGS:
        values = (graph.scalar(node.inputs.get(name)) for node in nodes)
        value = next((value for value in values if value is not None), None)
        if value is not None:
            yield name.removeprefix("noise_"), value
    yield from _size(graph, sampler)


def _size(graph: Graph, sampler: Node) -> Iterator[tuple[str, str]]:
    """Follow the latent image back to the node that fixed its width and height in pixels."""
    node: Node | None = sampler
    for _ in range(MAX_CHAIN):
        if node is None or any(name.endswith("scale_by") for name in node.inputs):
            return  # a scaled size is not in the graph
        sides = {name: graph.scalar(node.inputs.get(name)) for name in ("width", "height")}
        if all(sides.values()):
            yield from ((name, side) for name, side in sides.items() if side)
            return
        dimensions = string(node.inputs.get("dimensions"))
        if dimensions:
            yield "dimensions", dimensions
            return
        node = next(filter(None, (graph.target(node.link(name)) for name in _LATENTS)), None)


def _models(node: Node) -> Iterator[Json]:
    for name, value in node.inputs.items():
        if name in _MODEL_INPUTS or name.rstrip("_0123456789") in ("lora_name", "lora"):
            lora = members(value)  # Power Lora Loader (rgthree): {"on": true, "lora": name}
            used = lora.get("on") is not False
            yield lora.get("lora") if lora and used else value


def add_input_files(draft: Draft, found: tuple[Source, ...]) -> None:
    """Put down the input files of a graph that stands beside another tool's own summary."""
    located = find_graph(found)
    if located:
        before = len(draft.inputs)
        _add_inputs(draft, located[1])
        if len(draft.inputs) > before:
            draft.read_from(located[0])


def _add_inputs(draft: Draft, graph: Graph) -> None:
    used = uses(graph)
    for node, name in input_names(graph):
        digest = _digest(node.is_changed) if node.kind in _HASHING else None
        for role in used.get(node.id, ["image"]):
            draft.input(role, name, digest)


def input_names(graph: Graph) -> Iterator[tuple[Node, Json]]:
    """List the nodes that load a picture, each with the name of its file, if it is one."""
    for node in graph.nodes.values():
        if "LoadImage" in node.kind:
            yield node, node.inputs.get("image")


def _digest(is_changed: Json) -> str | None:
    """Read a digest that older versions wrote bare and newer ones in a list of one."""
    match elements(is_changed):
        case [only]:
            return hex_digest("sha256", only)
    return hex_digest("sha256", is_changed)


def uses(graph: Graph) -> dict[str, list[str]]:
    """Say by a node's id what its picture is used for, as far as that is known.

    It is where a node of known kind takes it directly, and where it was loaded as a mask.
    """
    roles: dict[str, list[str]] = {}
    for node in graph.nodes.values():
        for name, link in node.links():
            use = (role for kind, at, role in _USES if name == at and node.kind.startswith(kind))
            role = next(use, None)
            if role and role not in roles.setdefault(link.node, []):
                roles[link.node].append(role)
    masks = {node.id: ["mask"] for node in graph.nodes.values() if _loads_a_mask(node)}
    return masks | {node: known for node, known in roles.items() if known}


def _loads_a_mask(node: Node) -> bool:
    loads = "LoadImage" in node.kind
    return node.kind == "LoadImageMask" or (not loads and "LoadMask" in node.kind)


def _compare(draft: Draft, found: tuple[Source, ...]) -> None:
    """Hold the ``parameters`` text of other savers against the graph."""
    texts = [text for source, text in find_infotext(found) if source.keyword == "parameters"]
    source = find(found, "parameters")
    if not texts or source is None:
        return
    (text, *_) = texts
    if not any(prompt.role in ("positive", "negative") for prompt in draft.prompts.values()):
        if text.positive.strip() or text.negative.strip():
            draft.read_from(source)
            draft.notes.add("comfyui.prompts-from-parameters")
            draft.prompt("positive", text.positive, exact=source.exact)
            draft.prompt("negative", text.negative, exact=source.exact)
    elif _disagrees(draft, text):
        draft.notes.add("comfyui.parameters-disagree")


def _disagrees(draft: Draft, text: Infotext) -> bool:
    for role, other in (("positive", text.positive), ("negative", text.negative)):
        mine = {
            " ".join(prompt.text.split())
            for known, prompt in draft.prompts.items()
            if known[0] == role
        }
        if other.strip() and " ".join(other.split()) not in mine:
            return True
    seeds = {value for name, value in draft.settings.items() if name.startswith("seed")}
    return bool(seeds) and text.settings.get("Seed", "") not in {"", *seeds}
