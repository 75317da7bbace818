"""A studio's home: database, assets, keys, recorder, sealing."""

from bozzetto.studio.acts import DISPUTE, MILESTONE, UNDONE
from bozzetto.studio.assets import Assets, Describe, Description
from bozzetto.studio.clock import Clock, Reading
from bozzetto.studio.database import Database, FileRow
from bozzetto.studio.instruction import CarrierPlace, Input, Instruction, ModelFile, Prompt
from bozzetto.studio.keys import Keys, LogKeys
from bozzetto.studio.layout import ENVIRONMENT, Layout, default_studio
from bozzetto.studio.members import Member
from bozzetto.studio.people import People
from bozzetto.studio.recorder import Draft, Memory, Recorded, Recorder
from bozzetto.studio.releases import LabelledCopy
from bozzetto.studio.roll import Roll
from bozzetto.studio.sealing import Sealed, Sealer, Waiting
from bozzetto.studio.studio import Studio
from bozzetto.studio.work import Program, Work

__all__ = [
    "DISPUTE",
    "ENVIRONMENT",
    "MILESTONE",
    "UNDONE",
    "Assets",
    "CarrierPlace",
    "Clock",
    "Database",
    "Describe",
    "Description",
    "Draft",
    "FileRow",
    "Input",
    "Instruction",
    "Keys",
    "LabelledCopy",
    "Layout",
    "LogKeys",
    "Member",
    "Memory",
    "ModelFile",
    "People",
    "Program",
    "Prompt",
    "Reading",
    "Recorded",
    "Recorder",
    "Roll",
    "Sealed",
    "Sealer",
    "Studio",
    "Waiting",
    "Work",
    "default_studio",
]
