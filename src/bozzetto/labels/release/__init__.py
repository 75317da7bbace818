"""Releases: labelled copies of a picture that is published, made from what the record says."""

from bozzetto.labels.release.copies import Copy
from bozzetto.labels.release.order import Order
from bozzetto.labels.release.preset import CONTENTS, Contents, Preset
from bozzetto.labels.release.release import Released, release
from bozzetto.labels.release.root import RecordRoot
from bozzetto.labels.release.sourcetype import Proposal, Reason, Unknown, propose
from bozzetto.labels.release.writing import Propagator, Remark

__all__ = [
    "CONTENTS",
    "Contents",
    "Copy",
    "Order",
    "Preset",
    "Propagator",
    "Proposal",
    "Reason",
    "RecordRoot",
    "Released",
    "Remark",
    "Unknown",
    "propose",
    "release",
]
