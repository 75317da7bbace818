"""Drawing programs' own files: their layers, what changed between two saves, and who says so."""

from bozzetto.capture.projects.project import Change, How, Layer, Merged, Project, changed_layers
from bozzetto.capture.projects.reading import (
    PROJECTS,
    TYPES,
    is_cut_short,
    is_named_project,
    project_type,
    read_project,
)

__all__ = [
    "PROJECTS",
    "TYPES",
    "Change",
    "How",
    "Layer",
    "Merged",
    "Project",
    "changed_layers",
    "is_cut_short",
    "is_named_project",
    "project_type",
    "read_project",
]
