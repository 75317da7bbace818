"""The library: what it is told, and how its absence and its errors are told."""

import io
import sys
from types import ModuleType

import pytest

from bozzetto.errors import StudioError
from bozzetto.labels.credentials.library import library, read_store, settings, writing
from tests.labels.credentials.readers import needs_c2pa
from tests.labels.pictures import saved

needs_c2pa()


def test_no_network_on_reading():
    """Nothing that a file names is asked."""
    told = settings()
    assert told["core"]["allowed_network_hosts"] == []
    assert told["verify"]["remote_manifest_fetch"] is False
    assert told["verify"]["ocsp_fetch"] is False


def test_one_host_where_a_stamp_is_fetched():
    """This computer's own, with its port."""
    assert settings(stamps="127.0.0.1:8")["core"]["allowed_network_hosts"] == ["127.0.0.1:8"]


def test_a_platform_without_it(monkeypatch):
    """The package is there, and its native part is not."""

    class Broken(ModuleType):
        def __getattr__(self, name):
            raise AssertionError(name)

    def fail(_name):
        raise RuntimeError("Could not find libc2pa_c.so")

    monkeypatch.delitem(sys.modules, "c2pa", raising=False)
    monkeypatch.setattr("importlib.import_module", fail)
    with pytest.raises(StudioError, match=r"does not load: Could not find libc2pa_c\.so"):
        library()


def test_its_errors_are_ours():
    """With its words."""
    with pytest.raises(StudioError, match="cannot be written: no"), writing():
        raise library().C2paError("no")


def test_a_file_without_credentials():
    """Cannot be read back."""
    with pytest.raises(StudioError, match="cannot be read"):
        read_store(io.BytesIO(saved("PNG")), "image/png")
