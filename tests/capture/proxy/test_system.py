"""In what environment ComfyUI runs."""

from bozzetto.capture.proxy.gate import Upstream
from bozzetto.capture.proxy.system import describe
from bozzetto.capture.proxy.tool import Tool


def test_version_and_settings_of_a_running_server(comfyui):
    """Versions and devices; no free memory, which is another one at every moment."""
    version, settings = describe(Tool(Upstream("127.0.0.1", comfyui.port)))
    assert version == "0.3.64"
    assert settings["pytorch_version"] == "2.13.0+cpu"
    assert settings["embedded_python"] == "false"
    assert settings["device 0"] == "cpu"
    assert settings["reached at"] == comfyui.url
    assert not {"ram_free", "ram_total", "argv"} & settings.keys()


def test_server_that_is_away_has_none(comfyui):
    """It is said where it was looked for."""
    comfyui.stop()
    assert describe(Tool(Upstream("127.0.0.1", comfyui.port))) == (
        None,
        {"reached at": comfyui.url},
    )
