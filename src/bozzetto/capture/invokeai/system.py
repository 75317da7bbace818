"""In what environment InvokeAI runs, as it says it."""

from bozzetto.capture.proxy.tool import Tool

__all__ = ["describe"]

# Of the packages that it lists, those that pictures depend on
_PACKAGES = ("torch", "torchvision", "diffusers", "transformers", "compel", "CUDA", "xformers")


def describe(tool: Tool) -> tuple[str | None, dict[str, str]]:
    """Give InvokeAI's version and settings; none where it does not say them."""
    told = tool.ask("/api/v1/app/version")
    version = told.get("version") if isinstance(told, dict) else None
    packages = tool.ask("/api/v1/app/app_deps")
    known = packages if isinstance(packages, dict) else {}
    settings = {name: str(known[name]) for name in _PACKAGES if known.get(name)}
    settings["reached at"] = tool.upstream.url
    return (version if isinstance(version, str) and version else None), settings
