"""What every test stands on: folders of its own, and never the user's."""

import os
import uuid

import pytest
from hypothesis import HealthCheck, settings

if os.environ.get("BOZZETTO_CASES"):
    # Before any test module imports the verifier: what it says is kept for another one to meet.
    from tests.verify.kept import keep_from_now_on

    keep_from_now_on()

# A busy machine is slow, and that is no fault: nothing here is judged by the time it takes.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("patient"), max_examples=15)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


@pytest.fixture(scope="session")
def _homes(tmp_path_factory):
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_folders(_homes, monkeypatch):
    """Point the user's folders to places that no other test knows; they are not made."""
    home = _homes / uuid.uuid4().hex
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("BOZZETTO_STUDIO", str(home / "studio"))
    monkeypatch.delenv("BOZZETTO_PASSPHRASE", raising=False)
    return home
