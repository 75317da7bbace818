"""Character sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.charset import (
    Decoded,
    decode_bytes,
    decode_user_comment,
    decode_utf8,
    decode_utf16,
)

PROSE = "masterpiece, 初音ミク, café, 夜の街 — soft light, ✨"
TEXTS = {
    "english": "a circle\nNegative prompt: a square\nSteps: 20",
    "mixed": PROSE,
    "chinese": "水墨山水画、远山如黛、孤舟一叶",
    "japanese": "夜の街を歩く少女、柔らかい光",
    "korean": "밤거리를 걷는 소녀",
    "russian": "девушка в ночном городе",
    "emoji": "🌸🌙🌸",
}
CASES = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(b"plain", "plain", id="ascii"),
        pytest.param("テスト".encode(), "テスト", id="utf-8 where latin-1 was due"),
        pytest.param("café".encode("latin-1"), "café", id="latin-1"),
        pytest.param(b"\xed\xa0\x80", "í\xa0\x80", id="an encoded surrogate is no utf-8"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_decode_bytes(raw, text):
    """8-bit text is UTF-8 if it can be, else Latin-1."""
    assert decode_bytes(raw) == Decoded(text)


def test_decode_utf8_damaged():
    """Bytes that are no UTF-8 are replaced, and that is said."""
    assert decode_utf8(b"a\xff\xedz") == Decoded("a��z", exact=False)


def test_decode_utf8_with_utf16_mark():
    """An XMP packet in UTF-16 is known by its mark."""
    assert decode_utf8("<x/>".encode("utf-16")) == Decoded("<x/>")


@CASES
@pytest.mark.parametrize("order", ["le", "be"])
def test_decode_utf16_order_from_bytes(text, order):
    """The byte order is told from the bytes, without a mark."""
    assert decode_utf16(text.encode(f"utf-16-{order}")) == Decoded(text)


@pytest.mark.parametrize(
    ("raw", "decoded"),
    [
        pytest.param(b"\xff\xfea\0", Decoded("a"), id="little-endian mark"),
        pytest.param(b"\xfe\xff\0a", Decoded("a"), id="big-endian mark"),
        pytest.param(b"a\0b\0\0\0", Decoded("ab"), id="padded"),
        pytest.param(b"a\0b\0\0", Decoded("ab"), id="padded by one byte"),
        pytest.param(b"\0a\xd8\0", Decoded("a�", exact=False), id="lone surrogate"),
        pytest.param(b"\0a\0b\x4e", Decoded("ab�", exact=False), id="cut in a unit"),
        pytest.param(b"", Decoded(""), id="empty"),
    ],
)
def test_decode_utf16(raw, decoded):
    """Marks and padding are no text, and what is damaged is replaced."""
    assert decode_utf16(raw) == decoded


@CASES
@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        pytest.param(b"UNICODE\0", "utf-16-be", id="big-endian"),
        pytest.param(b"UNICODE\0", "utf-16-le", id="little-endian"),
        pytest.param(b"ASCII\0\0\0", "utf-8", id="utf-8 as ascii"),
        pytest.param(bytes(8), "utf-8", id="undeclared utf-8"),
    ],
)
def test_decode_user_comment(text, charset, encoding):
    """A comment is decoded as its bytes are, whatever its character set promises."""
    assert decode_user_comment(charset + text.encode(encoding)) == Decoded(text)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(bytes(8) + "prompt 夜".encode("utf-16-le"), "prompt 夜", id="zero, utf-16"),
        pytest.param(b'{"prompt": 1}', '{"prompt": 1}', id="no charset"),
        pytest.param("{夜}".encode("utf-16"), "{夜}", id="no charset, utf-16 with mark"),
        pytest.param(
            b"UNICODE\0" + b'{"steps": 20, "cfg": 7}', '{"steps": 20, "cfg": 7}', id="ascii"
        ),
        pytest.param(b"JIS\0\0\0\0\0" + "夜の街".encode("iso2022_jp"), "夜の街", id="jis"),
        pytest.param(b"JIS\0\0\0\0\0" + "夜の街".encode("shift_jis"), "夜の街", id="shift jis"),
        pytest.param(b"ASCII\0\0\0text\0\0", "text", id="padded ascii"),
        pytest.param(b"UNICODE\0", "", id="charset alone"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_decode_user_comment_of_tools(raw, text):
    """What tools write into a comment against the standard is read too."""
    assert decode_user_comment(raw) == Decoded(text)


def test_decode_user_comment_damaged_jis():
    """A comment that is none of the Japanese sets keeps what can be read, and says so."""
    decoded = decode_user_comment(b"JIS\0\0\0\0\0ab\xff\xff")
    assert decoded.text.startswith("ab")
    assert not decoded.exact


@given(st.binary(max_size=64))
def test_no_lone_surrogates(raw):
    """Whatever the bytes are, the text can be encoded again."""
    for decode in (decode_bytes, decode_utf8, decode_utf16, decode_user_comment):
        for prefix in (b"", b"UNICODE\0", b"JIS\0\0\0\0\0", bytes(8)):
            decoded = decode(prefix + raw)
            decoded.text.encode("utf-8")
            assert decoded.exact or "�" in decoded.text
