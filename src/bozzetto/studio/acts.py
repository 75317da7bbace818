"""Acts: what people say about a work, and do in it by hand.

Each is one entry, known as ``stated``, and signed by the key of the person whose act it is:
the owner, where nobody else is named. The record says that somebody said so, and not that it
is true. Nothing is ever taken back: what was wrong is corrected, and both stay.
"""

from collections.abc import Sequence

from bozzetto.errors import StudioError
from bozzetto.record import Actor, Digest, JSONObject, Key, Moment, Seen, Text
from bozzetto.studio.choices import choice_that_restores, read_choices
from bozzetto.studio.holdings import Holdings
from bozzetto.studio.program import Program, Source, observed_at
from bozzetto.studio.recorder import Draft, Recorded

__all__ = ["DISPUTE", "MILESTONE", "UNDONE", "Acts"]

# How a remark about the work itself begins that changes its state: the page shows it
MILESTONE = "milestone: "  # and the milestone's name
DISPUTE = "dispute: "  # and what is disputed, and by whom
UNDONE = "undone"  # what a correction says where the person gave no other words


class Acts(Holdings):
    """One work of a studio, as far as people act in it."""

    def state_intent(
        self,
        words: str,
        *,
        targets: Sequence[Digest] = (),
        dimensions: Sequence[str] = (),
        person: Key | None = None,
    ) -> Recorded:
        """Record what the author wants, and why.

        Args:
            words: In the author's own words.
            targets: The assets or entries that it is about.
            dimensions: What it changes: some of ``record.DIMENSIONS``.
            person: Whose act it is.
        """
        self.need_things(targets)
        text = self.studio.text(words)
        body: JSONObject = {"text": text.to_value()}
        if targets:
            body["targets"] = list(targets)
        if dimensions:
            body["dimensions"] = list(dimensions)
        return self._state("intent.stated", body, [text], person)

    def add_material(
        self,
        source: Source,
        *,
        role: str,
        origin: str,
        note: str | None = None,
        person: Key | None = None,
        observed: Moment | None = None,
    ) -> Recorded:
        """Record a file that goes into the work: a sketch, a photo, a reference, a mask."""
        body: JSONObject = {
            "asset": self.take(source).to_value(),
            "role": role,
            "origin": origin,
            **observed_at(observed),
        }
        return self._state("material.added", body, self._optional(body, note=note), person)

    def choose(
        self,
        among: Sequence[Digest],
        *,
        chosen: Sequence[Digest] = (),
        rejected: Sequence[Digest] = (),
        reason: str | None = None,
        person: Key | None = None,
        observed: Moment | None = None,
    ) -> Recorded:
        """Record a choice. What is in neither list is undecided; nothing is removed."""
        self.need_assets([*among, *chosen, *rejected])
        body: JSONObject = {
            "among": [*among],
            "chosen": [*chosen],
            "rejected": [*rejected],
            **observed_at(observed),
        }
        return self._state("choice.made", body, self._optional(body, reason=reason), person)

    def undo(
        self, choice: Digest, words: str | None = None, *, person: Key | None = None
    ) -> list[Recorded]:
        """Record that a choice was wrong, and a choice that restores what stood before it.

        Each of its candidates becomes again what the choices before it had made of it. Both
        entries are recorded, or none.

        Args:
            choice: The entry of the choice.
            words: Why, in free words.
            person: Whose act it is.

        Raises:
            StudioError: the work has no such entry, or it is no choice.
        """
        self.need_entries([choice])
        chain = self.studio.database.chain_id(self.digest)
        choices = read_choices(line for _, line in self.studio.database.lines(chain))
        index = next((i for i, (known, _) in enumerate(choices) if known == choice), None)
        if index is None:
            raise StudioError(
                "the entry {digest} is no choice: only a choice is undone", digest=choice
            )
        before = [known for _, known in choices[:index]]
        restoring = choice_that_restores(before, choices[index][1])
        text = self.studio.text(words or UNDONE)
        body: JSONObject = {"corrects": choice, "text": text.to_value()}
        return self.studio.record(
            self._draft("entry.corrected", body, [text], person),
            self._draft("choice.made", restoring.to_body(), [], person),
        )

    def record_edit(
        self,
        before: Sequence[Digest],
        after: Source,
        *,
        program: Program,
        dimensions: Sequence[str] = (),
        note: str | None = None,
        project: Source | None = None,
        person: Key | None = None,
        observed: Moment | None = None,
    ) -> Recorded:
        """Record what a person changed in a picture by hand.

        Args:
            before: The assets that it was made from.
            after: The picture as it is now.
            program: What it was edited with.
            dimensions: What was changed: some of ``record.DIMENSIONS``.
            note: What was changed, and why.
            project: The program's own file, with its layers.
            person: Whose act it is.
            observed: When a tool's own part saw it, where that handed it over later.
        """
        self.need_assets(before)
        body: JSONObject = {
            "before": [*before],
            "after": self.take(after).to_value(),
            "tool": program.to_value(),
            "dimensions": [*dimensions],
            **observed_at(observed),
        }
        if project is not None:
            body["project"] = self.take(project).to_value()
        return self._state("edit.made", body, self._optional(body, note=note), person)

    def comment(
        self, words: str, about: Sequence[Digest] = (), *, person: Key | None = None
    ) -> Recorded:
        """Record a remark about assets or entries of the work."""
        self.need_things(about)
        text = self.studio.text(words)
        body: JSONObject = {"text": text.to_value(), "about": [*about]}
        return self._state("comment.made", body, [text], person)

    def name_milestone(self, name: str, *, person: Key | None = None) -> Recorded:
        """Record that the work has come so far: a remark about the work itself."""
        return self.comment(MILESTONE + name, [self.digest], person=person)

    def state_dispute(self, words: str, *, person: Key | None = None) -> Recorded:
        """Record that the work is disputed: a remark about the work itself."""
        return self.comment(DISPUTE + words, [self.digest], person=person)

    def correct(self, entry: Digest, words: str, *, person: Key | None = None) -> Recorded:
        """Record that an entry is wrong, and what is right. The entry stays.

        Raises:
            StudioError: the work has no such entry.
        """
        self.need_entries([entry])
        text = self.studio.text(words)
        body: JSONObject = {"corrects": entry, "text": text.to_value()}
        return self._state("entry.corrected", body, [text], person)

    def erase(
        self, assets: Sequence[Digest], reason: str, *, person: Key | None = None
    ) -> Recorded:
        """Record that bytes go, and why; then remove them. Their digests stay.

        Another work that names the same bytes loses them too.
        """
        self.need_assets(assets)
        text = self.studio.text(reason)
        body: JSONObject = {"assets": [*assets], "reason": text.to_value()}
        recorded = self._state("bytes.erased", body, [text], person)
        for digest in assets:
            self.studio.assets.erase(digest)
        return recorded

    def countersign(self, entries: Sequence[Digest], person: Key) -> Recorded:
        """Record that a second person confirms entries, signed by that person's key.

        Raises:
            StudioError: the work has no such entry.
        """
        self.need_entries(entries)
        return self._state("entry.countersigned", {"entries": [*entries]}, [], person)

    def _state(
        self, kind: str, body: JSONObject, texts: Sequence[Text], person: Key | None
    ) -> Recorded:
        """Record what a person says or does by hand."""
        return self.studio.record(self._draft(kind, body, texts, person))[0]

    def _draft(
        self, kind: str, body: JSONObject, texts: Sequence[Text], person: Key | None
    ) -> Draft:
        """Return what a person says or does, to be signed by that person's key."""
        who = person or self.studio.owner
        signers = (self.studio.signer(who),)
        by = Actor(person=who)
        return Draft(kind, body, Seen.STATED, by, signers, self.digest, tuple(texts))

    def _optional(self, body: JSONObject, **words: str | None) -> list[Text]:
        """Put texts that were given into a body, and return them."""
        texts = {name: self.studio.text(said) for name, said in words.items() if said is not None}
        body.update({name: text.to_value() for name, text in texts.items()})
        return list(texts.values())
