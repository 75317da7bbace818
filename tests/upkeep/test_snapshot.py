"""Snapshots: names and lists of backups have one spelling, and lead nowhere else."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError, StudioError
from bozzetto.record import Digest, digest_of
from bozzetto.upkeep.snapshot import Manifest, Snapshot, asset_path, find_snapshot

NAME = "studio-20261122T040915.120000Z-1a2b3c4d"
DIGITS = digest_of(b"picture").removeprefix("sha256:")
ASSET = f"assets/{DIGITS[:2]}/{DIGITS[2:]}"
RECORD = f"{NAME}/studio.sqlite"


def spelled(*lines):
    """Spell a list out of digests and paths."""
    return "".join(f"{digits}  {path}\n" for digits, path in lines).encode()


def test_name_says_when_and_which():
    """A name is that of a studio and a moment, to the microsecond."""
    studio = Digest("sha256:1a2b3c4d" + "0" * 56)
    found = Snapshot.of(studio, datetime(2026, 11, 22, 4, 9, 15, 120_000, tzinfo=UTC))
    assert found.name == NAME
    assert found.moment == "2026-11-22T04:09:15.120000Z"
    assert found.short == "1a2b3c4d"
    assert found.list_name == NAME + ".sha256"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("studio-20261322T040915.120000Z-1a2b3c4d", id="month 13"),
        pytest.param("studio-20261122T040915Z-1a2b3c4d", id="no fraction"),
        pytest.param(NAME.upper(), id="capitals"),
        pytest.param(NAME + "/..", id="path"),
        pytest.param("", id="empty"),
    ],
)
def test_other_names_are_refused(name):
    """A name with another spelling is none."""
    with pytest.raises(FormatError):
        Snapshot(name)


@given(st.dictionaries(st.binary(max_size=8), st.none(), max_size=5))
def test_list_round_trip(contents):
    """What is read is what would be written."""
    files = {asset_path(digest_of(data)): digest_of(data)[7:] for data in contents}
    manifest = Manifest(Snapshot(NAME), {**files, RECORD: "0" * 64})
    assert Manifest.parse(Snapshot(NAME), str(manifest).encode()) == manifest


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(spelled((DIGITS, ASSET)), id="no record"),
        pytest.param(spelled(("0" * 64, RECORD), (DIGITS, ASSET)), id="not sorted"),
        pytest.param(spelled(("0" * 64, RECORD)) * 2, id="twice"),
        pytest.param(spelled(("0" * 64, RECORD))[:-1], id="no end of line"),
        pytest.param(spelled(("0" * 64, ASSET), ("0" * 64, RECORD)), id="another digest"),
        pytest.param(spelled(("0" * 64, "/etc/passwd"), ("0" * 64, RECORD)), id="absolute"),
        pytest.param(spelled(("0" * 64, RECORD), ("0" * 64, f"{NAME}/../../x.key")), id="upwards"),
        pytest.param(spelled(("0" * 64, RECORD), ("0" * 64, f"{NAME}/x")), id="unknown file"),
        pytest.param(spelled(("0" * 64, f"{NAME[:-1]}e/studio.sqlite")), id="another snapshot"),
        pytest.param(spelled(("0" * 64, RECORD)).replace(b"  ", b" *"), id="binary mark"),
        pytest.param("é".encode(), id="not ASCII"),
    ],
)
def test_other_lists_are_refused(data):
    """A list with anything in it that a backup cannot have is none."""
    with pytest.raises(FormatError, match=NAME):
        Manifest.parse(Snapshot(NAME), data)


def test_newest_is_found(tmp_path):
    """The newest backup is meant, unless one is named; what has no list is none."""
    later = NAME.replace("T04", "T05")
    for name in (NAME + ".sha256", later + ".sha256", "studio-x.sha256"):
        (tmp_path / name).touch()
    (tmp_path / NAME.replace("T04", "T06")).mkdir()
    assert find_snapshot(tmp_path, None).name == later
    assert find_snapshot(tmp_path, NAME).name == NAME
    assert find_snapshot(tmp_path, NAME + ".sha256").name == NAME
    with pytest.raises(StudioError, match="no such backup"):
        find_snapshot(tmp_path, "studio-x")
    with pytest.raises(StudioError, match="no such backup"):
        find_snapshot(tmp_path / "none", None)


def test_two_studios_need_a_name(tmp_path):
    """Where the folder has backups of two studios, one must be named."""
    other = NAME.replace("1a2b", "ffff")
    for name in (NAME, other):
        (tmp_path / f"{name}.sha256").touch()
    with pytest.raises(StudioError, match="2 studios") as caught:
        find_snapshot(tmp_path, None)
    assert caught.value.values["names"] == f"{NAME}, {other}"
    assert find_snapshot(tmp_path, other).name == other
