"""Earlier credentials: what a picture that is to be signed carries already.

They come from elsewhere, so a worker in a process of its own reads them. Credentials that cannot
be read are there all the same: a picture with them was opened, whatever they would have said.
"""

from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.credentials import Credentials, State, read_credentials
from bozzetto.errors import FormatError, StudioError

__all__ = ["Earlier", "look"]

_PLACE = "c2pa"  # of the carriers that hold credentials
_ENDED = "the reader ended"  # what the worker's owner says of a worker that is no more


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file, as it comes.

    Attributes:
        media_type: As its bytes say.
        carried: The credentials it carries, as bytes; empty for none.
        credentials: What they say; None where there are none.
    """

    media_type: str
    carried: tuple[bytes, ...]
    credentials: Credentials | None

    @property
    def state(self) -> State | None:
        """Whether they hold; None where there are none."""
        if not self.carried:
            return None
        return State.UNREAD if self.credentials is None else self.credentials.state


def look(path: Path) -> Earlier:
    """Look at a file before it is signed or made an ingredient.

    Raises:
        FormatError: Nothing is known of such a file.
        StudioError: It is not there, or its credentials end whoever reads them.
    """
    try:
        with path.open("rb") as file:
            picture = read_picture(file, pixels=False)
    except OSError as error:
        raise StudioError("nothing is at {place}", place=path) from error
    if not picture.type.startswith("image/"):
        raise FormatError("{path} is no picture that credentials can stand in", path=path)
    carried = tuple(each.raw for each in picture.carriers if each.place == _PLACE)
    found = read_credentials(path, picture) if any(carried) else None
    if found is not None and found.state is State.UNREAD and _ENDED in found.problems:
        raise StudioError("the credentials of {path} end every reader", path=path)
    return Earlier(picture.type, carried, found)
