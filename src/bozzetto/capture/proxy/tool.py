"""The tool itself, asked beside what passes: for the files that it made, and what it knows of jobs.

Each question is a request of its own on a connection of its own, so that the page's requests
wait for none. Nothing that the page sent along (cookies, a login) is used here.
"""

import http.client
import json
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

from bozzetto.capture.proxy.gate import Upstream

__all__ = ["JSON_LIMIT", "Tool"]

FILE_LIMIT = 256 << 20  # bytes: a picture or a short film; it is held in memory
JSON_LIMIT = 64 << 20  # bytes: a queue holds the whole graph of every job in it
_SECONDS = 30.0  # for the tool to answer: it may be reading a model from the disk
_AT_ONCE = 4  # files fetched at a time


class Tool:
    """Asks one tool. Every thread may use it."""

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self._pool = ThreadPoolExecutor(_AT_ONCE, "proxy-fetch")

    def fetch(self, target: str) -> "Future[bytes | str]":
        """Fetch a file in the background: its bytes, or in words why not."""
        return self._pool.submit(self._get, target, FILE_LIMIT)

    def ask(self, target: str) -> object:
        """Ask for JSON; None where the tool is away or says something else."""
        told = self._get(target, JSON_LIMIT)
        try:
            return None if isinstance(told, str) else json.loads(told)
        except (ValueError, RecursionError):
            return None

    def close(self) -> None:
        """Let nothing wait any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _get(self, target: str, limit: int) -> bytes | str:
        where = self.upstream
        connection = http.client.HTTPConnection(where.host, where.port, timeout=_SECONDS)
        try:
            with closing(connection):
                connection.request("GET", target, headers={"Host": where.netloc})
                answer = connection.getresponse()
                if answer.status != http.client.OK:
                    return f"HTTP status {answer.status}"
                data = answer.read(limit + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return type(error).__name__
        return data if len(data) <= limit else f"more than {limit} bytes"
