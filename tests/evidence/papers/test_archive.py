"""Equal papers are equal files."""

import io
import zipfile

from bozzetto.evidence.papers.archive import EPOCH, repacked


def packed(members, when):
    """Pack members as some program would."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, when), data)
    return out.getvalue()


def test_times_and_order_do_not_count():
    """Two programs that wrote the same at other times wrote the same file."""
    members = {"word/b.xml": b"<b/>", "[Content_Types].xml": b"<t/>", "a.xml": b"<a/>" * 99}
    other = dict(reversed(members.items()))
    one = repacked(packed(members, (2026, 1, 2, 3, 4, 6)))
    assert one == repacked(packed(other, (1999, 1, 2, 3, 4, 6)))
    assert one == repacked(one)


def test_all_members_stay_and_the_types_come_first():
    """Readers that go by order look for them there."""
    members = {"b": b"2", "a": b"1", "[Content_Types].xml": b"0"}
    with zipfile.ZipFile(io.BytesIO(repacked(packed(members, EPOCH)))) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "a", "b"]
        assert {name: archive.read(name) for name in archive.namelist()} == members


def test_a_member_may_be_changed_on_the_way():
    """And no other."""
    data = repacked(packed({"a": b"1", "b": b"2"}, EPOCH), {"a": lambda old: old + b"0"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert (archive.read("a"), archive.read("b")) == (b"10", b"2")
