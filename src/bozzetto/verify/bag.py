"""The bag: every file is there, is listed, and is what the manifest says (step 1).

Each member is read once, in pieces, and hashed; the digests serve the assets' check later, so
that nothing is hashed twice. A file whose name the format does not know is a failure: a bundle
has no place in which something can ride along unseen.
"""

import hashlib
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from bozzetto.errors import FormatError
from bozzetto.record import Digest
from bozzetto.verify.container import Container
from bozzetto.verify.findings import Findings
from bozzetto.verify.tree import is_tile

__all__ = ["MAX_TAG_BYTES", "Files", "Progress", "check_bag", "check_info"]

CHUNK = 1 << 20  # bytes hashed at once: memory does not grow with the file
MAX_TAG_BYTES = 32 << 20  # of a manifest: 100,000 lines of 64 digits and the longest name

# Told after every chunk: bytes hashed so far, and bytes in all.
Progress = Callable[[int, int], None]

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
TAGS = ("bagit.txt", INFO, MANIFEST, TAG_MANIFEST)

# What every bundle has; its tiles, tokens and assets are asked for by the later steps.
REQUIRED = (
    *TAGS,
    "data/record.jsonl",
    "data/log/checkpoint",
    "data/log/index",
    "data/withheld.json",
    "data/README.txt",
)
# For reading. No signature covers them: only the bag's own manifest speaks for them.
UNPROVEN = ("data/README.txt", "data/dossier.pdf", "data/verify.html")

_KNOWN = re.compile(
    r"data/time/[0-9a-f]{64}\.(?:tsr|pem|crl|cer|bin)"
    r"|data/assets/[0-9a-f]{64}\.[a-z0-9]{1,8}"
)
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]{1,255})")
_INFO_LINE = re.compile(r"([A-Za-z][A-Za-z-]*): ([^\r\n]+)")


@dataclass(frozen=True, slots=True)
class Files:
    """What lies in the bag, by path in it."""

    digests: dict[str, Digest]  # of each file's bytes, as they were found
    info: dict[str, str] = field(default_factory=dict)  # bag-info.txt


def check_bag(container: Container, findings: Findings, progress: Progress | None = None) -> Files:
    """Step 1: check that the bag is complete and that every digest matches."""
    digests = _hash_all(container, findings, progress)
    for name in REQUIRED:
        if name not in container:
            findings.add("file.missing", name)
    for name in container.members:
        if name not in (*REQUIRED, *UNPROVEN) and not _is_known(name):
            findings.add("file.unknown", name)
    payload = {name for name in digests if name.startswith("data/")}
    _check_manifest(container, findings, MANIFEST, digests, payload)
    _check_manifest(container, findings, TAG_MANIFEST, digests, set(TAGS) - {TAG_MANIFEST})
    if "bagit.txt" in container and digests["bagit.txt"] != _digest(DECLARATION):
        findings.add("bag.malformed", "bagit.txt")
    for name in UNPROVEN:
        if name in container:
            findings.add("file.unproven", name)
    return Files(digests, _read_info(container, findings))


def _is_known(name: str) -> bool:
    """Whether a bundle may have such a file; whether this one needs it is for later steps."""
    return _KNOWN.fullmatch(name) is not None or is_tile(name)


def check_info(
    container: Container, files: Files, findings: Findings, work: Digest | None, newest: str
) -> None:
    """Hold ``bag-info.txt`` to the record: step 1, once the record is known.

    Args:
        container: The bundle.
        files: What lies in it.
        findings: Where to say what is found.
        work: The first entry of the work's chain, None where there is none.
        newest: The latest ``at`` in the record; empty where there is none.
    """
    payload = [each for each in container.members.values() if each.name.startswith("data/")]
    oxum = f"{sum(member.size for member in payload)}.{len(payload)}"
    wanted = {"Payload-Oxum": oxum, "Bagging-Date": newest[:10]}
    if work is not None:
        wanted["External-Identifier"] = work
    for label, want in wanted.items():
        got = files.info.get(label, "")
        if INFO in container and want and got != want:
            findings.add("bag.contradicted", f"{INFO}, {label}", want=want, got=got)


def _hash_all(
    container: Container, findings: Findings, progress: Progress | None
) -> dict[str, Digest]:
    total = sum(member.size for member in container.members.values())
    done = 0
    digests: dict[str, Digest] = {}
    for name, member in container.members.items():
        hashing, crc = hashlib.sha256(), 0
        with container.open(name) as source:
            while chunk := source.read(CHUNK):
                hashing.update(chunk)
                crc = zlib.crc32(chunk, crc)
                done += len(chunk)
                if progress is not None:
                    progress(done, total)
        digests[name] = Digest(f"sha256:{hashing.hexdigest()}")
        if crc != member.crc:
            findings.add("file.damaged", name, want=f"{member.crc:08x}", got=f"{crc:08x}")
        findings.check(1)
    return digests


def _check_manifest(
    container: Container,
    findings: Findings,
    name: str,
    digests: dict[str, Digest],
    expected: set[str],
) -> None:
    """Compare one manifest with what was found; `expected` are the files it must list."""
    if name not in container:
        return
    try:
        listed = _parse_manifest(container.read(name, MAX_TAG_BYTES))
    except FormatError as error:
        findings.add("bag.malformed", name, error=error)
        return
    for path, want in listed.items():
        if path not in digests:
            if path not in REQUIRED:  # said already
                findings.add("file.missing", path)
        elif digests[path] != want:
            findings.add("file.altered", path, want=want, got=digests[path])
    for path in sorted((expected & digests.keys()) - listed.keys()):
        findings.add("file.unlisted", path)
    # The payload's manifest is of the payload, the other of the tag files: whether there or not.
    payload = name == MANIFEST
    for path in sorted(listed):
        if not (path.startswith("data/") if payload else path in expected):
            findings.add("bag.malformed", name, got=path)


def _parse_manifest(data: bytes) -> dict[str, Digest]:
    """Read a manifest, RFC 8493 section 2.1.3, in the one spelling that is written."""
    listed: dict[str, Digest] = {}
    for number, line in enumerate(_lines(data), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise FormatError(
                "line {number} is no digest and path: {line!r}", number=number, line=line[:80]
            )
        if match[2] in listed:
            raise FormatError("{path} is listed twice", path=match[2])
        listed[match[2]] = Digest(f"sha256:{match[1]}")
    return listed


def _read_info(container: Container, findings: Findings) -> dict[str, str]:
    if INFO not in container:
        return {}
    try:
        return _parse_info(container.read(INFO, MAX_TAG_BYTES))
    except FormatError as error:
        findings.add("bag.malformed", INFO, error=error)
        return {}


def _parse_info(data: bytes) -> dict[str, str]:
    """Read ``bag-info.txt``, RFC 8493 section 2.2.2: one line a label, no label twice."""
    info: dict[str, str] = {}
    for line in _lines(data):
        match = _INFO_LINE.fullmatch(line)
        if match is None or match[1] in info:
            raise FormatError("not a line of bag-info.txt: {line!r}", line=line[:80])
        info[match[1]] = match[2]
    return info


def _lines(data: bytes) -> list[str]:
    try:
        *lines, last = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise FormatError("not UTF-8 at byte {at}", at=error.start) from error
    if last:
        raise FormatError("the last line does not end")
    return lines


def _digest(data: bytes) -> Digest:
    return Digest(f"sha256:{hashlib.sha256(data).hexdigest()}")
