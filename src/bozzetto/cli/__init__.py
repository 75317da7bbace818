"""The command line: one thin function a command, and the only place that prints."""

from bozzetto.cli.main import cli, main

__all__ = ["cli", "main"]
