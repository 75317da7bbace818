"""A fake ComfyUI, a proxy before it, and a page that uses it."""

import pytest

from tests.capture.proxy.standing import Page, standing
from tests.fakes.comfyui import FakeComfyUI


@pytest.fixture
def comfyui():
    """A server that speaks ComfyUI's protocol."""
    with FakeComfyUI() as found:
        yield found


@pytest.fixture
def proxied(comfyui, tmp_path):
    """A proxy before it."""
    with standing(comfyui.url, tmp_path / "spool") as found:
        yield found


@pytest.fixture
def page(proxied):
    """ComfyUI's page, opened through the proxy."""
    with Page(proxied.url) as found:
        yield found
