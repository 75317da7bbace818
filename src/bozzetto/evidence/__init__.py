"""Writes what leaves the studio: the evidence bundle."""

from bozzetto.evidence.bag import Member, Progress, write_bag
from bozzetto.evidence.bundle import Contents, Withheld, write_bundle
from bozzetto.evidence.page import PAGE_PATH, find_page, read_page, write_page
from bozzetto.evidence.readme import README

__all__ = [
    "PAGE_PATH",
    "README",
    "Contents",
    "Member",
    "Progress",
    "Withheld",
    "find_page",
    "read_page",
    "write_bag",
    "write_bundle",
    "write_page",
]
