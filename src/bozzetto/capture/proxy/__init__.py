"""A reverse proxy on this machine, between an image tool and its page, that sees what happens.

The parts, from the bottom: heads and framing of HTTP (``head``, ``wire``, ``splice``), what may
pass and under which name (``gate``), one connection (``relay``), all of them (``server``); then
what is made of it: ``comfyui`` and ``webui``, over ``worker`` and ``tool``.
"""

from bozzetto.capture.proxy.comfyui import ComfyUI
from bozzetto.capture.proxy.gate import Upstream, parse_upstream
from bozzetto.capture.proxy.running import prepare
from bozzetto.capture.proxy.server import Proxy
from bozzetto.capture.proxy.tool import Tool
from bozzetto.capture.proxy.webui import WebUI

__all__ = ["ComfyUI", "Proxy", "Tool", "Upstream", "WebUI", "parse_upstream", "prepare"]
