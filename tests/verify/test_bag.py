"""The bag: complete, listed, and what the manifest says."""

import zipfile

import pytest

from bozzetto.verify import verify_bundle
from bozzetto.verify.bag import check_bag
from bozzetto.verify.container import open_container
from bozzetto.verify.findings import Findings
from tests.verify.forge import careful, codes, is_intact, places, put_together, take_apart


def changed(bundle, tmp_path, name, change):
    """Change one tag file, and verify."""
    members = take_apart(bundle)
    members[name] = change(members[name])
    return verify_bundle(put_together(members, tmp_path / "x.zip"))


def test_check_bag(bundle):
    """A good bag gives every file's digest and the lines of bag-info.txt."""
    findings = Findings()
    with open_container(bundle) as container:
        files = check_bag(container, findings)
    assert files.digests.keys() == take_apart(bundle).keys()
    assert files.info.keys() == {
        "Bag-Software-Agent",
        "Bagging-Date",
        "External-Identifier",
        "Payload-Oxum",
    }
    assert {finding.code for finding in findings.listed} == {"file.unproven"}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.upper(),
        lambda data: data.replace(b"  ", b" *", 1),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data + data.splitlines(keepends=True)[0],
        lambda data: b"\xff" + data,
        lambda data: data.replace(b"data/record", b"../record"),
        lambda data: data + b"0" * 64 + b"  bagit.txt\n",
    ],
    ids=["upper", "binary", "CR", "no end", "empty line", "twice", "bytes", "parent", "a tag"],
)
def test_manifest_has_one_spelling(bundle, tmp_path, change):
    """A manifest that another program would read otherwise is refused."""
    report = changed(bundle, tmp_path, "manifest-sha256.txt", change)
    assert not is_intact(report)
    found = places(report, "bag.malformed") + places(report, "file.missing")
    assert found


def test_file_listed_and_not_there(bundle, tmp_path):
    """A file that only the manifest knows is missed."""
    line = b"0" * 64 + b"  data/assets/" + b"0" * 64 + b".png\n"
    report = changed(bundle, tmp_path, "manifest-sha256.txt", lambda data: data + line)
    assert "data/assets/" + "0" * 64 in places(report, "file.missing")


def test_file_not_listed(bundle, tmp_path):
    """A file that the manifest does not know is named."""

    def change(data):
        return b"".join(line for line in data.splitlines(keepends=True) if b"README" not in line)

    report = changed(bundle, tmp_path, "manifest-sha256.txt", change)
    assert "data/README.txt" in places(report, "file.unlisted")


@pytest.mark.parametrize(
    "data",
    [b"Label without value\n", b"A: 1\nA: 2\n", b"A: 1", b"\xff\n", b"A:1\n"],
    ids=["no value", "twice", "no end", "bytes", "no space"],
)
def test_info_has_one_spelling(bundle, tmp_path, data):
    """bag-info.txt is one line a label."""
    report = changed(bundle, tmp_path, "bag-info.txt", lambda _: data)
    assert "bag-info.txt" in places(report, "bag.malformed")
    assert "bag.contradicted" in codes(report)


def test_declaration(bundle, tmp_path):
    """bagit.txt is the two lines that BagIt 1.0 asks for."""
    report = changed(bundle, tmp_path, "bagit.txt", lambda data: data.replace(b"1.0", b"0.9"))
    assert {"bag.malformed", "file.altered"} <= codes(report)


def test_checksum_of_the_container(bundle, tmp_path):
    """A false CRC-32 is found even where the digests agree: other programs would not unpack it."""
    data = bytearray(bundle.read_bytes())
    with zipfile.ZipFile(bundle) as archive:
        at = archive.getinfo("data/README.txt").header_offset + 14  # APPNOTE 4.3.7
    there = data.rindex(b"data/README.txt") - 30  # and in the directory
    assert data[at : at + 4] == data[there : there + 4]
    for place in (at, there):
        data[place] ^= 1
    (tmp_path / "x.zip").write_bytes(data)
    report = verify_bundle(tmp_path / "x.zip")
    assert codes(report) == {"file.damaged"}


def test_careful_is_careful(bundle):
    """The forger's tools make the same manifests as the writer."""
    members = take_apart(bundle)
    assert careful(members) == members
