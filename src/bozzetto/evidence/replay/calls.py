"""Calls of the web UI's API, as they were kept: ``/sdapi/v1/txt2img`` and ``img2img``."""

from collections.abc import Iterator
from dataclasses import replace

from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.graphs import has_secret, placed_in
from bozzetto.evidence.replay.material import Material
from bozzetto.evidence.replay.recipe import Given, Object, Recipe, members
from bozzetto.law import Words

__all__ = ["ROUTE", "checkpoint", "read_call", "seeded"]

ROUTE = "/sdapi/v1/"
NO_SEED = pair(
    "no seed: the tool was let draw one, and the record does not have which",
    "没有种子：当时由工具抽取，记录中没有其数值",
)


def read_call(recipe: Recipe, material: Material, route: str, value: object) -> Recipe:
    """Read the body of a request, which has digests in the place of pictures."""
    if not isinstance(value, dict):
        lack = pair("what is kept as its request is none", "所保存的请求并非请求")
        return replace(recipe, lacks=(*recipe.lacks, lack))
    request: Object = dict(value)
    lacks, notes, given = [*recipe.lacks], [*recipe.notes], []
    if has_secret(request):
        lacks.append(
            pair(
                "a secret was taken out of the request before it was recorded",
                "请求在记录之前已去除其中的密钥",
            )
        )
    for digest in placed_in(request):
        why = material.why_not(digest)
        if why is not None:
            lacks.append(pair("the picture {name} {why}", "图片 {name}{why}", name=digest, why=why))
        else:
            given.append(Given("image", digest, None))
    for name, wanted in (("send_images", True), ("save_images", False)):
        if name in request and request[name] is not wanted:
            request[name] = wanted
            notes.append(
                pair(
                    "{name} is asked for otherwise than then: it changes no picture",
                    "{name} 的取值与当时不同：不影响图片",
                    name=name,
                )
            )
    request.pop("force_task_id", None)  # then another one's name
    seeds = list(seeded(request, material, lacks, notes))
    return replace(
        recipe,
        route=ROUTE + route,
        request=request,
        given=tuple(given),
        seeds=tuple(seeds),
        notes=tuple(notes),
        lacks=tuple(lacks),
    )


def seeded(
    request: Object, material: Material, lacks: list[Words], notes: list[Words]
) -> Iterator[str]:
    """Put the seeds into a request that the tool drew itself then, and say so."""
    strength = request.get("subseed_strength")
    is_varied = isinstance(strength, float | int) and strength > 0
    for name, told in (("seed", "all_seeds"), ("subseed", "all_subseeds")):
        asked = request.get(name)
        if _is_drawn(asked):
            yield str(asked)
        elif name == "seed" or is_varied:
            drawn = material.drawn(told)
            if drawn is None:
                lacks.append(NO_SEED)
                continue
            request[name] = drawn
            yield str(drawn)
            notes.append(
                pair(
                    "{name}: the tool drew {value} then, and is given that number now",
                    "{name}：当时由工具抽取 {value}，此次直接给出该数",
                    name=name,
                    value=drawn,
                )
            )


def _is_drawn(asked: object) -> bool:
    """Whether a seed is a number, and no wish to have one drawn, which is -1."""
    return isinstance(asked, int) and not isinstance(asked, bool) and asked >= 0


def checkpoint(request: Object) -> str | None:
    """Return the model file that a request itself names."""
    named = members(request.get("override_settings")).get("sd_model_checkpoint")
    return named if isinstance(named, str) and named else None
