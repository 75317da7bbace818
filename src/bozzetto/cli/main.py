"""The program ``bozzetto``: its commands, and how it ends.

Whatever happens, it ends here: an error is said in one line, with a hint where there is one,
and becomes the exit code that docs/commands.md gives.
"""

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from bozzetto import __version__
from bozzetto.cli.command import Group
from bozzetto.cli.exits import ExitCode, code_of
from bozzetto.cli.output import complain, hint, say, say_error
from bozzetto.cli.usage import usage_hint, usage_words
from bozzetto.errors import BozzettoError
from bozzetto.language import Language, _, preferred, speak

__all__ = ["cli", "main"]

COMMANDS = {
    "init": "bozzetto.cli.studio:init",
    "status": "bozzetto.cli.status:status",
    "doctor": "bozzetto.cli.doctor:doctor",
    "authority": "bozzetto.cli.authority:authority",
    "work": "bozzetto.cli.work:work",
    "people": "bozzetto.cli.people:people",
    "watch": "bozzetto.cli.record:watch",
    "import": "bozzetto.cli.record:import_",
    "serve": "bozzetto.cli.serve:serve",
    "connect": "bozzetto.cli.connect:connect_",
    "disconnect": "bozzetto.cli.connect:disconnect",
    "connections": "bozzetto.cli.connect:connections",
    "receive": "bozzetto.cli.receive:receive",
    "proxy": "bozzetto.cli.services:proxy",
    "listen": "bozzetto.cli.listen:listen",
    "frames": "bozzetto.cli.frames:frames",
    "intent": "bozzetto.cli.statements:intent",
    "material": "bozzetto.cli.statements:material",
    "choose": "bozzetto.cli.statements:choose",
    "edit": "bozzetto.cli.statements:edit",
    "comment": "bozzetto.cli.remarks:comment",
    "correct": "bozzetto.cli.remarks:correct",
    "undo": "bozzetto.cli.remarks:undo",
    "erase": "bozzetto.cli.remarks:erase",
    "seal": "bozzetto.cli.seal:seal",
    "check": "bozzetto.cli.check:check",
    "replay": "bozzetto.cli.replay:replay_",
    "dossier": "bozzetto.cli.dossier:dossier",
    "papers": "bozzetto.cli.papers:papers",
    "timelapse": "bozzetto.cli.timelapse:timelapse",
    "release": "bozzetto.cli.release:release_",
    "stamp": "bozzetto.cli.stamp:stamp",
    "sign": "bozzetto.cli.sign:sign",
    "export": "bozzetto.cli.export:export",
    "backup": "bozzetto.cli.backup:backup",
    "restore": "bozzetto.cli.backup:restore",
    "service": "bozzetto.cli.service:service",
    "verify": "bozzetto.cli.verify:verify",
    "inspect": "bozzetto.cli.inspect:inspect",
}


class Program(Group):
    """The program itself: runs a command line, and turns how it went into an exit code."""

    hides_shared = False

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401  # click's signature
    ) -> NoReturn:
        """Run a command line, and end the process with its exit code."""
        del standalone_mode, windows_expand_args  # there is one way for this program to end
        arguments = list(sys.argv[1:] if args is None else args)
        speak(_asked_language(arguments))
        if complete_var is not None or "_BOZZETTO_COMPLETE" in os.environ:
            self._complete(complete_var or "_BOZZETTO_COMPLETE")
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # a console of another encoding loses no line
                stream.reconfigure(errors="backslashreplace")
        sys.exit(self._run(arguments, prog_name or "bozzetto", extra))

    def _complete(self, variable: str) -> None:
        instruction = os.environ.get(variable)
        if instruction:
            from click.shell_completion import shell_complete  # noqa: PLC0415  # for shells only

            sys.exit(shell_complete(self, {}, "bozzetto", variable, instruction))

    def _run(self, arguments: list[str], name: str, extra: dict[str, Any]) -> int:
        try:
            with self.make_context(name, arguments, **extra) as ctx:
                self.invoke(ctx)
        except click.exceptions.Exit as end:
            return _flushed(end.exit_code)
        except (BozzettoError, click.ClickException) as error:
            return _flushed(_refused(error))
        except (click.Abort, KeyboardInterrupt):
            complain(_("interrupted"))
            return ExitCode.INTERRUPTED
        except OSError as error:
            return _failed(error)
        return _flushed(ExitCode.OK)


def _refused(error: BozzettoError | click.ClickException) -> int:
    """Say what is wrong, and return the exit code of it."""
    if isinstance(error, BozzettoError):
        say_error(error)
        return code_of(error)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
    elif isinstance(error, click.UsageError):
        complain(usage_words(error))
        hint(usage_hint(error))
    else:
        complain(error.format_message())
    return ExitCode.USAGE


def _failed(error: OSError) -> int:
    """Say what the system refused; nothing where nobody reads on."""
    if isinstance(error, BrokenPipeError):
        return _broken_pipe()
    name, why = error.filename or "-", error.strerror or str(error)
    complain(_("{name}: {why}", name=name, why=why))
    return ExitCode.STUDIO


def _flushed(code: int) -> int:
    """Write what is waiting before the verdict is given."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _broken_pipe()
    return code


def _broken_pipe() -> int:
    """Nobody reads on: be quiet, also when Python flushes at its end.

    https://docs.python.org/3/library/signal.html#note-on-sigpipe
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return ExitCode.BROKEN_PIPE


def _asked_language(arguments: Sequence[str]) -> Language:
    """Return the language to speak, also where the command line cannot be parsed."""
    asked = preferred(os.environ)
    for index, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--":
            break
        if name == "--lang":
            value = value if equals else "".join(arguments[index + 1 : index + 2])
            asked = Language(value) if value in set(Language) else asked
    return asked


def _say_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        say(f"bozzetto {__version__}")
        ctx.exit()


@click.group("bozzetto", cls=Program, lazy=COMMANDS)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="say which version this is",
)
def cli() -> None:
    """Record how a person makes a picture with AI, while it happens, and seal it.

    A work that was recorded can be exported as one file, which a stranger can check offline,
    without this studio and without trusting whoever made it.
    """


def main() -> NoReturn:
    """Run the command line of this process."""
    cli.main(prog_name="bozzetto")
