from collections.abc import Iterator
from pathlib import Path

import pytest

from bozzetto.evidence import write_bundle
from tests.fakes.authority import Authority
from tests.fakes.ledger import Ledger, story


@pytest.fixture(scope="session")
def authority() -> Iterator[Authority]:
    """A timestamp authority; a test that bends it must bend it back."""
    with Authority() as running:
        yield running


@pytest.fixture(scope="session")
def told(authority: Authority) -> Ledger:
    """The long example; not to be appended to."""
    return story(authority)


@pytest.fixture(scope="session")
def bundle(told: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its bundle."""
    path = tmp_path_factory.mktemp("bundle") / "work.zip"
    write_bundle(told.contents(), path)
    return path


@pytest.fixture
def ledger(authority: Authority) -> Ledger:
    """A small studio with one anchor and one open work, to be told on by the test."""
    small = Ledger(authority, "small")
    small.open_studio()
    small.anchor()
    small.open_work("Small")
    return small
