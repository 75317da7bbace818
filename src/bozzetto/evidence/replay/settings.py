"""Settings of the web UI where no request is kept: they are put together to one.

What the extension in the web UI saw is named as its API names it; what was read out of a picture
is named as its own text has it. Either is a list of what is known here: a setting that is not in
it is not given again, and that is said.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bozzetto.capture.naming import spell
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.calls import ROUTE, seeded
from bozzetto.evidence.replay.material import Material
from bozzetto.evidence.replay.recipe import Given, Object, Recipe, Value, members
from bozzetto.law import Words
from bozzetto.story.body import inputs_of

__all__ = ["read_settings"]

_WHOLE = (
    "steps",
    "width",
    "height",
    "n_iter",
    "batch_size",
    "seed_resize_from_w",
    "seed_resize_from_h",
    "hr_second_pass_steps",
    "hr_resize_x",
    "hr_resize_y",
    "resize_mode",
    "mask_blur",
    "mask_blur_x",
    "mask_blur_y",
    "inpainting_fill",
    "inpaint_full_res_padding",
    "inpainting_mask_invert",
)
_PARTS = (
    "cfg_scale",
    "distilled_cfg_scale",
    "image_cfg_scale",
    "denoising_strength",
    "subseed_strength",
    "hr_scale",
    "initial_noise_multiplier",
    "eta",
    "s_churn",
    "s_tmin",
    "s_tmax",
    "s_noise",
    "refiner_switch_at",
)
_FLAGS = ("restore_faces", "tiling", "enable_hr", "inpaint_full_res")
_WORDS = (
    "sampler_name",
    "scheduler",
    "hr_upscaler",
    "hr_sampler_name",
    "hr_scheduler",
    "hr_prompt",
    "hr_negative_prompt",
    "hr_checkpoint_name",
    "refiner_checkpoint",
)
_ALIASES = {  # modules/processing.py, create_infotext
    "Steps": "steps",
    "Sampler": "sampler_name",
    "Schedule type": "scheduler",
    "CFG scale": "cfg_scale",
    "Distilled CFG Scale": "distilled_cfg_scale",
    "Seed": "seed",
    "Variation seed": "subseed",
    "Variation seed strength": "subseed_strength",
    "Denoising strength": "denoising_strength",
    "Hires upscale": "hr_scale",
    "Hires upscaler": "hr_upscaler",
    "Hires steps": "hr_second_pass_steps",
    "Eta": "eta",
}
# What says which model and program it was, or repeats what is given in another way
_SAID = """
    Model|Model hash|VAE|VAE hash|Version|App|Size|Clip skip|clip_skip|route|all_seeds|all_subseeds
    |styles|Lora hashes|TI hashes|Hashes|RNG
"""
_NOT_GIVEN = frozenset(each.strip() for each in _SAID.split("|"))
_MOST = 12  # names of settings in one sentence


def read_settings(recipe: Recipe, material: Material) -> Recipe:
    """Put a request together out of words, settings and pictures of the record."""
    body = material.entry.event.body
    settings = {name: str(value) for name, value in members(body["settings"]).items()}
    request, lacks, notes = _request(settings), [*recipe.lacks], [*recipe.notes]
    for name, role in (("prompt", "positive"), ("negative_prompt", "negative")):
        request[name] = _prompt(material, role, lacks)
    given = _pictures(request, material, lacks)
    is_led = "init_images" in request
    if "denoising_strength" in request and not is_led and "enable_hr" not in request:
        lacks.append(
            pair("the picture that it started from is not in the record", "起始图片不在记录中")
        )
    if settings.get("all_seeds") and "seed" not in request:
        request["seed"] = _number(settings["all_seeds"].partition(",")[0])
        request["subseed"] = _number(settings.get("all_subseeds", "").partition(",")[0])
    seeds = tuple(seeded(request, material, lacks, notes))
    notes += _left(settings, request)
    return replace(
        recipe,
        route=ROUTE + ("img2img" if is_led else "txt2img"),
        request={name: value for name, value in request.items() if value is not None},
        given=tuple(given),
        seeds=seeds,
        notes=tuple(notes),
        lacks=tuple(dict.fromkeys(lacks)),
    )


def _request(settings: Mapping[str, str]) -> Object:
    found: Object = {}
    for name, text in settings.items():
        plain = _ALIASES.get(name, name)
        if plain in _WHOLE or plain in ("seed", "subseed"):
            found[plain] = _number(text)
        elif plain in _PARTS:
            found[plain] = _fraction(text)
        elif plain in _FLAGS:
            found[plain] = text.lower() == "true"
        elif plain in _WORDS:
            found[plain] = text
    width, _by, height = settings.get("Size", "").partition("x")
    if width.isdecimal() and height.isdecimal():
        found |= {"width": int(width), "height": int(height)}
    if "Hires upscale" in settings:
        found["enable_hr"] = True
    skipped = _number(settings.get("Clip skip", settings.get("clip_skip", "")))
    if skipped is not None:
        found["override_settings"] = {"CLIP_stop_at_last_layers": skipped}
    if not found.get("enable_hr"):
        found.pop("enable_hr", None)
    return found


def _prompt(material: Material, role: str, lacks: list[Words]) -> str:
    """Return the words of a role: as a person typed them, and not what templates made of them."""
    known = list(material.prompts(role))
    if any(text is None for text, _by in known):
        lacks.append(pair("words of the prompt are withheld", "提示词有内容未附"))
        return ""
    own = [text for text, by in known if by != "template"] or [text for text, _by in known]
    return own[0] or "" if own else ""


def _pictures(request: Object, material: Material, lacks: list[Words]) -> Iterator[Given]:
    """Put the pictures that it started from into a request, as digests."""
    inits: list[Value] = []
    found: list[Given] = []
    for each in inputs_of(material.entry.event.body):
        if each.role != "init" or each.digest is None:
            lacks.append(
                pair(
                    "it was led by a picture ({role}) in a way that the record does not have whole",
                    "它受一张图片（{role}）引导，而记录中没有其全部用法",
                    role=spell(each.role),
                )
            )
            continue
        inits.append(each.digest)
        found.append(Given("init", each.digest, None))
        if each.region is not None:
            request["mask"] = each.region
            found.append(Given("mask", each.region, None))
    if inits:
        request["init_images"] = inits
    for digest in dict.fromkeys(each.digest for each in found):
        why = material.why_not(digest)
        if why is not None:
            lacks.append(pair("the picture {name} {why}", "图片 {name}{why}", name=digest, why=why))
    return iter(found)


def _left(settings: Mapping[str, str], request: Object) -> Iterator[Words]:
    """Name the settings that are not given again."""
    left = [
        spell(name)
        for name in settings
        if name not in _NOT_GIVEN and _ALIASES.get(name, name) not in request
    ]
    if left:
        names = ", ".join(left[:_MOST]) + (f" (+{len(left) - _MOST})" if len(left) > _MOST else "")
        yield pair(
            "settings of the record that are not given again: {names}",
            "记录中未再次给出的参数：{names}",
            names=names,
        )
    yield pair(
        "put together from the settings in the record: no request was kept, so what scripts and"
        " extensions did is not given again",
        "由记录中的参数拼成：没有保存请求，因此脚本与扩展所作的不再给出",
    )


def _number(text: str) -> int | None:
    digits = text.strip()
    is_number = digits.removeprefix("-").isdecimal() and digits.isascii() and len(digits) < 24
    return int(digits) if is_number else None


def _fraction(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None
