"""Addresses: where the server listens, and by which names it may be called.

A page of any site can make a browser ask `http://its-own-name:8421/`, and let that name lead to
127.0.0.1 (DNS rebinding). Such a request names the foreign host, and is refused by that.
"""

import ipaddress
import platform
from dataclasses import dataclass

__all__ = ["ANY_HOST", "DEFAULT_PORT", "LOOPBACK", "Address", "is_loopback"]

DEFAULT_PORT = 8421
LOOPBACK = "127.0.0.1"
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
ANY_HOST = ("0.0.0.0", "::")  # noqa: S104  # to know them, not to bind them


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    host: str = LOOPBACK  # as --host has it: an IP address or a name
    port: int = DEFAULT_PORT
    tls: bool = False

    @property
    def scheme(self) -> str:
        """How it is spoken to."""
        return "https" if self.tls else "http"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)

    @property
    def url(self) -> str:
        """How a person on this machine reaches it, without a slash at the end."""
        shown = LOOPBACK if self.host in ANY_HOST else _in_brackets(self.host)
        return f"{self.scheme}://{shown}:{self.port}"

    @property
    def outside(self) -> str:
        """How another device reaches it, where it may; without a slash at the end."""
        if self.host not in ANY_HOST:
            return self.url
        return f"{self.scheme}://{platform.node().lower()}:{self.port}"

    def knows(self, host: str) -> bool:
        """Whether a Host header names this server.

        Where it listens on every address, an IP address is enough: a name can be made to lead
        here, an address cannot.
        """
        name, _colon, port = host.lower().rpartition(":")
        if not _colon or name.endswith(":"):
            return False
        if port != str(self.port):
            return False
        if name in _LOOPBACK_NAMES or name == _in_brackets(self.host.lower()):
            return True
        return self.host in ANY_HOST and (_is_address(name) or name == platform.node().lower())

    def is_own(self, origin: str, host: str) -> bool:
        """Whether an Origin header is that of the page that this server gave."""
        return origin.lower() == f"{self.scheme}://{host.lower()}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _in_brackets(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
