"""Values to try, shared by the tests of the record."""

from hypothesis import strategies as st

from bozzetto.record.canonical import MAX_INTEGER

__all__ = ["any_json", "edits", "json_values", "names", "texts"]

# Letters on both sides of where the order by code points and that by UTF-16 units part
AWKWARD = '\x00\x1f"\\/\x7fé\u0301鹤\u2028\ud7ff\ue000\uffff\U00010000\U0001f600'

texts = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from(AWKWARD), max_size=20)
names = texts
integers = st.integers(-MAX_INTEGER, MAX_INTEGER)


def trees(leaves, keys):
    """Give lists and objects of `leaves`, a few levels deep."""
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=12,
    )


json_values = trees(st.none() | st.booleans() | integers | texts, names)
# What JSON can say, inside of the format or not
any_json = trees(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.text())


@st.composite
def edits(draw, data):
    """Change some bytes: flip a bit, insert, delete or repeat."""
    at = draw(st.integers(0, len(data) - 1))
    match draw(st.sampled_from(["flip", "insert", "delete", "repeat", "cut"])):
        case "flip":
            changed = data[at] ^ (1 << draw(st.integers(0, 7)))
            return data[:at] + bytes([changed]) + data[at + 1 :]
        case "insert":
            return data[:at] + draw(st.binary(min_size=1, max_size=3)) + data[at:]
        case "delete":
            return data[:at] + data[at + draw(st.integers(1, 8)) :]
        case "repeat":
            return data[:at] + data[at : at + draw(st.integers(1, 60))] + data[at:]
        case _:
            return data[:at]
