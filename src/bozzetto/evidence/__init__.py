"""Writes what leaves the studio: the evidence bundle."""

from bozzetto.evidence.bag import Member, Progress, write_bag
from bozzetto.evidence.bundle import Contents, Withheld, write_bundle
from bozzetto.evidence.readme import README

__all__ = ["README", "Contents", "Member", "Progress", "Withheld", "write_bag", "write_bundle"]
