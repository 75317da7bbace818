from collections.abc import Iterator
from pathlib import Path

import pytest

from bozzetto.evidence import write_bundle
from tests.fakes.authority import Authority
from tests.fakes.ledger import Ledger, story


@pytest.fixture(scope="session")
def authority() -> Iterator[Authority]:
    """A timestamp authority."""
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
