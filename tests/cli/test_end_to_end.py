"""The whole way, in processes of their own: the commands of docs/getting-started.md."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.scenes import generated

GUIDE = Path(__file__).parents[2] / "docs" / "getting-started.md"
ENGLISH, CHINESE = GUIDE.read_text("utf-8").split("\n# 入门\n")
PROGRAM = [sys.executable, "-c", "from bozzetto.cli import main; main()"]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def lines(text):
    """List the command lines of a guide, as words; a watch never ends by itself."""
    found = [shlex.split(line) for block in BLOCK.findall(text) for line in block.splitlines()]
    return [words[1:] for words in found if words[1] != "watch"]


def bozzetto(*words, code=0):
    """Run the program in a process, and expect how it ends."""
    done = subprocess.run(
        [*PROGRAM, *map(str, words)], capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == code, (words, done.stdout.decode(), done.stderr.decode())
    return done.stdout.decode()


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with what the guide speaks of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOZZETTO_PASSPHRASE", "long words")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (tmp_path / "out").mkdir()
    for seed in (1, 2, 3):
        generated(tmp_path / "out" / f"{seed}.png", seed=seed)
    generated(tmp_path / "sketch.png", seed=10)
    generated(tmp_path / "final.png", seed=11)
    return tmp_path


def follow(guide, loopback, call=bozzetto):
    """Do what a guide says; the authority is on this machine."""
    for words in lines(guide):
        call(*words)
        if words[0] == "init":
            call("authority", "remove", "digicert")
            call("authority", "add", "local", "--url", loopback.url, "--min-interval", "0")


def test_guide_leads_to_a_bundle_that_holds(desk, loopback):
    """Who follows the guide has a bundle that verifies; one byte changed, and it does not."""
    follow(ENGLISH, loopback)
    root = desk / "root.pem"
    root.write_bytes(loopback.root_pem)
    shutil.rmtree(os.environ["BOZZETTO_STUDIO"])
    report = json.loads(bozzetto("verify", "cat.zip", "--trust", root, "--json"))
    found = report["reports"][0]["report"]
    assert found["verdict"] == "intact-unknown-signer"
    assert {span["state"] for span in found["spans"][:-1]} == {"trusted"}
    assert found["counts"]["imported"] >= 6
    data = bytearray((desk / "cat.zip").read_bytes())
    data[data.index(b"pencil")] ^= 1
    (desk / "bad.zip").write_bytes(data)
    assert bozzetto("verify", "bad.zip", code=1).startswith("bad.zip: Altered.")
    (desk / "half.zip").write_bytes(data[: len(data) // 2])
    bozzetto("verify", "half.zip", code=4)


def test_chinese_guide_works_too(desk, loopback, run):
    """The commands of the Chinese part do what those of the English part do."""
    follow(CHINESE, loopback, run)
    assert "完好" in run("--lang", "zh", "verify", desk / "cat.zip").stdout


def test_guides_say_the_same():
    """Both languages have the same commands in the same order."""
    assert [words[0] for words in lines(ENGLISH)] == [words[0] for words in lines(CHINESE)]
    assert ENGLISH.count("\n## ") == CHINESE.count("\n## ")


@pytest.mark.parametrize("guide", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_guide_in_prose_works_too(desk, loopback, run, guide):
    """What the guide says beside its blocks can be done, too."""
    follow(guide, loopback, run)
    found = re.findall(r"`bozzetto ((?:correct|export) [^`]*)`", guide)
    assert len(found) == 2
    for line in found:
        run(*shlex.split(line))
    assert (desk / "copy.zip").is_file()
