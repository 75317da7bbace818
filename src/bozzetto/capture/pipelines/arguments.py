"""Arguments: what a pipeline is called with, sorted into prompts, pictures and settings.

    found = read_arguments({"prompt": "a cat", "guidance_scale": 7.5, "image": sketch})
    found.prompts     # [("positive", "a cat")]
    found.settings    # {"guidance_scale": "7.5"}
    found.pictures    # [("init", sketch)]

Names are those that diffusers uses in all its pipelines; what has another name and is a picture
or a plain value is taken as what it is. Numbers are spelled as Python spells them.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from bozzetto.capture.pipelines.encoding import Samples, samples_of

__all__ = ["Arguments", "describe_pipeline", "plain", "read_arguments"]

MAX_SETTING = 65_536  # characters: what a setting may have in the record
_DEEPEST = 8  # levels of nested lists and objects that are spelled out
_ROLES = {
    "image": "init",
    "control_image": "control",
    "controlnet_image": "control",
    "control_guidance_image": "control",
    "ip_adapter_image": "reference",
    "image_reference": "reference",
    "reference_image": "reference",
    "mask_image": "mask",
    "mask": "mask",
}
_IMAGES = re.compile(r"image|mask|video|frames|init|reference")
_ROLE = re.compile(r"[a-z][a-z0-9]*(?: [a-z0-9]+)*")
# What a caller gives to be told or to steer the machine, and does not change the picture
_NOT_SETTINGS = ("callback", "callback_on_step_end", "callback_on_step_end_tensor_inputs")


@dataclass(slots=True)
class Arguments:
    """What a call says."""

    prompts: list[tuple[str, str]] = field(default_factory=list)  # role, words
    pictures: list[tuple[str, Samples]] = field(default_factory=list)  # role, copied samples
    settings: dict[str, str] = field(default_factory=dict)


def read_arguments(bound: Mapping[str, object], *, controls: bool = False) -> Arguments:
    """Sort a call's arguments; defaults that say nothing (None) are left out.

    Args:
        bound: Values by their names.
        controls: Whether ``image`` leads the pipeline instead of being changed by it.
    """
    found = Arguments()
    for name, value in bound.items():
        if value is None or name in _NOT_SETTINGS:
            continue
        words = _words(value) if "prompt" in name else None
        if words is not None:
            role = "negative" if "negative" in name else "positive"
            found.prompts += [(role, text) for text in words if text]
        elif hasattr(value, "initial_seed") or _are_generators(value):
            found.settings |= _seeds(name, value)
        elif (samples := _pictures(name, value)) is not None:
            role = "control" if controls and name == "image" else _role(name)
            found.pictures += [(role, each) for each in samples]
        else:
            _set(found.settings, name, value)
    return found


def describe_pipeline(pipe: object) -> dict[str, str]:
    """Say what a pipeline is made of, as far as it says it: names, types, parts."""
    found = {"pipeline": type(pipe).__name__}
    scheduler = getattr(pipe, "scheduler", None)
    if scheduler is not None:
        found["scheduler"] = type(scheduler).__name__
        for name, value in plain_members(getattr(scheduler, "config", {})).items():
            _set(found, f"scheduler.{name}", value)
    for name in ("dtype", "device"):
        _set(found, name, str(getattr(pipe, name, "") or "") or None)
    active = getattr(pipe, "get_active_adapters", None)
    if callable(active):
        try:
            adapters = active()
        except (ValueError, AttributeError, ImportError):  # as it says where none is loaded
            adapters = None
        _set(found, "adapters", ", ".join(adapters) if adapters else None)
    return found


def plain(value: object, depth: int = 0) -> Any:  # noqa: ANN401  # any JSON
    """Spell a value as JSON has it; what has no such form is named by its type."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return {str(name): plain(each, depth + 1) for name, each in value.items()}
    if isinstance(value, (list, tuple)) and depth < _DEEPEST:
        return [plain(each, depth + 1) for each in value]
    shape = getattr(value, "shape", None)
    if shape is not None:
        return f"{type(value).__name__} {tuple(shape)} {getattr(value, 'dtype', '')}".strip()
    return type(value).__name__


def plain_members(value: object) -> dict[str, object]:
    """Return what a configuration says openly: an object of plain values."""
    if not isinstance(value, Mapping):
        return {}
    return {str(name): each for name, each in value.items() if not str(name).startswith("_")}


def _words(value: object) -> list[str] | None:
    """Return a prompt, or several; None where it is something else, such as its embedding."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, (list, tuple)) and value and all(isinstance(v, str) for v in value):
        return [str(each) for each in value]
    return None


def _are_generators(value: object) -> bool:
    is_list = isinstance(value, (list, tuple)) and bool(value)
    return is_list and all(hasattr(each, "initial_seed") for each in value)  # type: ignore[attr-defined]


def _seeds(name: str, value: object) -> dict[str, str]:
    """Tell where random numbers begin: the seed, and the state, which moves with each use."""
    every: list[Any] = list(value) if isinstance(value, (list, tuple)) else [value]
    states = [hashlib.sha256(bytes(each.get_state().tolist())).hexdigest() for each in every]
    return {
        f"{name}.seed": ", ".join(str(each.initial_seed()) for each in every),
        f"{name}.device": ", ".join(dict.fromkeys(str(each.device) for each in every)),
        f"{name}.state": ", ".join(f"sha256:{state}" for state in states),
    }


def _pictures(name: str, value: object) -> list[Samples] | None:
    """Return the pictures in a value; None where it is no picture."""
    first = value
    while isinstance(first, (list, tuple)) and first:
        first = first[0]
    if isinstance(first, Image.Image) or (_IMAGES.search(name) and hasattr(first, "shape")):
        return list(samples_of(value))
    return None


def _role(name: str) -> str:
    spelled = name.lower().replace("_", " ").strip()
    known = _ROLES.get(name)
    return known or (spelled if _ROLE.fullmatch(spelled) and len(spelled) <= 64 else "input")


def _set(settings: dict[str, str], name: str, value: object) -> None:
    if value is None:
        return
    spelled = plain(value)
    text = spelled if isinstance(spelled, str) else repr(spelled)
    if len(text) <= MAX_SETTING:
        settings[name] = text
