"""The files that the record names, found by digest (step 9).

An asset lies where its digest says, ``data/time/`` for tokens and what is kept beside them,
``data/assets/`` for all others, and its bytes have that digest. The digests were computed in
step 1; nothing is hashed twice.
"""

import re
from dataclasses import dataclass, field

from bozzetto.record import Digest, assets_in
from bozzetto.verify.bag import Files
from bozzetto.verify.container import Container
from bozzetto.verify.findings import Findings
from bozzetto.verify.record import Record
from bozzetto.verify.withheld import FILE as WITHHELD
from bozzetto.verify.withheld import Withheld

__all__ = ["Store", "check_assets", "find_assets"]

_PLACE = re.compile(r"(data/(?:time|assets)/)([0-9a-f]{64})\.([a-z0-9]+)")
_TIME, _ASSETS = "data/time/", "data/assets/"


@dataclass(slots=True)
class Store:
    """Where the record's files are."""

    container: Container
    excused: frozenset[Digest]  # withheld or erased
    paths: dict[Digest, str] = field(default_factory=dict)  # of those that are what they should be
    false: set[Digest] = field(default_factory=set)  # there, and not what their names say


def find_assets(
    container: Container, files: Files, record: Record, declared: Withheld, findings: Findings
) -> Store:
    """Find the files that the record names, and report those that are not what they should be."""
    tokens, kept = _time_assets(record)
    store = Store(container, declared.assets | record.erased)
    for name in sorted(container.members):  # of two files of one asset the first by name is its own
        match = _PLACE.fullmatch(name)
        if match is None or (match[1] == _TIME and match[3] == "pem"):
            continue
        digest = Digest(f"sha256:{match[2]}")
        place = _TIME if digest in tokens | kept else _ASSETS
        right = match[1] == place and (match[3] == "tsr") == (digest in tokens)
        taken = digest in store.paths or digest in store.false
        if digest not in record.promised or not right or taken:
            findings.add("asset.unknown", name)
        elif files.digests[name] != digest:
            findings.add("asset.altered", name, want=digest, got=files.digests[name])
            store.false.add(digest)
        else:
            store.paths[digest] = name
    _find_stray_pem(container, tokens, findings)
    return store


def check_assets(store: Store, record: Record, declared: Withheld, findings: Findings) -> None:
    """Step 9: each asset is present with its digest, or is withheld or erased."""
    findings.check(9, len(record.promised))
    for digest, promise in record.promised.items():
        path = store.paths.get(digest)
        if path is not None:
            size = store.container.members[path].size
            if size != promise.size:
                findings.add("asset.contradicted", promise.where, want=size, got=promise.size)
            if digest in declared.assets:
                findings.add("withheld.shown", WITHHELD, got=digest)
        elif digest in declared.assets:
            findings.add("asset.withheld", promise.where, want=digest)
        elif digest in record.erased:
            findings.add("asset.erased", promise.where, want=digest)
        elif digest not in store.false:
            findings.add("asset.missing", promise.where, want=digest)
    for digest in sorted(declared.assets - record.promised.keys()):
        findings.add("withheld.unknown", WITHHELD, got=digest)


def _time_assets(record: Record) -> tuple[set[Digest], set[Digest]]:
    """List the assets that are tokens, and those that were kept beside tokens."""
    tokens: set[Digest] = set()
    kept: set[Digest] = set()
    for anchor in record.anchors:
        listed = anchor.body["tokens"]
        for token in listed if isinstance(listed, list) else []:
            if isinstance(token, dict):
                tokens.update(asset.digest for asset in assets_in(token["token"]))
                kept.update(asset.digest for asset in assets_in(token["kept"]))
    return tokens, kept


def _find_stray_pem(container: Container, tokens: set[Digest], findings: Findings) -> None:
    """A ``.pem`` belongs to a token: it is compared with it in step 7."""
    for name in container.members:
        match = _PLACE.fullmatch(name)
        if match and match[3] == "pem":
            digest = Digest(f"sha256:{match[2]}")
            if match[1] != _TIME or digest not in tokens:
                findings.add("asset.unknown", name)
