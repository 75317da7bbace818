"""The gate: which requests pass, and as what the tool sees them.

The tool listens on this machine for its own page, and looks at Host and Origin to know it by.
Behind the proxy both name the proxy, so they are put right here; and since a foreign page must
not get by that to where the tool itself would not let it, it is refused here: another host's
name (DNS rebinding), another page's origin. What passes is an act that the record gives to a
person; no page of a stranger may be able to make one.
"""

import re
from dataclasses import dataclass, replace

from bozzetto.capture.proxy.head import Request, Response
from bozzetto.errors import StudioError

__all__ = ["LOOPBACK", "Gate", "Upstream", "parse_upstream"]

LOOPBACK = "127.0.0.1"
_OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")
_URL = re.compile(r"http://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?/?")
_PORT = 80  # RFC 9110 section 4.2.1


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where the tool listens."""

    host: str  # an address or a name, without brackets
    port: int

    @property
    def netloc(self) -> str:
        """Host and port as a Host field has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORT else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The tool's address, without a slash at the end."""
        return f"http://{self.netloc}"


def parse_upstream(url: str) -> Upstream:
    """Read the address of a tool.

    Raises:
        StudioError: it is not of the form ``http://HOST:PORT``.
    """
    match = _URL.fullmatch(url)
    port = int(match[2] or _PORT) if match else 0
    if match is None or not 1 <= port <= 65_535:
        raise StudioError(
            "not the address of a tool: {url!r}",
            hint="it is of the form http://127.0.0.1:8188",
            url=url[:200],
        )
    return Upstream(match[1].strip("[]").lower(), port)


@dataclass(frozen=True, slots=True)
class Gate:
    """Between the proxy's own port and the tool."""

    port: int
    upstream: Upstream

    @property
    def own(self) -> str:
        """Host and port of the proxy, as its page has them."""
        return f"{LOOPBACK}:{self.port}"

    def refusal(self, request: Request) -> StudioError | None:
        """Say why a request does not pass; None where it does."""
        hosts = request.fields.every(b"host")
        if len(hosts) != 1 or not self._is_own(hosts[0].decode("latin-1").lower()):
            return StudioError(
                "the request is for another host",
                hint="open the tool at {url}",
                url=f"http://{self.own}",
            )
        if not all(self._is_page(origin) for origin in request.fields.every(b"origin")):
            return StudioError("the request comes from another page")
        return None

    def inward(self, request: Request) -> Request:
        """Write a request as the tool is to see it."""
        fields = request.fields
        # one that waits for leave to send its body gets it here; no compression of frames, so
        # that they can be read as they pass: on one machine it saves nothing
        onward = fields.onward().without(b"expect", b"sec-websocket-extensions")
        onward = onward.put(b"Host", self.upstream.netloc.encode())
        if fields.get(b"origin") is not None:
            onward = onward.put(b"Origin", self.upstream.url.encode())
        # Gradio builds the addresses in its page from these
        onward = onward.put(b"X-Forwarded-Host", fields.get(b"host") or self.own.encode())
        onward = onward.put(b"X-Forwarded-Proto", b"http")
        if request.upgrades:
            onward = onward.put(b"Connection", b"Upgrade").put(b"Upgrade", b"websocket")
        return replace(request, fields=onward)

    def outward(self, response: Response) -> Response:
        """Write an answer as the page is to see it."""
        fields = response.fields.onward()
        if response.status == 101:
            fields = fields.put(b"Connection", b"Upgrade").put(b"Upgrade", b"websocket")
        place = fields.text(b"location")
        if place == self.upstream.url or place.startswith(self.upstream.url + "/"):
            rest = place.removeprefix(self.upstream.url) or "/"
            fields = fields.put(b"Location", rest.encode("latin-1"))
        return replace(response, fields=fields)

    def _is_own(self, host: str) -> bool:
        name, _colon, port = host.rpartition(":")
        return name in _OWN_NAMES and port == str(self.port)

    def _is_page(self, origin: bytes) -> bool:
        scheme, _sep, host = origin.decode("latin-1").lower().partition("://")
        return scheme == "http" and (self._is_own(host) or host == self.upstream.netloc.lower())
