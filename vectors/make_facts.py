"""Make the test vectors of facts, one file a work: ``python -m vectors.make_facts``.

Each holds a record line by line, the interval of each line, and the facts of the work as
docs/formats/facts.md has them. Keys, salts and times are fixed, and everything is the same at
every run.
"""

import json
from pathlib import Path

from bozzetto.record import JSONObject
from bozzetto.story import Step, tell
from vectors.facts_book import Book
from vectors.facts_words import WORDS
from vectors.facts_works import WORKS

__all__ = ["cases", "main", "text"]

PLACE = Path(__file__).parent


def cases() -> dict[str, JSONObject]:
    """Make every case, by its path below the folder of vectors."""
    return {
        f"facts/{name}.json": _case(desc, make())
        for name, (desc, make) in sorted({**WORDS, **WORKS}.items())
    }


def text(case: JSONObject) -> str:
    """Write a case as it stands in its file."""
    return json.dumps(case, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write every case, and remove the files of cases that are no more."""
    made = cases()
    for old in (PLACE / "facts").rglob("*.json"):
        if old.relative_to(PLACE).as_posix() not in made:
            old.unlink()
    for path, case in made.items():
        (PLACE / path).parent.mkdir(parents=True, exist_ok=True)
        (PLACE / path).write_text(text(case), encoding="utf-8", newline="\n")


def _case(desc: str, book: Book) -> JSONObject:
    entries = book.entries()
    steps = [Step(entry, place, book.interval(place, entry)) for place, entry in enumerate(entries)]
    studio = [step for step in steps if book.studio in {step.digest, step.entry.event.chain}]
    work = [step for step in steps if book.work in {step.digest, step.entry.event.chain}]
    return {
        "desc": desc,
        "facts": tell(studio, work).to_value(),
        "intervals": [str(step.interval) for step in steps],
        "lines": [entry.line.decode() for entry in entries],
    }


if __name__ == "__main__":
    main()
