"""Settings: what differs, seeds apart."""

import pytest

from bozzetto.story.settings import SettingChange, changed_models, changed_settings, is_seed
from tests.story.told import steps_of


@pytest.mark.parametrize(
    "name",
    [
        "seed",
        "Seed",
        "noise_seed",
        "KSampler.noise_seed [3]",
        "Variation seed",
        "subseed",
        "a/seed",
    ],
)
def test_seeds_are_known(name):
    """Whatever a tool calls it."""
    assert is_seed(name)


@pytest.mark.parametrize(
    "name",
    ["seed resize", "steps", "seeded", "Variation seed strength", "cfg", "seed\n", "\u017feed"],
)
def test_other_names_are_no_seeds(name):
    """What only sounds like it."""
    assert not is_seed(name)


def test_settings_that_differ(teller, ledger):
    """First those of the later instruction, then those that went."""
    teller.instruct("a", {"cfg": "7", "steps": "20", "hires": "on"}, [])
    teller.instruct("a", {"cfg": "6", "steps": "20", "denoise": "0.5"}, [])
    before, after = steps_of(ledger)[1][1:]
    assert changed_settings(after, before) == (
        SettingChange("cfg", "7", "6"),
        SettingChange("denoise", None, "0.5"),
        SettingChange("hires", "on", None),
    )
    assert changed_settings(after, after) == ()


def test_models_that_differ(ledger):
    """By name; another digest under one name is another file."""
    for models in (
        [{"name": "sd", "digest": "aa"}, {"name": "vae", "digest": None}],
        [{"name": "sd", "digest": "bb"}, {"name": "lora", "digest": "cc"}],
    ):
        body = {
            "tool": {"name": "t"},
            "models": models,
            "prompts": [],
            "settings": {},
            "inputs": [],
        }
        ledger.act("instruction.given", body)
    before, after = steps_of(ledger)[1][1:]
    assert changed_models(after, before) == (
        SettingChange("sd", "aa", "bb"),
        SettingChange("lora", None, "cc"),
        SettingChange("vae", "", None),
    )
    assert changed_models(before, before) == ()
