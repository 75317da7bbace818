"""Labels: what a published picture says of how it was made, written into copies and read."""

from bozzetto.labels.aigc import AIGC, Aigc
from bozzetto.labels.carriers import Metadata, Note, Written, read_metadata, write_packet
from bozzetto.labels.disclosure import Disclosure
from bozzetto.labels.finding import Found, find_labels, labels_of
from bozzetto.labels.iptc import Iptc, Said, SourceType, put_iptc, read_iptc
from bozzetto.labels.labelling import label_file, packet_of, propagate_file, put_label
from bozzetto.labels.packet import Name, Packet
from bozzetto.labels.provider import ProviderCode

__all__ = [
    "AIGC",
    "Aigc",
    "Disclosure",
    "Found",
    "Iptc",
    "Metadata",
    "Name",
    "Note",
    "Packet",
    "ProviderCode",
    "Said",
    "SourceType",
    "Written",
    "find_labels",
    "label_file",
    "labels_of",
    "packet_of",
    "propagate_file",
    "put_iptc",
    "put_label",
    "read_iptc",
    "read_metadata",
    "write_packet",
]
