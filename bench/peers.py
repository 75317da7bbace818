"""Side by side with other logs on PyPI: durable entries a second, at three batch sizes.

Bozzetto signs every entry; none of these does. attestroot never syncs, so its entries are not
durable: its figure is its own. memattest and attestroot have no batches.
"""

import importlib
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.entries import drafts, new_studio
from bench.measure import Bar, Figure, interleaved, middle, rate

__all__ = ["peer_figures"]

LINE = 1024  # bytes
BATCHES = (1, 100, 1000)

Append = Callable[[int], object]  # appends so many entries, durably


def _payload() -> bytes:
    return secrets.token_hex(LINE // 2).encode()


def _bozzetto(folder: Path) -> Append:
    studio = new_studio(folder)
    work = studio.open_work("peers")
    return lambda count: studio.record(*drafts(work, count))


def _pymerkle(folder: Path) -> Append:
    tree = _load("pymerkle").SqliteTree(str(folder / "pymerkle.db"))

    def append(count: int) -> None:
        if count == 1:
            tree.append_entry(_payload())
        else:
            tree.append_entries([_payload() for _ in range(count)])

    return append


def _aics_tlog(folder: Path) -> Append:
    module = _load("aics_tlog")
    writer = module.IncrementalTileWriter(module.DirectoryTileStore(folder / "aics"))
    return lambda count: writer.append([_payload() for _ in range(count)])


def _attestroot(folder: Path) -> Append:
    os.environ["ATTESTROOT_HOME"] = str(folder / "attestroot")
    ledger = _load("attestroot.ledger")

    def append(count: int) -> None:
        for _ in range(count):
            data = _payload().decode()
            assert ledger.append_event("bench", {"type": "x", "data": data}, data.encode())

    return append


def _memattest(folder: Path) -> Append:
    core = _load("memattest.core")
    watched = folder / "memory"
    watched.mkdir()
    path = watched / "note.md"
    path.write_bytes(_payload())
    attest = core.MemAttest(watched)
    attest.init()

    def append(count: int) -> None:
        for _ in range(count):
            path.write_bytes(_payload())
            attest.record(path)

    return append


def _ledgerchain(folder: Path) -> Append:
    module, sql, orm = _load("ledgerchain"), _load("sqlalchemy"), _load("sqlalchemy.orm")
    engine = sql.create_engine(f"sqlite:///{folder / 'ledgerchain.db'}")
    module.create_all(engine)

    def append(count: int) -> None:
        with orm.Session(engine) as session:
            for _ in range(count):
                module.LedgerWriter.append(
                    session,
                    event_type="bench",
                    payload={"data": _payload().decode()},
                    actor={"kind": "bench"},
                    tenant_id="bench",
                )
            session.commit()

    return append


def _load(name: str) -> ModuleType | Any:  # noqa: ANN401  # has no types
    return importlib.import_module(name)


PEERS: dict[str, Callable[[Path], Append]] = {
    "bozzetto": _bozzetto,
    "pymerkle": _pymerkle,
    "aics-tlog": _aics_tlog,
    "attestroot (never syncs)": _attestroot,
    "ledgerchain": _ledgerchain,
    "memattest": _memattest,
}


def peer_figures(folder: Path) -> tuple[list[Figure], list[str]]:
    """Measure all, and return Bozzetto's ratio to the best peer, and the table."""
    ready: dict[str, Append] = {}
    failed: dict[str, str] = {}
    for name, start in PEERS.items():
        try:
            ready[name] = start(folder)
            ready[name](1)
        except Exception as error:  # noqa: BLE001  # somebody else's program: it says what
            failed[name] = f"{type(error).__name__}: {error}"
    rates = {batch: _rates(ready, batch) for batch in BATCHES}
    figures = []
    for batch, found in rates.items():
        others = {name: value for name, value in found.items() if name != "bozzetto"}
        best = max(others, key=lambda name: others[name])
        figures.append(
            Figure(
                f"batches of {batch}: bozzetto : the fastest peer, {best}",
                found["bozzetto"] / others[best],
                "×",
                f"{found['bozzetto']:,.0f}/s against {others[best]:,.0f}/s",
                Bar("> 1", least=1.0),
            )
        )
    rows = [
        f"| {name} | " + " | ".join(f"{rates[batch][name]:,.0f}" for batch in BATCHES) + " |"
        for name in ready
    ]
    rows += [f"| {name} | did not run: {json.dumps(why)} | | |" for name, why in failed.items()]
    return figures, ["| log | batch 1 | batch 100 | batch 1000 |", "|---|---|---|---|", *rows]


def _rates(ready: dict[str, Append], batch: int) -> dict[str, float]:
    """Return entries a second by log. memattest reads its whole log again at each entry."""
    turns = {1: 300, 100: 10, 1000: 3}[batch]

    def side(name: str) -> Callable[[], float]:
        slow = name == "memattest"
        count, times = (1, 20) if slow else (batch, turns)
        append = ready[name]
        return lambda: rate(lambda: [append(count) for _ in range(times)], count * times)

    found = interleaved(3, *(side(name) for name in ready))
    return {name: middle(values) for name, values in zip(ready, found, strict=True)}
