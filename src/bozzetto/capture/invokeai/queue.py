"""InvokeAI's queue, asked by REST: which items there are, and what each one is.

A number is not given to a second item. Clearing takes out those that have ended, too.
"""

import json
from dataclasses import dataclass

from bozzetto.capture.invokeai.items import ENDS, Item, read_item
from bozzetto.capture.proxy.tool import Tool

__all__ = ["Queue"]

MAX_NEW = 10_000  # items that are new at one look: the page lets a batch have 10,000 iterations
MAX_BACK = 256  # items that are looked at, at the start, for those that have not ended

_QUEUE = "/api/v1/queue/default"
_GONE = "HTTP status 404"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking after an item."""

    item: Item | None
    is_gone: bool = False  # InvokeAI has none of this number


class Queue:
    """Asks. One thread uses it."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        self._newest = -1  # the number of the newest item that was seen
        self.is_listed = False  # whether InvokeAI listed it, when it was asked last

    def item(self, number: int) -> Answer:
        """Ask for an item."""
        told = self._tool.fetch(f"{_QUEUE}/i/{number}").result()
        if isinstance(told, str):
            return Answer(None, told == _GONE)
        try:
            return Answer(read_item(json.loads(told)))
        except (ValueError, RecursionError):
            return Answer(None)

    def begin(self) -> list[Item]:
        """Begin at what is there; returns what has not ended yet, the oldest first."""
        numbers = self._numbers()
        self._newest = max((*numbers, self._newest))
        waiting = self._waiting()
        found: list[Item] = []
        for number in sorted(numbers, reverse=True)[:MAX_BACK]:
            if len(found) >= waiting:
                break
            item = self.item(number).item
            if item is not None and item.status not in ENDS:
                found.append(item)
        return found[::-1]

    def new(self) -> list[Item]:
        """List the items that came since the last look, the oldest first."""
        numbers = sorted(number for number in self._numbers() if number > self._newest)[:MAX_NEW]
        if numbers:
            self._newest = numbers[-1]
        items = (self.item(number).item for number in numbers)
        return [item for item in items if item is not None]

    def _numbers(self) -> list[int]:
        told = self._tool.ask(f"{_QUEUE}/item_ids")
        numbers = told.get("item_ids") if isinstance(told, dict) else None
        self.is_listed = isinstance(numbers, list)
        listed = numbers if isinstance(numbers, list) else []
        return [each for each in listed if isinstance(each, int)]

    def _waiting(self) -> int:
        """Say how many items have not ended."""
        told = self._tool.ask(f"{_QUEUE}/status")
        queue = told.get("queue") if isinstance(told, dict) else None
        counts = queue if isinstance(queue, dict) else {}
        every = (counts.get(name) for name in ("pending", "in_progress", "waiting"))
        return sum(count for count in every if isinstance(count, int))
