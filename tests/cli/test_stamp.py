"""Stamping from the command line: a timestamp upon a copy that was signed without one."""

import pytest

from bozzetto.cli.exits import ExitCode
from tests.fakes.stamping import StampingAuthority
from tests.labels.credentials.readers import needs_c2pa, store
from tests.labels.pictures import gradient, saved

needs_c2pa()


@pytest.fixture(scope="module")
def served():
    """An authority whose timestamps readers take."""
    with StampingAuthority() as authority:
        yield authority


@pytest.fixture
def signed(ask, run, work, tmp_path):  # noqa: ARG001  # it must be there
    """A released copy, signed without a timestamp."""
    picture = tmp_path / "cat.png"
    picture.write_bytes(saved("PNG", gradient("RGB", (64, 48))))
    run("import", picture)
    words = ("--place", "a wall", "--licence", "CC0", "--yes", "--self-made")
    value = ask("release", "Cat pendant", picture, "--preset", "plain", "--out", tmp_path, *words)
    (copy,) = value["copies"]
    assert copy["credentials"]["timestamp"] == "none"
    return tmp_path / "cat-plain.png"


def test_stamp(ask, run, signed, served, tmp_path):
    """The studio's own certificate signs again, and the time is the authority's."""
    target = tmp_path / "stamped.png"
    words = ("--self-made", "--timestamp", served.url)
    value = ask("stamp", signed, target, *words)
    assert (value["integrity"], value["timestamp"], value["parent"]) == (
        "intact",
        "stamped",
        "intact",
    )
    assert len(store(target)["manifests"]) == 2
    run("stamp", signed, target, *words, code=ExitCode.STUDIO)
    shown = run("stamp", signed, tmp_path / "second.png", *words)
    assert value["stamped_by"] in shown.output


@pytest.mark.parametrize(
    ("words", "lacks"),
    [
        pytest.param(("--self-made",), "--timestamp", id="whom to ask"),
        pytest.param(("--timestamp", "http://127.0.0.1:9/"), "--sign", id="who signs"),
    ],
)
def test_what_is_missing_is_named(run, signed, words, lacks, tmp_path):
    """Nothing is asked, nor written, before both are known."""
    found = run("stamp", signed, tmp_path / "stamped.png", *words, code=ExitCode.USAGE)
    assert f"{lacks} is missing" in found.output
    assert not (tmp_path / "stamped.png").exists()


def test_an_authority_that_is_away(run, signed, tmp_path):
    """It is said, and nothing is left."""
    words = ("--self-made", "--timestamp", "http://127.0.0.1:9/")
    found = run("stamp", signed, tmp_path / "stamped.png", *words, code=ExitCode.ANCHOR)
    assert "not reached" in found.output
    assert not (tmp_path / "stamped.png").exists()
