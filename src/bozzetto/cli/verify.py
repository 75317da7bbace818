"""``bozzetto verify``: a stranger's check of an evidence bundle, offline."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import click
from cryptography import x509

from bozzetto.anchor import read_certificates
from bozzetto.cli.command import Command
from bozzetto.cli.exits import ExitCode, leave
from bozzetto.cli.findings import finding_words, show_report
from bozzetto.cli.options import ExistingFile, OutputFile, json_option
from bozzetto.cli.output import fields, note, say, show_json
from bozzetto.cli.progress import bar
from bozzetto.errors import BozzettoError, FormatError
from bozzetto.evidence import write_page
from bozzetto.language import _, error_words
from bozzetto.record import JSON, Digest, Key, parse_key
from bozzetto.studio import Clock
from bozzetto.verify import Finding, Report, Verdict, verify_bundle
from bozzetto.verify.compare import find_fork

__all__ = ["verify"]

# Worst first, as the format has it: what differs, what is missing, what cannot be told
_WORST = (Verdict.ALTERED, Verdict.INCOMPLETE, Verdict.CANNOT_CHECK)

Fork = tuple[Path, Path, tuple[Finding, ...]]


@click.command("verify", cls=Command)
@click.argument("files", metavar="[FILE.zip...]", nargs=-1, type=ExistingFile())
@click.option(
    "--trust",
    multiple=True,
    type=ExistingFile(),
    metavar="PEM",
    help="root certificates of timestamp authorities that you trust",
)
@click.option(
    "--signer",
    "signers",
    multiple=True,
    metavar="KEY",
    help="a key whose holder you know: ed25519:...",
)
@click.option(
    "--page",
    type=OutputFile(),
    metavar="FILE.html",
    help="write the page that verifies and shows bundles in a browser, with the network off",
)
@json_option
def verify(
    files: tuple[Path, ...],
    trust: tuple[Path, ...],
    signers: tuple[str, ...],
    page: Path | None,
    as_json: bool,
) -> None:
    """Verify evidence bundles. It needs no network and no studio.

    FILE.zip is a bundle. Several of one studio are also compared: a studio that was copied and
    recorded into twice has two logs that contradict each other. Nothing is written but the page,
    where one is asked for; it is the same for every bundle, and is written without one, too.
    """
    if page is not None:
        digest = write_page(page)
        if not files:
            _say_page(page, digest, as_json=as_json)
            return
        note(_("the page was written to {file}: {digest}", file=page, digest=digest))
    if not files:
        raise click.UsageError(
            _("{name} is missing", name="FILE.zip"), click.get_current_context(silent=True)
        )
    roots = _roots(trust)
    keys = tuple(_key(name) for name in signers)
    reports = [_verified(file, roots, keys) for file in files]
    forks = [] if len(files) < 2 else _forks(files)
    if as_json:
        show_json(_value(files, reports, forks))
    else:
        for file, report in zip(files, reports, strict=True):
            show_report(file, report)
        for fork in forks:
            _show_fork(fork)
    leave(_code(reports, forks))


def _say_page(path: Path, digest: Digest, *, as_json: bool) -> None:
    if as_json:
        show_json({"page": str(path), "digest": digest})
        return
    fields([(_("file"), str(path)), (_("digest"), digest)])


def _roots(files: Sequence[Path]) -> tuple[x509.Certificate, ...]:
    return tuple(certificate for file in files for certificate in _certificates(file))


def _certificates(file: Path) -> tuple[x509.Certificate, ...]:
    """Read what the reader trusts, out of text: a bundle has certificates in it, too."""
    data = file.read_bytes()
    if b"\0" in data:
        raise FormatError("{file} is not a text file of certificates", file=file)
    return read_certificates(data)


def _key(name: str) -> Key:
    try:
        return parse_key(name)
    except FormatError as error:
        raise click.UsageError(
            error_words(error), click.get_current_context(silent=True)
        ) from error


def _verified(file: Path, roots: Sequence[x509.Certificate], keys: Sequence[Key]) -> Report:
    with bar(_("verifying")) as advance:
        return verify_bundle(file, roots=roots, signers=keys, now=Clock().now(), progress=advance)


def _forks(files: Sequence[Path]) -> list[Fork]:
    """Compare each bundle with each; those that cannot be compared are named."""
    found = []
    for first, second in combinations(files, 2):
        try:
            found.append((first, second, find_fork(first, second)))
        except BozzettoError as error:
            words = _("{first} and {second} were not compared", first=first, second=second)
            note(f"{words}: {error_words(error)}")
    return found


def _show_fork(fork: Fork) -> None:
    first, second, findings = fork
    say()
    if not findings:
        say(_("{first} and {second} do not contradict each other", first=first, second=second))
        return
    say(_("{first} and {second} contradict each other:", first=first, second=second))
    for finding in findings:
        say(f"  {finding_words(finding)}")


def _code(reports: Sequence[Report], forks: Sequence[Fork]) -> int:
    if any(findings for _first, _second, findings in forks):
        return ExitCode.ALTERED
    for verdict in _WORST:
        if any(report.verdict is verdict for report in reports):
            return verdict.exit_code
    return ExitCode.OK


def _value(files: Sequence[Path], reports: Sequence[Report], forks: Sequence[Fork]) -> JSON:
    listed: list[JSON] = [
        {"file": str(file), "report": report.to_value()}
        for file, report in zip(files, reports, strict=True)
    ]
    compared: list[JSON] = [
        {
            "first": str(first),
            "second": str(second),
            "findings": [finding.to_value() for finding in findings],
        }
        for first, second, findings in forks
    ]
    return {"exit": _code(reports, forks), "reports": listed, "compared": compared}
