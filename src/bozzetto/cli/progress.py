"""Progress: a bar on stderr, and only where somebody watches it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["Advance", "bar"]

Advance = Callable[[int, int], None]  # how much is done, of how much


@contextmanager
def bar(label: str) -> Iterator[Advance | None]:
    """Show a bar while something is done; nothing where stderr is no terminal.

    Yields:
        What is to be called with how much is done, of how much; None where nothing is shown.
    """
    if not sys.stderr.isatty():
        yield None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, markup=False, emoji=False)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(label, total=None)

        def advance(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield advance
