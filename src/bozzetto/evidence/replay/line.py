"""The line to a tool: HTTP with limits of time and size, and no way to another host."""

import json
import ssl
import time
from typing import Self

import httpx  # noqa: TID251  # one tool is asked, at the address that the person gave

from bozzetto.capture.proxy.gate import Upstream
from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.recipe import Value
from bozzetto.law import Words

__all__ = ["BrokenError", "Line"]

CONNECT = 10.0  # seconds
ANSWER = 60.0  # seconds for a question: the tool may be reading a model from the disk
JSON_LIMIT = 64 << 20  # bytes: all kinds of nodes with all their choices
FILE_LIMIT = 256 << 20  # bytes: a picture or a short film; it is held in memory


class BrokenError(StudioError):
    """The tool did not do what was asked of it.

    Attributes:
        words: Why, in both languages.
    """

    def __init__(self, words: Words) -> None:
        super().__init__("the tool did not do it: {why}", why=words.en)
        self.words = words


class Line:
    """Asks one tool. Each question is bounded: to connect, for each read, and as a whole."""

    def __init__(self, upstream: Upstream) -> None:
        self.url = upstream.url
        # No proxy out of the environment, and no redirect: what is asked stays at this address
        plain = upstream.url.startswith("http:")  # then nobody's certificate is asked for
        self._http = httpx.Client(
            base_url=upstream.url,
            follow_redirects=False,
            trust_env=False,
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, target: str) -> Value:
        """Ask for JSON; None where the tool has nothing there.

        Raises:
            BrokenError: it is not reached, or its answer is none.
        """
        status, data = self._send("GET", target, JSON_LIMIT, ANSWER)
        return _json(data) if status == httpx.codes.OK else None

    def fetch(self, target: str) -> bytes | None:
        """Fetch a file; None where the tool has none there.

        Raises:
            BrokenError: it is not reached, or the file is too large.
        """
        status, data = self._send("GET", target, FILE_LIMIT, ANSWER)
        return data if status == httpx.codes.OK else None

    def post(self, target: str, value: Value, seconds: float = ANSWER) -> tuple[int, bytes]:
        """Send JSON, and return the status and what is answered.

        Raises:
            BrokenError: it is not reached, or does not answer whole.
        """
        data = json.dumps(value).encode("ascii")
        headers = {"Content-Type": "application/json"}
        return self._send("POST", target, FILE_LIMIT, seconds, content=data, headers=headers)

    def upload(self, target: str, name: str, data: bytes, fields: dict[str, str]) -> Value:
        """Send a file as a form, and return what is answered.

        Raises:
            BrokenError: the tool does not take it.
        """
        files = {"image": (name, data, "application/octet-stream")}
        status, answer = self._send("POST", target, JSON_LIMIT, ANSWER, files=files, data=fields)
        if status != httpx.codes.OK:
            raise BrokenError(_status(status))
        return _json(answer)

    def _send(
        self,
        method: str,
        target: str,
        limit: int,
        seconds: float,
        **what: object,
    ) -> tuple[int, bytes]:
        until = time.monotonic() + seconds
        timeout = httpx.Timeout(seconds, connect=CONNECT)
        try:
            with self._http.stream(method, target, timeout=timeout, **what) as answer:  # type: ignore[arg-type]
                if answer.is_redirect:
                    raise BrokenError(pair("it points to another address", "它指向另一个地址"))
                return answer.status_code, _read(answer, limit, until)
        except httpx.TimeoutException as error:
            raise BrokenError(_TOO_LONG) from error
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError) as error:
            # the type only: a message might repeat what was sent
            why = type(error).__name__
            raise BrokenError(
                pair("the tool is away ({why})", "工具未应答或已断开（{why}）", why=why)
            ) from error


_TOO_LONG = pair("it takes too long", "耗时过长")


def _read(answer: httpx.Response, limit: int, until: float) -> bytes:
    found = bytearray()
    for piece in answer.iter_bytes():
        found += piece
        if len(found) > limit:
            raise BrokenError(
                pair(
                    "it sends more than {limit} bytes", "它发送的数据超过 {limit} 字节", limit=limit
                )
            )
        if time.monotonic() > until:
            raise BrokenError(_TOO_LONG)
    return bytes(found)


def _json(data: bytes) -> Value:
    try:
        found: Value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BrokenError(pair("its answer is not JSON", "其回答不是 JSON")) from error
    return found


def _status(status: int) -> Words:
    return pair(
        "it answers with HTTP status {status}", "它以 HTTP 状态 {status} 回答", status=status
    )
