"""In what environment ComfyUI runs, as ``/system_stats`` says it."""

from collections.abc import Mapping
from typing import Any

from bozzetto.capture.proxy.tool import Tool

__all__ = ["describe"]

# What is no setting: it is another one at every moment, or says how the server was called
_LEFT_OUT = ("argv", "ram_total", "ram_free")


def describe(tool: Tool) -> tuple[str | None, dict[str, str]]:
    """Give ComfyUI's version and settings; none where it does not say them."""
    stats = _members(tool.ask("/system_stats"))
    facts = _members(stats.get("system"))
    settings = {
        str(name): _spelled(value)
        for name, value in facts.items()
        if name not in _LEFT_OUT and isinstance(value, (str, int, float))
    }
    devices = stats.get("devices")
    for index, device in enumerate(devices if isinstance(devices, list) else ()):
        if isinstance(device, dict) and isinstance(device.get("name"), str):
            settings[f"device {index}"] = device["name"]
    settings["reached at"] = tool.upstream.url
    version = facts.get("comfyui_version")
    return (version if isinstance(version, str) and version else None), settings


def _members(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _spelled(value: str | float) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
