"""The page in every bundle: its commands work as they stand."""

import re
import shutil
import subprocess

import pytest

from bozzetto.evidence import README
from bozzetto.verify import EXIT_CODES
from tests.fakes.authority import Authority

TOOLS = ("bash", "unzip", "sha256sum", "sed", "grep", "openssl")


def commands(part):
    """Take the indented commands out of one language's part."""
    blocks = re.findall(r"(?:^    .*\n)+", part, re.MULTILINE)
    wanted = "".join(block for block in blocks if "sha256sum" in block or "openssl" in block)
    return "set -eu\n" + re.sub("^    ", "", wanted, flags=re.MULTILINE)


CHINESE, ENGLISH = README.split("About this bundle")


@pytest.mark.parametrize("part", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_commands(bundle, authority, tmp_path, part):
    """A stranger with a shell checks manifests and the last token by the page alone."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    shutil.copy(bundle, tmp_path / "bundle.zip")
    (tmp_path / "root.pem").write_bytes(authority.root_pem)
    done = subprocess.run(
        ["bash", "-c", commands(part)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Verification: OK" in done.stdout + done.stderr
    assert "data/record.jsonl: OK" in done.stdout
    assert "Time stamp:" in done.stdout


def test_commands_with_another_root(bundle, tmp_path):
    """With a root that has nothing to do with it, openssl refuses."""
    if shutil.which("openssl") is None:
        pytest.skip("not on this machine: openssl")
    shutil.copy(bundle, tmp_path / "bundle.zip")
    with Authority(label="Another") as other:
        (tmp_path / "root.pem").write_bytes(other.root_pem)
    done = subprocess.run(
        ["bash", "-c", commands(ENGLISH)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Verification: OK" not in done.stdout + done.stderr


def test_exit_codes():
    """The page gives the exit codes that there are."""
    line = next(line for line in README.splitlines() if line.startswith("Exit status"))
    assert {int(number) for number in re.findall(r"\d", line)} == set(EXIT_CODES.values())


def test_what_it_does_not_prove():
    """Both languages say what is not proven, and claim nothing of the picture."""
    assert "What it does not prove" in ENGLISH
    assert "它不能证明什么" in CHINESE
    assert not re.search(r"authentic|human-made", README)
    assert CHINESE.count("\n- ") == ENGLISH.count("\n- ") == 6
