"""The roll: whose keys stand now, by the studio chain as far as it was read.

The rules are those of ``record.Standing``. Beside it the roll keeps the devices in the order
in which they joined, a replaced key in its old one's place: the first one whose private half
is here is the device that this studio signs with.

The studio chain also holds the recorder's own life, which changes nobody's standing. Such
entries are passed over by their bytes, unparsed: a studio that was opened ten thousand times
opens as fast as a new one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bozzetto.errors import StudioError
from bozzetto.record import Entry, Key, Standing

__all__ = ["PASSED_OVER", "Roll"]

# Within a JSON string the quotes are escaped, so these bytes are a member of an object; and
# the bodies that change a standing have no member of this name.
PASSED_OVER = b'"kind":"recorder.'


@dataclass(frozen=True, slots=True)
class Roll:
    """Who may sign."""

    standing: Standing = field(default_factory=Standing)
    devices: tuple[Key, ...] = ()  # that stand, in the order in which they joined

    @property
    def owner(self) -> Key:
        """The owner's key.

        Raises:
            StudioError: the studio's first entry was not read.
        """
        if self.standing.owner is None:
            raise StudioError("nobody owns the studio yet")
        return self.standing.owner

    def after(self, entry: Entry) -> "Roll":
        """Verify who signed `entry`, and return who may sign after it.

        Raises:
            VerificationError: as ``Standing.after``.
        """
        standing = self.standing.after(entry)
        if standing is self.standing:
            return self
        body = entry.event.body
        replaced = {body.get("old"): Key(str(body.get("new")))}
        moved = [replaced.get(key, key) for key in self.devices]
        kept = [key for key in moved if key in standing.devices]
        return Roll(standing, (*kept, *sorted(standing.devices - set(kept))))

    def after_lines(self, lines: Iterable[bytes]) -> "Roll":
        """Return who may sign after these lines of the studio chain.

        Raises:
            FormatError: a line is not the one spelling of an entry.
            VerificationError: as ``Standing.after``.
        """
        roll = self
        for line in lines:
            if PASSED_OVER not in line:
                roll = roll.after(Entry.parse(line))
        return roll
