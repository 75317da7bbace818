"""Connections: whether each connected tool is heard, in words, and what to do where it is not."""

from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.handover.examining import Condition, Finding, Weight, examine
from bozzetto.errors import BozzettoError
from bozzetto.language import term
from bozzetto.studio import Studio
from bozzetto.upkeep.health import Check, CheckState
from bozzetto.upkeep.said import Said, said, say_error, sentences
from bozzetto.upkeep.times import short_moment

__all__ = ["TO_DO", "WORDS", "check_connections", "check_of", "to_do", "words"]

# What each finding says
WORDS = {
    "work.gone": term("its work is not in this studio"),
    "person.gone": term("{name} has left the studio: only the tool is named"),
    "person.elsewhere": term("{name}'s key is not on this machine: only the tool is named"),
    "person.locked": term("{name}'s key is locked: until it is opened, only the tool is named"),
    "person.passphrase": term(
        "{name}'s key is under a passphrase: while it is locked, only the tool is named"
    ),
    "files.missing": term("files that were put into the tool are gone: {count}"),
    "files.elsewhere": term("the tool hands over to another place than this studio"),
    "files.changed": term("files that were put into the tool were changed: {count}"),
    "files.older": term("the files in the tool are of another version than this program's"),
    "files.good": term("the files in the tool are as they were put there: {count}"),
    "spool.blocked": term("what the tool hands over cannot be read or written"),
    "spool.missing": term("the folder that the tool hands over through is gone"),
    "spool.good": term("what the tool hands over can be read and written"),
    "tool.silent": term("nothing was handed over yet"),
    "tool.new": term("nothing was handed over yet; it begins when the tool is used"),
    "tool.said": term("{tool} was heard, through {reporter}"),
    "tool.running": term("the tool runs now"),
    "reports.stuck": term("reports wait for more than a minute: {count}"),
    "reports.waiting": term("reports wait: {count}"),
    "reports.refused": term("reports could not be read, and lie aside: {count}"),
    "reports.lost": term("reports did not come, and the record says so: {count}"),
    "reports.late": term(
        "what it handed over last came late: it is recorded as imported until it is in time again"
    ),
    "runs.unfinished": term("it ended without saying so, and the record says so: {count}"),
}
# What to do about it, where something can be done
TO_DO = {
    "work.gone": term("disconnect it, and connect it into a work of this studio"),
    "person.gone": term("disconnect it, and connect it for somebody who is here"),
    "person.elsewhere": term("record on the machine that has the key, or disconnect it"),
    "person.locked": term("unlock the key in the studio's page"),
    "files.missing": term("disconnect it, and connect it again"),
    "files.elsewhere": term("disconnect it, and connect it again"),
    "files.changed": term("disconnect it, take the changed files away, and connect it again"),
    "files.older": term("disconnect it, connect it again, and restart the tool"),
    "spool.blocked": term("look at the folder spool in the studio: it is to be its owner's alone"),
    "spool.missing": term("nothing: it is made again when the studio receives"),
    "tool.silent": term("restart the tool, and look whether its log names Bozzetto"),
    "reports.stuck": term("keep bozzetto serve or bozzetto receive running"),
    "reports.refused": term(
        "they are kept in the folder refused of the spool; take them away when you have seen them"
    ),
    "reports.lost": term("look whether the disk was full, and what the tool's log says"),
}


def words(finding: Finding) -> Said:
    """Say what was found."""
    return said(WORDS[finding.code], **finding.values)


def to_do(finding: Finding) -> Said | None:
    """Say what to do about it; None where nothing is to be done."""
    template = TO_DO.get(finding.code)
    return None if template is None else said(template)


def check_connections(studio: Studio) -> list[Check]:
    """Test every connected tool: a check for each; one that says so where there is none.

    None fails: a tool that is not heard is no damage of the studio.
    """
    try:
        connections = read_connections(studio.layout)
        conditions = examine(studio, connections, is_receiver=False)
    except BozzettoError as error:
        return [Check("connections", CheckState.WARNING, say_error(error))]
    if not connections:
        return [Check("connections", CheckState.OK, said(term("no tool is connected")))]
    return [check_of(each.label, conditions[each.id]) for each in connections]


def check_of(label: str, condition: Condition) -> Check:
    """Say of one tool what is amiss; where nothing is, when it was heard last."""
    found = [each for each in condition.findings if each.weight is not Weight.OK]
    if found:
        detail = sentences(_whole(each) for each in found)
    elif condition.heard is not None:
        heard = short_moment(condition.heard)
        detail = sentences([said(term("last heard of at {time}"), time=heard)])
    else:
        detail = sentences([said(WORDS["tool.new"])])
    words_of = said(term("{label}: {found}"), label=label, found=detail)
    state = CheckState.OK if condition.weight is Weight.OK else CheckState.WARNING
    return Check("connections", state, words_of)


def _whole(finding: Finding) -> Said:
    """Say what was found, and what to do about it."""
    what, then = words(finding), to_do(finding)
    return what if then is None else said(term("{what} ({then})"), what=what, then=then)
