import platform
import subprocess
import sys
import types

import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = "f" * 40


def repository(folder, head="ref: refs/heads/main\n", **files):
    """A working copy without git: only what is read of it."""
    git = folder / ".git"
    git.mkdir(parents=True)
    (git / "HEAD").write_text(head)
    for name, text in files.items():
        path = git / name.replace("__", "/").replace("_", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_commit_of_a_branch(pack, tmp_path):
    """A branch leads to its commit."""
    repository(tmp_path, refs__heads__main=COMMIT + "\n")
    assert pack("environment").commit(tmp_path) == COMMIT


def test_commit_that_git_made(pack, tmp_path):
    """What is read is what git itself says."""
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), (*identity, "commit", "-q", "--allow-empty", "-m", "a")):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    want = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert pack("environment").commit(tmp_path) == want
    subprocess.run(["git", "pack-refs", "--all"], cwd=tmp_path, check=True)
    assert pack("environment").commit(tmp_path) == want
    subprocess.run(
        ["git", "worktree", "add", "-q", tmp_path / "second"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert pack("environment").commit(tmp_path / "second") == want


def test_commit_detached(pack, tmp_path):
    """A copy at no branch names the commit itself."""
    assert pack("environment").commit(repository(tmp_path, head=COMMIT + "\n")) == COMMIT


@pytest.mark.parametrize(
    "head",
    ["", "ref: refs/heads/none", "not a commit", "ref: \0", "ref: ../../../etc/passwd"],
)
def test_commit_that_cannot_be_read(pack, tmp_path, head):
    """Anything else is no commit."""
    assert pack("environment").commit(repository(tmp_path, head=head)) is None


def test_version(pack, tmp_path):
    """A pack without git names its version itself; one that does not is unknown."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\nversion = "1.2.3"\n')
    assert pack("environment").version_of(tmp_path) == "1.2.3"
    assert pack("environment").version_of(tmp_path / "none") == "unknown"


def test_environment(pack, tmp_path, monkeypatch):
    """Python, torch, ComfyUI and every pack that is switched on are named."""
    torch = types.ModuleType("torch")
    torch.__version__ = "2.13.0+cpu"
    monkeypatch.setitem(sys.modules, "torch", torch)
    repository(tmp_path / "comfyui", head=OTHER)
    packs = tmp_path / "comfyui" / "custom_nodes"
    repository(packs / "Impact", head=COMMIT)
    for name in ("__pycache__", "off.disabled", ".hidden", "bozzetto", "Plain"):
        (packs / name).mkdir()
    (packs / "single.py").write_text("")
    (packs / "example.py.example").write_text("")
    told = pack("environment").environment(tmp_path / "comfyui", [packs, tmp_path / "none"])
    assert told == {
        "python": platform.python_version(),
        "platform": platform.system(),
        "torch": "2.13.0+cpu",
        "comfyui commit": OTHER,
        "node pack Impact": COMMIT,
        "node pack Plain": "unknown",
        "node pack single.py": "unknown",
    }
