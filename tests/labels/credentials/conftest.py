"""One signer of one's own, and one authority, for all of these tests."""

from datetime import UTC, datetime

import pytest

from bozzetto.labels.credentials import make_own_signer
from tests.fakes.stamping import StampingAuthority


@pytest.fixture(scope="session")
def own_folder(tmp_path_factory):
    """A folder with a signer in it."""
    folder = tmp_path_factory.mktemp("own")
    make_own_signer(folder, "Li Atelier", now=datetime.now(UTC))
    return folder


@pytest.fixture(scope="session")
def own(own_folder):
    """The signer in it."""
    from bozzetto.labels.credentials import open_own_signer  # noqa: PLC0415  # beside its folder

    return open_own_signer(own_folder)


@pytest.fixture(scope="session")
def root(own_folder):
    """The signer's root, as PEM."""
    return (own_folder / "root.pem").read_text()


@pytest.fixture(scope="module")
def served():
    """An authority that runs."""
    with StampingAuthority() as authority:
        yield authority
