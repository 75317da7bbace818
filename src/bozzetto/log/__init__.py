"""The log: a Merkle tree over entry digests, its tiles, and its signed checkpoints."""

from bozzetto.log.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint, studio_origin
from bozzetto.log.edge import Edge, Run
from bozzetto.log.key import KeyKind, NoteKey, NoteSigner
from bozzetto.log.merkle import (
    EMPTY_ROOT,
    HashReader,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from bozzetto.log.note import Note, Signature, Verified, open_note, verify_note
from bozzetto.log.shape import MAX_TREE_SIZE
from bozzetto.log.tile import (
    TILE_WIDTH,
    Growth,
    Tile,
    TileReader,
    changed_tiles,
    grow_tiles,
    tiles_for_consistency,
    tiles_for_inclusion,
    tiles_for_root,
)

__all__ = [
    "EMPTY_ROOT",
    "MAX_TREE_SIZE",
    "TILE_WIDTH",
    "Checkpoint",
    "Edge",
    "Growth",
    "HashReader",
    "KeyKind",
    "Note",
    "NoteKey",
    "NoteSigner",
    "Run",
    "Signature",
    "Tile",
    "TileReader",
    "Verified",
    "changed_tiles",
    "consistency_proof",
    "grow_tiles",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "open_checkpoint",
    "open_note",
    "root",
    "sign_checkpoint",
    "studio_origin",
    "tiles_for_consistency",
    "tiles_for_inclusion",
    "tiles_for_root",
    "verify_consistency",
    "verify_inclusion",
    "verify_note",
]
