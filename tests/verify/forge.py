"""A forger's tools: take a bundle apart, change it, and put it together again.

``careless`` leaves the manifests as they were; ``careful`` makes them again, so that only what
is signed, hashed into the log or stamped can still tell.
"""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

from bozzetto.record import Entry
from bozzetto.verify import Report, Verdict, verify_bundle

RECORD = "data/record.jsonl"
INDEX = "data/log/index"

Members = dict[str, bytes]


def take_apart(path: Path) -> Members:
    """Read all members of a bundle."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_together(members: Members, path: Path) -> Path:
    """Write a ZIP of the layout that bundles have."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return path


def careful(members: Members) -> Members:
    """Make both manifests and the payload's sum again."""
    payload = {name: data for name, data in members.items() if name.startswith("data/")}
    made = dict(members)
    if "bag-info.txt" in made:
        oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}".encode()
        lines = made["bag-info.txt"].splitlines()
        made["bag-info.txt"] = b"".join(
            (oxum if line.startswith(b"Payload-Oxum") else line) + b"\n" for line in lines
        )
    if "manifest-sha256.txt" in made:
        made["manifest-sha256.txt"] = manifest(payload)
    tags = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
    if "tagmanifest-sha256.txt" in made:
        made["tagmanifest-sha256.txt"] = manifest({name: made[name] for name in tags})
    return made


def manifest(members: Members) -> bytes:
    """Spell a manifest."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in members.items())
    return "".join(lines).encode()


def forged(bundle: Path, folder: Path, change: Callable[[Members], None]) -> Report:
    """Change a bundle as a careful forger does, and verify it."""
    members = take_apart(bundle)
    change(members)
    return verify_bundle(put_together(careful(members), folder / "forged.zip"))


def relined(
    bundle: Path, folder: Path, change: Callable[[list[bytes], list[bytes]], None]
) -> Report:
    """Change the lines of the record and of the index, carefully, and verify."""

    def reline(members: Members) -> None:
        lines = members[RECORD].splitlines(keepends=True)
        indexes = members[INDEX].splitlines(keepends=True)
        change(lines, indexes)
        members[RECORD], members[INDEX] = b"".join(lines), b"".join(indexes)

    return forged(bundle, folder, reline)


def line_of(bundle: Path, kind: str, nth: int = 0) -> tuple[int, Entry]:
    """Find the place, from 0, and the entry of the nth line of a kind."""
    entries = [Entry.parse(line) for line in take_apart(bundle)[RECORD].splitlines(keepends=True)]
    return [pair for pair in enumerate(entries) if pair[1].event.kind == kind][nth]


def flip(data: bytes, at: int | None = None) -> bytes:
    """Flip one bit, in the middle unless told otherwise."""
    place = len(data) // 2 if at is None else at
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def codes(report: Report) -> set[str]:
    """Give the codes of what a report found, notes left out."""
    return {finding.code for finding in report.findings if finding.severity.value != "note"}


def notes(report: Report) -> dict[str, str]:
    """Give what a report notes, by code: the last value it got."""
    return {each.code: each.got for each in report.findings if each.severity.value == "note"}


def places(report: Report, code: str) -> str:
    """Give all places at which a code was found, and the tiles or values it names."""
    found = [each for each in report.findings if each.code == code]
    return "\n".join(f"{each.where} {each.want} {each.got}" for each in found)


def is_intact(report: Report) -> bool:
    """Tell whether a report calls the bundle intact, whoever signed."""
    return report.verdict in (Verdict.INTACT, Verdict.INTACT_UNKNOWN_SIGNER)
