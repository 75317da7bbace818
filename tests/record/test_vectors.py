import base64
import json
from pathlib import Path

import pytest

from bozzetto.errors import FormatError, VerificationError
from bozzetto.log import Edge, leaf_hash
from bozzetto.record import (
    Entry,
    Standing,
    Text,
    assets_in,
    canonical,
    commitments_in,
    digest_bytes,
    digest_of,
    parse,
    verify_next,
)
from vectors.make_record import cases, text

PLACE = Path(__file__).parents[2] / "vectors"
ERRORS = {"format": FormatError, "verification": VerificationError}


def read(folder):
    """Read the cases of a folder, each under its name."""
    paths = sorted((PLACE / "record" / folder).glob("*.json"))
    return [pytest.param(json.loads(path.read_text("utf-8")), id=path.stem) for path in paths]


def data(case):
    """Give the bytes of a case's line."""
    return base64.b64decode(case["base64"]) if "base64" in case else case["line"].encode()


def check(case, outcome):
    """Hold what `outcome` returns, or its error, to the case."""
    if "error" in case:
        with pytest.raises(ERRORS[case["error"]]):
            outcome()
    else:
        assert outcome() == case["ok"]


def check_lines(case, follow, state, outcome):
    """Take a case's lines one by one; an error shows at the line that is named, and not before."""
    *lines, last = [Entry.parse(line.encode()) for line in case["lines"]]
    for entry in lines:
        entry.verify_signatures()
        state = follow(state, entry)
    last.verify_signatures()
    assert case.get("at", len(lines)) == len(lines)
    check(case, lambda: outcome(follow(state, last)))


def test_files_are_what_is_made():
    """The committed files are those that the maker makes, to the byte, and no others."""
    made = {path: text(case) for path, case in cases().items()}
    files = {
        path.relative_to(PLACE).as_posix(): path.read_text("utf-8")
        for path in (PLACE / "record").rglob("*.json")
    }
    assert files == made


def test_cases_are_many_and_mostly_refusals():
    """There are more cases that must be refused than others."""
    refusals = [case for case in cases().values() if "error" in case]
    assert len(refusals) > 80
    assert len(refusals) * 2 > len(cases())


@pytest.mark.parametrize("case", read("canonical"))
def test_canonical(case):
    """A value has one spelling, and its digest is that of the spelling."""
    check(case, lambda: {"digest": digest_of(canonical(parse(data(case))))})


@pytest.mark.parametrize("case", [each for each in read("commitment") if "salt" in each.values[0]])
def test_commitment(case):
    """A text is committed to under its salt."""
    check(case, lambda: {"digest": Text(case["salt"], case["text"]).digest})


@pytest.mark.parametrize("case", [each for each in read("commitment") if "body" in each.values[0]])
def test_body(case):
    """Commitments and assets are found in a body by their form."""
    body = parse(canonical(case["body"]))
    check(
        case,
        lambda: {
            "assets": [asset.digest for asset in assets_in(body)],
            "commitments": commitments_in(body),
        },
    )


@pytest.mark.parametrize("case", read("entry"))
def test_entry(case):
    """A line is read, and its signatures are verified."""

    def outcome():
        entry = Entry.parse(data(case))
        entry.verify_signatures()
        assert entry.line.removesuffix(b"\n") == data(case).removesuffix(b"\n")
        return {
            "digest": entry.digest,
            "kind": entry.event.kind,
            "payload": digest_of(entry.payload),
            "signed": [signature.key for signature in entry.signatures],
            "texts": {each.digest: each.text for each in entry.texts},
            "withheld": entry.withheld(),
        }

    check(case, outcome)


def head_value(head):
    """Write a head as the cases have it."""
    return {
        "chain": head.chain,
        "digest": head.digest,
        "number": head.number,
        "sort": head.sort.value,
    }


CHAINS = [each for each in read("intact") if each.id.endswith("chain")]


@pytest.mark.parametrize("case", [*read("chain"), *CHAINS])
def test_chain(case):
    """Each entry follows the one before it."""
    check_lines(
        case,
        lambda head, entry: verify_next(head, entry, sparse=case["sparse"]),
        None,
        head_value,
    )


def standing_value(standing):
    """Write a standing as the cases have it."""
    return {
        "devices": sorted(standing.devices),
        "owner": standing.owner,
        "people": sorted(standing.people),
        "retired": sorted(standing.retired),
    }


@pytest.mark.parametrize("case", read("standing"))
def test_standing(case):
    """Whoever signs may sign."""
    check_lines(case, Standing.after, Standing(), standing_value)


def test_intact_record():
    """The whole small studio holds: signatures, standing, the log's root and the assets."""
    case = json.loads((PLACE / "record/intact/record.json").read_text("utf-8"))
    held = json.loads((PLACE / "record/intact/assets.json").read_text("utf-8"))["assets"]
    standing, leaves, named = Standing(), [], set()
    for line in case["lines"]:
        entry = Entry.parse(line.encode())
        entry.verify_signatures()
        standing = standing.after(entry)
        leaves.append(leaf_hash(digest_bytes(entry.digest)))
        named |= {asset.digest for asset in assets_in(entry.event.body)}
    edge, _ = Edge().extend(leaves)
    found = standing_value(standing) | {"root": edge.root().hex(), "size": len(leaves)}
    assert found == case["ok"]
    assert all(digest_of(base64.b64decode(held[digest])) == digest for digest in held)
    assert set(held) <= named
