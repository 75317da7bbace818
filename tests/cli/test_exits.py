"""Exit codes: each error class has one, and a verdict keeps its own."""

import click
import pytest

from bozzetto.capture import UntakenError
from bozzetto.cli.exits import ExitCode, code_of, leave
from bozzetto.errors import AnchorError, BozzettoError
from bozzetto.verify import EXIT_CODES, Verdict

TREE = BozzettoError.__module__  # where the tree is; the web's own refusals have a status instead


def test_every_error_class_has_its_own_code():
    """No two classes of the error tree share a code."""
    kinds = [kind for kind in BozzettoError.__subclasses__() if kind.__module__ == TREE]
    codes = [code_of(kind("x")) for kind in kinds]
    assert len(set(codes)) == len(kinds) == 5


def test_derived_errors_have_the_code_of_their_class(tmp_path):
    """An error that is derived from one of the tree ends as that one does."""
    assert code_of(UntakenError(tmp_path, None)) is ExitCode.STUDIO


def test_verdicts_keep_their_codes():
    """The codes of the format stand for the same here."""
    assert EXIT_CODES == {
        Verdict.INTACT: ExitCode.OK,
        Verdict.INTACT_UNKNOWN_SIGNER: ExitCode.OK,
        Verdict.ALTERED: ExitCode.ALTERED,
        Verdict.INCOMPLETE: ExitCode.INCOMPLETE,
        Verdict.CANNOT_CHECK: ExitCode.CANNOT_CHECK,
    }


def test_leave_ends_the_command():
    """A command ends with its code, and goes on with 0."""
    leave(ExitCode.OK)
    with pytest.raises(click.exceptions.Exit) as ended:
        leave(code_of(AnchorError("x")))
    assert ended.value.exit_code == 7
