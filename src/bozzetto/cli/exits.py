"""Exit codes, each with its meaning: docs/commands.md says the same."""

from enum import IntEnum

import click

from bozzetto.errors import (
    AnchorError,
    BozzettoError,
    FormatError,
    RecordingError,
    StudioError,
    VerificationError,
)

__all__ = ["ExitCode", "code_of", "leave"]


class ExitCode(IntEnum):
    """How a command ended."""

    OK = 0
    ALTERED = 1  # something does not hold: a bundle was altered, a check of the studio failed
    USAGE = 2
    INCOMPLETE = 3
    CANNOT_CHECK = 4
    STUDIO = 5
    RECORDING = 6
    ANCHOR = 7
    FORMAT = 8
    INTERRUPTED = 130  # 128 + SIGINT, as shells have it
    BROKEN_PIPE = 141  # 128 + SIGPIPE


_CODES: dict[type[BozzettoError], ExitCode] = {
    AnchorError: ExitCode.ANCHOR,
    FormatError: ExitCode.FORMAT,
    RecordingError: ExitCode.RECORDING,
    StudioError: ExitCode.STUDIO,
    VerificationError: ExitCode.ALTERED,
}


def code_of(error: BozzettoError) -> ExitCode:
    """Return the exit code of an error."""
    return next((code for kind, code in _CODES.items() if isinstance(error, kind)), ExitCode.STUDIO)


def leave(code: int) -> None:
    """End the command with an exit code."""
    if code != ExitCode.OK:
        raise click.exceptions.Exit(code)
