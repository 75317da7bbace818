"""The roll: who may sign, read out of the studio chain."""

import pytest

from bozzetto.errors import FormatError, StudioError, VerificationError
from bozzetto.record import Standing
from bozzetto.studio import Instruction, Roll, Studio
from tests.studio.whole import check_whole


def lines(studio):
    """Return the studio chain's lines."""
    return [entry.line for _, entry in studio.entries(studio.digest)]


def test_empty_has_no_owner():
    """Before the first entry nobody owns the studio."""
    with pytest.raises(StudioError, match="nobody owns"):
        _ = Roll().owner


def test_opening_introduces(studio):
    """The first entry introduces the owner and the device."""
    roll = Roll().after_lines(lines(studio))
    assert roll == studio.roll
    assert roll.owner == studio.owner
    assert roll.devices == (studio.device,)
    assert roll.standing.people == {studio.owner}


def test_devices_in_order(studio):
    """Devices stand in the order in which they joined, a new key in its old one's place."""
    first = studio.device
    second, third = studio.people.join_device("laptop"), studio.people.join_device("tablet")
    assert studio.roll.devices == (first, second, third)
    new = studio.people.replace(second, "sold")
    assert studio.roll.devices == (first, new, third)
    studio.people.leave(first)
    assert studio.roll.devices == (new, third)
    assert Roll().after_lines(lines(studio)) == studio.roll


def test_recorders_life_passed_over(studio, work):
    """The recorder's own entries are not parsed, and change nothing."""
    work.give_instruction(Instruction("tool"))
    found = lines(studio)
    assert b'"kind":"recorder.started"' in found[-1]
    broken = found[-1].replace(b'"recorder.started"', b'"recorder.started" ')
    assert Roll().after_lines([*found[:-1], broken]) == studio.roll


def test_text_does_not_pass_over(studio):
    """Words in a text cannot hide an entry that changes who stands."""
    ben = studio.people.join('"kind":"recorder.started"', '{"kind":"recorder.')
    assert ben in studio.roll.standing.people
    assert ben in Roll().after_lines(lines(studio)).standing.people


def test_as_standing(studio):
    """The roll's standing is the one that every verifier comes to."""
    ben = studio.people.join("Ben", "colourist")
    studio.people.replace(ben, "new laptop")
    studio.people.replace(studio.owner, "yearly")
    standing = Standing()
    for _, entry in studio.entries(studio.digest):
        standing = standing.after(entry)
    assert standing == studio.roll.standing


def test_refused(studio):
    """A chain that lets somebody in by the wrong hand is refused."""
    studio.people.join("Ben", "colourist")
    found = lines(studio)
    with pytest.raises(VerificationError, match="introduced twice"):
        Roll().after_lines([*found, found[-1]])
    with pytest.raises(FormatError):
        Roll().after_lines([b"{}\n"])


def test_follows_other_process(studio, folder, clock):
    """A studio that is open sees who joined through another one."""
    with Studio.open(folder, clock=clock) as other:
        ben = other.people.join("Ben", "colourist")
    assert ben in studio.roll.standing.people
    studio.open_work("Dog")
    check_whole(folder)
