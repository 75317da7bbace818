"""Logs of any content, written past the recorder, and read again in the plainest way.

The catalogue does not ask whether an entry is signed or well-formed, so neither do these. The
reading here shares nothing with the catalogue's own: it holds all entries in memory, and
answers each question by looking at all of them.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bozzetto.record import ChainSort, Digest, moment_of
from bozzetto.studio import Database
from bozzetto.studio.database import EntryRow

__all__ = ["Log", "Naive", "NaiveWork", "asset", "digest"]

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEPARATORS = ",;|，、。；\0"
SORTS = {"studio": ChainSort.STUDIO, "anchors": ChainSort.ANCHOR}


def digest(name):
    """Make a digest of any name."""
    return Digest("sha256:" + hashlib.sha256(str(name).encode()).hexdigest())


def asset(name, kind="image/png"):
    """Make an asset of any name."""
    return {"digest": digest(name), "size": 3, "type": kind}


class Log:
    """A studio's database that is written line by line."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.entries: list[dict] = []  # as they stand in the lines, with "digest"
        self._lengths: dict[str, int] = {}  # of chains, by name

    def text(self, opened, words):
        """Commit to a text, and open it."""
        commitment = digest(["salt", words])
        opened[commitment] = ["salt", words]
        return {"text": commitment}

    def add(self, chain, kind, body=None, opened=None, *, person=None, minutes=7):
        """Write one entry into the chain of that name; return its digest."""
        place = len(self.entries)
        number = self._lengths.get(chain, 0)
        event = {
            "kind": kind,
            "chain": digest(f"{chain} 0") if number else None,
            "number": number,
            "at": moment_of(START + timedelta(minutes=minutes * place)),
            "seen": "stated",
            "by": {"person": person} if person else {"tool": "t", "version": "1"},
            "body": body or {},
        }
        line = json.dumps({"event": event, "open": opened or {}, "signatures": []}).encode()
        made = digest(f"{chain} {number}")
        self.write(chain, made, line + b"\n")
        self.entries.append({**event, "open": opened or {}, "digest": made, "place": place})
        return made

    def write(self, chain, made, line):
        """Write a line, whatever it is."""
        number = self._lengths.get(chain, 0)
        with self.database.writing():
            if number:
                row = self.database.chain_id(digest(f"{chain} 0"))
            else:
                row = self.database.add_chain(made, SORTS.get(chain, ChainSort.WORK))
            place = self.database.size()
            key = bytes.fromhex(made[7:])
            self.database.add([EntryRow(place, key, line, row, number)])
        self._lengths[chain] = number + 1

    def skip(self, chain, line):
        """Write a line that no reader can read."""
        self.write(chain, digest(f"{chain} {self._lengths.get(chain, 0)}"), line)
        self.entries.append({})


@dataclass
class NaiveWork:
    """What all entries of a work say."""

    digest: str
    title: str = ""
    entries: list[dict] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    people: set[str] = field(default_factory=set)

    def pictures(self):
        """List the pictures that came, newest last, as (place, position, made, digest)."""
        found = []
        for entry in self.entries:
            body = entry["body"]
            came = {
                "output.received": body.get("assets"),
                "edit.made": [body.get("after")],
                "material.added": [body.get("asset")],
            }.get(entry["kind"], [])
            found += [
                (entry["place"], position, entry["kind"] != "material.added", one["digest"])
                for position, one in enumerate(came)
                if one["type"].startswith("image/")
            ]
        return found

    def corrected(self):
        """Return the entries that are corrected later on."""
        return {
            (entry["body"]["corrects"])
            for entry in self.entries
            if entry["kind"] == "entry.corrected"
        }

    def said(self, entry):
        """Return the text of a remark, nothing where it is withheld."""
        return entry["open"].get(entry["body"]["text"]["text"], ["", ""])[1]

    def state(self):
        """Tell the state."""
        standing = [entry for entry in self.entries if entry["digest"] not in self.corrected()]
        remarks = [self.said(entry) for entry in standing if entry["kind"] == "comment.made"]
        if any(words.startswith("dispute:") for words in remarks):
            return "disputed"
        if any(entry["kind"] == "work.released" for entry in standing):
            return "released"
        return "milestone" if any(words.startswith("milestone:") for words in remarks) else "draft"

    def cover(self, gone):
        """Find the cover's digest, None where there is no picture left."""
        pictures = [picture for picture in self.pictures() if picture[3] not in gone]
        last = {picture[3]: picture for picture in pictures}
        made = {picture[3] for picture in pictures if picture[2]}
        for entry in reversed(self.entries):
            is_out = entry["kind"] == "work.released" and entry["digest"] not in self.corrected()
            if is_out and entry["body"]["asset"] in last:
                return entry["body"]["asset"]
        chosen = {}
        for entry in self.entries:
            if entry["kind"] == "choice.made":
                known = {picture[3] for picture in self.pictures() if picture[0] < entry["place"]}
                for one in entry["body"]["among"]:
                    chosen.pop(one, None)
                for one in set(entry["body"]["chosen"]) & known:
                    chosen[one] = entry["place"]
        left = [one for one in chosen if one in last]
        if left:
            return min(left, key=lambda one: (-chosen[one], last[one][1]))
        if not last:
            return None
        return min(last, key=lambda one: (one not in made, -last[one][0], last[one][1]))


@dataclass
class Naive:
    """All works, read in the plainest way."""

    works: dict[str, NaiveWork] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, entries):
        """Read all entries."""
        made = cls()
        for entry in filter(None, entries):
            made.take(entry)
        return made

    def take(self, entry):
        """Take one entry in."""
        body = entry["body"]
        words = {key: pair[1] for key, pair in entry["open"].items()}
        if entry["kind"] == "person.joined":
            self.names[body["key"]] = words[body["name"]["text"]]
        if entry["kind"] == "key.replaced" and body["old"] in self.names:
            self.names[body["new"]] = self.names[body["old"]]
        chain = entry["chain"] or entry["digest"]
        if entry["kind"].startswith(("person.", "key.", "studio.", "anchors.", "time.")):
            return
        work = self.works.setdefault(chain, NaiveWork(chain, chain))
        work.entries.append(entry)
        title = words.pop(body["title"]["text"]) if entry["kind"] == "work.opened" else None
        work.title = title or work.title
        work.texts += words.values()
        work.people |= {*body.get("people", [])}
        if "person" in entry["by"]:
            work.people.add(entry["by"]["person"])
        for value in body.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and "size" in one:
                    self.gone.discard(one["digest"])
        if entry["kind"] == "bytes.erased":
            self.gone |= set(body["assets"])

    def newest_first(self):
        """List the works, the one with the newest entry first."""
        return sorted(self.works.values(), key=lambda work: -work.entries[-1]["place"])

    def find(self, word):
        """Find the works that have a word, by where each has it."""
        found = {}
        for work in self.newest_first():
            people = [self.names.get(key, "") for key in work.people]
            if word in work.title.casefold():
                found[work.digest] = "title"
            elif any(word in name.casefold() for name in people):
                found[work.digest] = "person"
            elif any(word in text.casefold() for text in work.texts):
                found[work.digest] = "words"
        return found
