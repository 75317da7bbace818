"""What every test stands on: folders of its own, and never the user's."""

import os
import sys
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

if os.environ.get("BOZZETTO_CASES"):
    # Before any test module imports the verifier: what it says is kept for another one to meet.
    from tests.verify.kept import keep_from_now_on

    keep_from_now_on()

# No test speaks with anybody outside, so no client reads the world's root certificates: that takes
# 60 ms each time. Here lies none.
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)
os.environ.pop("SSL_CERT_FILE", None)

# Where Python is told to write no bytecode (as in containers), each program that a test starts
# would compile all of Bozzetto anew: a second each. Here it is kept, beside no source.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    KEPT = Path(__file__).parents[1] / "build" / "bytecode"
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(KEPT)
    sys.dont_write_bytecode = False

# A busy machine is slow, and that is no fault: nothing here is judged by the time it takes.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("patient"), max_examples=15)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


@pytest.fixture(scope="session", autouse=True)
def real_cost():
    """Lock keys as ever, but at the least cost of a guess: else each takes a third of a second.

    Returns the real cost, which ``tests/studio/test_keys.py`` holds.
    """
    from bozzetto.studio import keys  # noqa: PLC0415  # not before the first lines of this module

    real = dict(keys._ARGON2)  # noqa: SLF001  # nobody else may make it cheap
    keys._ARGON2.update(iterations=1, memory=32)  # noqa: SLF001  # 8 KiB a lane: RFC 9106, 3.1
    yield real
    keys._ARGON2.update(real)  # noqa: SLF001


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
