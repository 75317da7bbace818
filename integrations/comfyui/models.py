"""Model files by name, and their digests, which take minutes and are computed aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .digests import Digests, IdleHasher, state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .folders import Folders
    from .reading import ModelName

__all__ = ["Models"]


class Models:
    """Names models and tells of each file's digest once in a run; asked by one thread."""

    def __init__(
        self,
        folders: Folders,
        digests: Digests,
        hasher: IdleHasher,
        report: Callable[[dict[str, object]], None],
    ) -> None:
        """Hand the bodies of `model` acts to `report`, whichever thread finds them."""
        self._folders = folders
        self._digests = digests
        self._hasher = hasher
        self._report = report
        self._told: set[tuple[str, str]] = set()

    def told(self, model: ModelName) -> dict[str, object]:
        """Name a model, with its digest where that is known; else it is told when it is."""
        path = self._folders.model(model.name, model.folders)
        if path is None:
            return {"name": model.name}
        try:
            state = state_of(path)
        except OSError:
            return {"name": model.name}
        digest = self._digests.get(state)
        if digest is None:
            self._hasher.ask(state, lambda found: self._tell(model.name, found, state[1]))
            return {"name": model.name}
        self._tell(model.name, digest, state[1])
        return {"name": model.name, "digest": digest}

    def _tell(self, name: str, digest: str, size: int) -> None:
        if (name, digest) not in self._told:
            self._told.add((name, digest))
            self._report({"name": name, "digest": digest, "size": size})
