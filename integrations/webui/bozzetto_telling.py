"""What a web UI was told, read off its own processing object before it starts to draw."""

from __future__ import annotations

from typing import Any

from bozzetto_redaction import redact

__all__ = ["instruction", "settings"]

MOST_WORDS = 64  # different prompts of one job: a grid of wildcards has as many as pictures
MOST_SEEDS = 4096  # pictures of one job
LONGEST = 4096  # characters of one setting

# As A1111 1.10, Forge, reForge and SD.Next name them; what a fork has not is left out
_PLAIN = [
    "steps",
    "sampler_name",
    "scheduler",
    "cfg_scale",
    "distilled_cfg_scale",
    "image_cfg_scale",
    "width",
    "height",
    "denoising_strength",
    "n_iter",
    "batch_size",
    "seed_resize_from_w",
    "seed_resize_from_h",
    "subseed_strength",
    "restore_faces",
    "tiling",
    "enable_hr",
    "hr_scale",
    "hr_upscaler",
    "hr_second_pass_steps",
    "hr_resize_x",
    "hr_resize_y",
    "hr_sampler_name",
    "hr_scheduler",
    "hr_prompt",
    "hr_negative_prompt",
    "hr_checkpoint_name",
    "resize_mode",
    "mask_blur",
    "mask_blur_x",
    "mask_blur_y",
    "inpainting_fill",
    "inpaint_full_res",
    "inpaint_full_res_padding",
    "inpainting_mask_invert",
    "initial_noise_multiplier",
    "clip_skip",
    "eta",
    "s_churn",
    "s_tmin",
    "s_tmax",
    "s_noise",
    "refiner_checkpoint",
    "refiner_switch_at",
]
_NUMBERS = (int, float, str)


def instruction(job: Any) -> dict[str, Any]:  # noqa: ANN401  # the web UI's own object
    """Read everything but the pictures; secrets are out of it."""
    body: dict[str, Any] = {
        "prompts": _prompts(job),
        "models": _models(job),
        "settings": settings(job),
        "inputs": [],
        "notes": [],
    }
    clean, taken = redact(body)
    if taken:
        clean["notes"].append("secret.removed")
    return clean


def settings(job: Any) -> dict[str, str]:  # noqa: ANN401
    """Read what is set, as the web UI spells it."""
    told = {name: getattr(job, name, None) for name in _PLAIN}
    found = {name: str(value) for name, value in told.items() if isinstance(value, _NUMBERS)}
    for name in ("all_seeds", "all_subseeds"):
        seeds = getattr(job, name, None)
        if isinstance(seeds, (list, tuple)) and seeds:
            found[name] = ",".join(str(seed) for seed in seeds[:MOST_SEEDS])
    styles = getattr(job, "styles", None)
    if isinstance(styles, (list, tuple)) and styles:
        found["styles"] = ", ".join(str(style) for style in styles)
    extra = getattr(job, "extra_generation_params", None)
    for name, value in extra.items() if isinstance(extra, dict) else ():
        if isinstance(value, _NUMBERS):  # later ones are functions, which only the end can call
            found.setdefault(str(name), str(value))
    return {name: value[:LONGEST] for name, value in found.items() if value}


def _prompts(job: Any) -> list[dict[str, str]]:  # noqa: ANN401
    """List the words: as they were typed, and as styles and wildcards made them."""
    told: list[dict[str, str]] = []
    for role, typed, made in (
        ("positive", "prompt", "all_prompts"),
        ("negative", "negative_prompt", "all_negative_prompts"),
    ):
        own = getattr(job, typed, None)
        words = [own] if isinstance(own, str) else list(own or ())
        more = getattr(job, made, None)
        words += [each for each in more if each not in words] if isinstance(more, list) else []
        for text in list(dict.fromkeys(words))[:MOST_WORDS]:
            if isinstance(text, str) and text:
                by = "unknown" if text == own else "template"
                told.append({"role": role, "text": text, "by": by})
    return told


def _models(job: Any) -> list[dict[str, str]]:  # noqa: ANN401
    found = []
    for name, digest in (("sd_model_name", "sd_model_hash"), ("sd_vae_name", "sd_vae_hash")):
        model = getattr(job, name, None)
        if isinstance(model, str) and model:
            known = getattr(job, digest, None)
            told = {"name": model}
            if isinstance(known, str) and known:
                told["digest"] = known
            found.append(told)
    return found
