"""What is written down: values, keys, events, entries, chains. Pure."""

from bozzetto.record.asset import Asset, assets_in
from bozzetto.record.canonical import JSON, JSONObject, canonical, parse, parse_object
from bozzetto.record.chain import Head, chain_sort, verify_next
from bozzetto.record.commitment import Text, commitments_in
from bozzetto.record.dsse import EVENT_TYPE, Given, Signature, Signer, Signing, pae
from bozzetto.record.entry import MAX_LINE_BYTES, Entry
from bozzetto.record.event import FORMAT, Actor, Event, Seen
from bozzetto.record.key import Key, key_bytes, key_of, parse_key, spell_key
from bozzetto.record.kinds import DIMENSIONS, ENDED, FIRST, KINDS, WRITERS, ChainSort
from bozzetto.record.standing import Standing
from bozzetto.record.value import (
    Digest,
    Moment,
    digest_bytes,
    digest_of,
    moment_of,
    parse_digest,
    parse_moment,
    time_of,
)

__all__ = [
    "DIMENSIONS",
    "ENDED",
    "EVENT_TYPE",
    "FIRST",
    "FORMAT",
    "JSON",
    "KINDS",
    "MAX_LINE_BYTES",
    "WRITERS",
    "Actor",
    "Asset",
    "ChainSort",
    "Digest",
    "Entry",
    "Event",
    "Given",
    "Head",
    "JSONObject",
    "Key",
    "Moment",
    "Seen",
    "Signature",
    "Signer",
    "Signing",
    "Standing",
    "Text",
    "assets_in",
    "canonical",
    "chain_sort",
    "commitments_in",
    "digest_bytes",
    "digest_of",
    "key_bytes",
    "key_of",
    "moment_of",
    "pae",
    "parse",
    "parse_digest",
    "parse_key",
    "parse_moment",
    "parse_object",
    "spell_key",
    "time_of",
    "verify_next",
]
