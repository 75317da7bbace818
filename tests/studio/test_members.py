"""Members: who joined and left, by the studio's own word."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.studio import Instruction, Member, Studio
from bozzetto.studio.members import Sort, read_members


def brief(studio):
    """Say of each member: name, sort, role, and whether there."""
    return [
        (member.name, member.sort.value, member.role, member.left is None)
        for member in studio.people.members()
    ]


def test_opening(studio):
    """The owner and the first device are there from the first entry on."""
    at = studio.opening.event.at
    assert studio.people.members() == [
        Member(studio.owner, "Ann", None, Sort.OWNER, at),
        Member(studio.device, "desk", None, Sort.DEVICE, at),
    ]


def test_who_joins_and_leaves(studio):
    """Who left stays in the list, with the time."""
    ben = studio.people.join("Ben", "colourist")
    laptop = studio.people.join_device("laptop")
    studio.people.leave(ben, "moved")
    studio.people.leave(laptop)
    assert brief(studio)[2:] == [
        ("Ben", "person", "colourist", False),
        ("laptop", "device", None, False),
    ]
    last = list(studio.entries(studio.digest))[-1][1]
    assert studio.people.members()[3].left == last.event.at


def test_replaced_key(studio):
    """A new key has the name, the role and the sort of the old one, which has left."""
    ben = studio.people.join("Ben", "colourist")
    new = studio.people.replace(ben, "yearly")
    owner = studio.people.replace(studio.owner, "yearly")
    assert brief(studio) == [
        ("Ann", "owner", None, False),
        ("desk", "device", None, True),
        ("Ben", "person", "colourist", False),
        ("Ben", "person", "colourist", True),
        ("Ann", "owner", None, True),
    ]
    members = studio.people.members()
    assert (members[3].key, members[4].key) == (new, owner)
    assert members[3].since == members[2].left


def test_recorders_life_is_passed_over(studio, work, folder, clock):
    """Starts and stops of the recorder are nobody's coming or going."""
    work.give_instruction(Instruction("tool"))
    studio.run.stop()
    assert len(brief(studio)) == 2
    with Studio.open(folder, clock=clock) as other:
        ben = other.people.join("Ben", "colourist")
    assert studio.people.members()[2].key == ben


def test_withheld_names(studio):
    """A copy that withholds a name has an empty one."""
    entry = studio.opening.without(text.digest for text in studio.opening.texts)
    assert [member.name for member in read_members([entry.line])] == ["", ""]


def test_damaged_line():
    """A line that is no entry is refused."""
    with pytest.raises(FormatError):
        read_members([b"{}"])
