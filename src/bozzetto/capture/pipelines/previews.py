"""Previews: what a pipeline has in mind after some of its steps, as a picture.

diffusers calls a function after each step and hands it the latents (``callback_on_step_end``).
They are decoded with the pipeline's own VAE, which takes time on the pipeline's device: so it is
done only where it was asked for, every n steps. A caller's own function is called as before, with
what it asked for and nothing else.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bozzetto.capture.pipelines.encoding import Samples, samples_of

__all__ = ["CALLBACKS", "with_previews"]

_CALLBACK = "callback_on_step_end"
_INPUTS = "callback_on_step_end_tensor_inputs"
_LATENTS = "latents"
CALLBACKS = (_CALLBACK, _INPUTS)  # arguments that are changed

Step = Callable[[Any, int, Any, dict[str, Any]], Any]


def with_previews(
    given: Mapping[str, Any],
    parameters: Mapping[str, Any],
    every: int,
    show: Callable[[int, list[Samples]], None],
    missed: Callable[[Exception], None],
) -> dict[str, Any] | None:
    """Return arguments that let a pipeline show its steps; None where it has no such function.

    Args:
        given: The call's own arguments.
        parameters: What the pipeline takes, with its defaults.
        every: Steps from one preview to the next.
        show: Takes the number of the step, from 1, and the pictures.
        missed: Takes why a preview could not be made; none is tried after that.
    """
    if _CALLBACK not in parameters or _INPUTS not in parameters:
        return None
    own = given.get(_CALLBACK)
    # A PipelineCallback says itself what it wants, which diffusers asks only where it sees one
    wanted = list(getattr(own, "tensor_inputs", None) or given.get(_INPUTS) or parameters[_INPUTS])
    failed: list[Exception] = []

    def on_step(pipe: Any, index: int, moment: Any, tensors: dict[str, Any]) -> Any:  # noqa: ANN401
        if (index + 1) % every == 0 and not failed:
            try:
                show(index + 1, _decode(pipe, tensors[_LATENTS]))
            except Exception as error:  # noqa: BLE001  # the pipeline goes on, whatever it is
                failed.append(error)
                missed(error)
        if own is None:
            return {}
        return own(pipe, index, moment, {name: tensors[name] for name in wanted})

    inputs = wanted if _LATENTS in wanted else [*wanted, _LATENTS]
    return {**given, _CALLBACK: on_step, _INPUTS: inputs}


def _decode(pipe: Any, latents: Any) -> list[Samples]:  # noqa: ANN401  # of any pipeline
    """Decode latents as Stable Diffusion's pipelines do at their end."""
    config = pipe.vae.config
    scaled = latents / config.scaling_factor + (getattr(config, "shift_factor", None) or 0)
    decoded = pipe.vae.decode(scaled.to(pipe.vae.dtype), return_dict=False)[0]
    return list(samples_of(pipe.image_processor.postprocess(decoded.detach(), output_type="pil")))
