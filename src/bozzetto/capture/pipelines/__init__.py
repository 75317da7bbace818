"""Pipelines of diffusers, and whatever is called as they are: recorded while they run."""

from bozzetto.capture.pipelines.calls import Recording, recording

__all__ = ["Recording", "recording"]
