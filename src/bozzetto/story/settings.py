"""Settings: what else an instruction said, against an earlier one."""

import re
from dataclasses import dataclass

from bozzetto.record import JSONObject
from bozzetto.story.body import objects, string
from bozzetto.story.step import Step

__all__ = ["SettingChange", "changed_models", "changed_settings", "is_seed", "settings_of"]

# Names that tools give to the number that their noise starts from; before it may stand the part of
# the tool that it belongs to, behind it the node: ``KSampler.noise_seed [3]``.
_SEED = re.compile(
    r"(?:^|[ ./:])(?:noise[ _-]?|variation[ _-]?|sub)?seed(?: \[[^\]]*\])?\Z",
    re.ASCII | re.IGNORECASE,  # of the Latin alphabet alone: to Python a long s is an s
)


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A named value that is not what it was; None on the side that does not have it."""

    name: str
    before: str | None
    after: str | None

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {"name": self.name, "before": self.before, "after": self.after}


def is_seed(name: str) -> bool:
    """Whether a setting is a seed, which says nothing of what somebody wanted."""
    return _SEED.search(name) is not None


def settings_of(step: Step) -> dict[str, str]:
    """Return the settings of an instruction, in the order of the record."""
    found = step.body.get("settings")
    return {name: str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def changed_settings(after: Step, before: Step) -> tuple[SettingChange, ...]:
    """Return the settings that differ, first those of `after` in its order, then those gone."""
    then, now = settings_of(before), settings_of(after)
    return tuple(
        SettingChange(name, then.get(name), now.get(name))
        for name in dict.fromkeys((*now, *then))
        if then.get(name) != now.get(name)
    )


def changed_models(after: Step, before: Step) -> tuple[SettingChange, ...]:
    """Return the model files that came, went, or have another digest under the same name.

    ``before`` and ``after`` are digests as the tool gives them, and empty where it gave none.
    """
    left = objects(before.body, "models")
    found: list[SettingChange] = []
    for model in objects(after.body, "models"):
        twin = next((one for one in left if one["name"] == model["name"]), None)
        if twin is not None:
            left.remove(twin)
        if twin is None or twin["digest"] != model["digest"]:
            was = None if twin is None else string(twin, "digest") or ""
            found.append(SettingChange(str(model["name"]), was, string(model, "digest") or ""))
    gone = [SettingChange(str(one["name"]), string(one, "digest") or "", None) for one in left]
    return (*found, *gone)
