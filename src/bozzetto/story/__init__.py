"""What happened: lineage, rounds, wording, selection, edits, hands, pace and times. Pure."""

from bozzetto.story.body import GivenInput
from bozzetto.story.edits import Edit
from bozzetto.story.facts import Facts, tell
from bozzetto.story.hands import Hand, Hands, Joint
from bozzetto.story.lineage import Descent, Lineage
from bozzetto.story.nodes import Node
from bozzetto.story.pace import Gap, Pace, Session
from bozzetto.story.rounds import Answer, Round
from bozzetto.story.selection import Candidate, Choice, Selection
from bozzetto.story.settings import SettingChange
from bozzetto.story.statements import Statement
from bozzetto.story.step import Rest, Step, rest_on
from bozzetto.story.times import Delay, Times
from bozzetto.story.wording import Phrase, Reweighted, WordsChange

__all__ = [
    "Answer",
    "Candidate",
    "Choice",
    "Delay",
    "Descent",
    "Edit",
    "Facts",
    "Gap",
    "GivenInput",
    "Hand",
    "Hands",
    "Joint",
    "Lineage",
    "Node",
    "Pace",
    "Phrase",
    "Rest",
    "Reweighted",
    "Round",
    "Selection",
    "Session",
    "SettingChange",
    "Statement",
    "Step",
    "Times",
    "WordsChange",
    "rest_on",
    "tell",
]
