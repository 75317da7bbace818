"""The error tree.

    BozzettoError
    ├── FormatError         not well formed: these bytes are no such value
    ├── VerificationError   well formed, and false: what was claimed does not hold
    ├── RecordingError      cannot be made durable: recording stops, visibly
    ├── StudioError         the studio, a work, a key or a setting is not what was asked for
    │   ├── LockedError     a key is here, and its passphrase is wanted
    │   └── StaleError      somebody else was first: what was prepared no longer fits
    └── AnchorError         an authority did not give a usable timestamp

Each error says what is wrong and where, and carries a hint that says what to do next. The
message is a template and its values are kept apart, so that the command line can say the
same in Chinese: ``StudioError("no studio at {place}", place=path)``. Errors never print
and never exit.
"""

__all__ = [
    "AnchorError",
    "BozzettoError",
    "FormatError",
    "LockedError",
    "RecordingError",
    "StaleError",
    "StudioError",
    "VerificationError",
]


class BozzettoError(Exception):
    """What Bozzetto raises.

    Attributes:
        template: The English message, with ``{names}`` for the values.
        values: The values, by name.
        hint: What to do next, a template too; empty where nothing useful can be said.
    """

    def __init__(self, template: str, *, hint: str = "", **values: object) -> None:
        self.template = template
        self.hint = hint
        self.values = values
        super().__init__(template.format(**values) if values else template)


class FormatError(BozzettoError):
    """The bytes or the text are not a value of the format at all."""


class VerificationError(BozzettoError):
    """The value is well formed, and what it claims is not so."""


class RecordingError(BozzettoError):
    """Something could not be made durable, so nothing was acknowledged."""


class StudioError(BozzettoError):
    """The studio, a work, a key or a setting is not as it must be for this."""


class LockedError(StudioError):
    """A private key is here, and is not open."""


class StaleError(StudioError):
    """What was prepared no longer fits what stands: it is to be made anew."""


class AnchorError(BozzettoError):
    """A timestamp authority was not reached, or its answer was not usable."""
