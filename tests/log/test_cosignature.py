import pytest

from bozzetto.errors import FormatError
from bozzetto.log.cosignature import ed25519_message, mldsa44_message


def test_ed25519_message_specification_example():
    """The message is the one that tlog-cosignature shows."""
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert ed25519_message(text, 1_679_315_147).decode() == (
        "cosignature/v1\n"
        "time 1679315147\n"
        "example.com/behind-the-sofa\n"
        "20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )


def test_mldsa44_message_byte_for_byte():
    """The message is the structure that tlog-cosignature defines, field by field."""
    message = mldsa44_message("w", 0x0102, "log", 0x0304, bytes([0xAA]) * 32)
    assert message.hex(" ", -1) == " ".join(
        [
            "73 75 62 74 72 65 65 2f 76 31 0a 00",  # "subtree/v1\n\0"
            "01 77",  # cosigner_name
            "00 00 00 00 00 00 01 02",  # timestamp
            "03 6c 6f 67",  # log_origin
            "00 00 00 00 00 00 00 00",  # start
            "00 00 00 00 00 00 03 04",  # end
            "aa " * 31 + "aa",  # hash
        ]
    )


def test_mldsa44_message_counts_bytes():
    """Names are measured in UTF-8, up to 255 bytes."""
    message = mldsa44_message("é", 0, "é" * 127 + "e", 0, bytes(32))
    assert message[12] == 2
    assert message[12 + 1 + 2 + 8] == 255


@pytest.mark.parametrize("name", ["", "a" * 256], ids=["empty", "256 bytes"])
def test_mldsa44_message_refuses_name(name):
    """A name that one byte cannot count is refused on either side."""
    with pytest.raises(FormatError, match="not the name of a key"):
        mldsa44_message(name, 0, "log", 0, bytes(32))
    with pytest.raises(FormatError, match="not the name of a key"):
        mldsa44_message("witness", 0, name, 0, bytes(32))
