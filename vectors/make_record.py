"""Make the test vectors of the record, one small file a case: ``python -m vectors.make_record``.

What each folder's cases hold is said in docs/formats/record.md section 8. Keys, salts and
times are fixed, and everything is the same at every run.
"""

import base64
import json
from collections.abc import Iterable
from pathlib import Path

from bozzetto.record import (
    JSON,
    ChainSort,
    Entry,
    JSONObject,
    Standing,
    assets_in,
    canonical,
    commitments_in,
    digest_of,
    parse_object,
)
from vectors.record_bodies import SAMPLES
from vectors.record_chains import chains, describe
from vectors.record_entries import entries
from vectors.record_refusals import CANONICAL, COMMITMENTS, SALTED
from vectors.record_steps import STEPS, Case, Step
from vectors.record_story import Book, story

__all__ = ["cases", "main", "text"]

PLACE = Path(__file__).parent


def cases() -> dict[str, JSONObject]:
    """Make every case, by its path below the folder of vectors."""
    book = story()
    groups = {
        "canonical": {name: _canonical(*case) for name, case in CANONICAL.items()},
        "chain": chains(book),
        "commitment": _commitments(),
        "entry": entries(book),
        "intact": _intact(book),
        "standing": _standings(),
    }
    return {
        f"record/{group}/{name}.json": case
        for group, found in groups.items()
        for name, case in found.items()
    }


def text(case: JSONObject) -> str:
    """Write a case as it stands in its file."""
    return json.dumps(case, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write every case, and remove the files of cases that are no more."""
    made = cases()
    for old in (PLACE / "record").rglob("*.json"):
        if old.relative_to(PLACE).as_posix() not in made:
            old.unlink()
    for path, case in made.items():
        (PLACE / path).parent.mkdir(parents=True, exist_ok=True)
        (PLACE / path).write_text(text(case), encoding="utf-8", newline="\n")


def _outcome(error: str | None, ok: JSONObject) -> JSONObject:
    return {"error": error} if error else {"ok": ok}


def _canonical(desc: str, data: bytes, error: str | None) -> JSONObject:
    try:
        given: JSONObject = {"line": data.decode()}
    except UnicodeDecodeError:
        given = {"base64": base64.b64encode(data).decode()}
    return {"desc": desc, **given, **_outcome(error, {"digest": digest_of(data)})}


def _commitments() -> dict[str, JSONObject]:
    found: dict[str, JSONObject] = {}
    for name, (desc, salt, words, error) in SALTED.items():
        ok: JSONObject = {"digest": digest_of(canonical([salt, words]))}
        found[name] = {"desc": desc, "salt": salt, "text": words, **_outcome(error, ok)}
    for name, (desc, body, error) in COMMITMENTS.items():
        ok = {} if error else _named(parse_object(canonical(body)))
        found[name] = {"desc": desc, "body": body, **_outcome(error, ok)}
    return found


def _named(body: JSONObject) -> JSONObject:
    return {
        "assets": [asset.digest for asset in assets_in(body)],
        "commitments": list(commitments_in(body)),
    }


def _standings() -> dict[str, JSONObject]:
    opening, spoken = _book(STEPS["owner-says"].steps).entries
    return {
        **{name: _standing(case) for name, case in STEPS.items()},
        "opened-later": _refused("a studio is opened first", [spoken]),
        "opened-twice": _refused("a studio is opened once", [opening, opening]),
    }


def _book(steps: Iterable[Step]) -> Book:
    book = Book()
    for step in steps:
        book.tell(step.kind, step.draft, step.by, step.signers)
    return book


def _standing(case: Case) -> JSONObject:
    entries = _book(case.steps).entries
    if not case.holds:
        return _refused(case.desc, entries)
    return {"desc": case.desc, "lines": _lines(entries), "ok": _who(entries)}


def _refused(desc: str, entries: list[Entry]) -> JSONObject:
    at = len(entries) - 1
    return {"at": at, "desc": desc, "error": "verification", "lines": _lines(entries)}


def _lines(entries: Iterable[Entry]) -> list[JSON]:
    return [entry.line.decode() for entry in entries]


def _who(entries: list[Entry]) -> JSONObject:
    standing = Standing()
    for entry in entries:
        standing = standing.after(entry)
    return {
        "devices": [*sorted(standing.devices)],
        "owner": standing.owner,
        "people": [*sorted(standing.people)],
        "retired": [*sorted(standing.retired)],
    }


def _intact(book: Book) -> dict[str, JSONObject]:
    lines = _lines(book.entries)
    ok: JSONObject = {**_who(book.entries), "root": book.root().hex(), "size": len(lines)}
    assets: JSONObject = {
        digest: base64.b64encode(data).decode() for digest, data in SAMPLES.items()
    }
    return {
        "anchor-chain": describe("the anchor chain", book.chain(ChainSort.ANCHOR)),
        "assets": {"desc": "bytes of assets that the record names, in base64", "assets": assets},
        "record": {"desc": "all entries in the log's order", "lines": lines, "ok": ok},
        "studio-chain": describe("the studio chain", book.chain(ChainSort.STUDIO)),
        "work-chain": describe("the work chain", book.chain(ChainSort.WORK)),
    }


if __name__ == "__main__":
    main()
