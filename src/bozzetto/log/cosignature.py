"""What a timestamped signature of a checkpoint signs (https://c2sp.org/tlog-cosignature).

Two kinds of key state a time with their signature: witnesses with Ed25519 (type 0x04), and
logs and witnesses with ML-DSA-44 (type 0x06). Neither signs the note's text as it is; both
prefix it, or its parts, so that their signatures can be mistaken for no other. No I/O.
"""

from bozzetto.errors import FormatError
from bozzetto.log.key import MAX_NAME_SIZE

__all__ = ["ed25519_message", "mldsa44_message"]


def ed25519_message(text: str, time: int) -> bytes:
    """Give the message of an Ed25519 cosignature.

    Args:
        text: The checkpoint's text, with its final newline and without signatures.
        time: Seconds since 1970.
    """
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def mldsa44_message(cosigner: str, time: int, origin: str, size: int, root: bytes) -> bytes:
    r"""Give the ``cosigned_message`` that an ML-DSA-44 key signs for a whole tree.

    In the presentation language of RFC 8446, section 3::

        uint8 label[12] = "subtree/v1\n\0";
        opaque cosigner_name<1..2^8-1>;
        uint64 timestamp;
        opaque log_origin<1..2^8-1>;
        uint64 start;                          0 for a checkpoint
        uint64 end;                            the tree size
        uint8 hash[32];                        the root hash

    Args:
        cosigner: The key's name.
        time: Seconds since 1970; 0 where nothing is said about time.
        origin: The log's origin.
        size: Entries in the tree.
        root: The tree's root hash, 32 bytes.

    Raises:
        FormatError: A name is empty, or longer than 255 bytes.
    """
    return (
        b"subtree/v1\n\0"
        + _opaque(cosigner)
        + time.to_bytes(8)
        + _opaque(origin)
        + bytes(8)  # start
        + size.to_bytes(8)
        + root
    )


def _opaque(name: str) -> bytes:
    data = name.encode()
    if not 1 <= len(data) <= MAX_NAME_SIZE:
        raise FormatError("not the name of a key: {name!r}", name=name)
    return bytes([len(data)]) + data
