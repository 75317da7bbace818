"""Earlier credentials: there, not there, and there but not to be read."""

import pytest

from bozzetto.capture.credentials import Credentials, State
from bozzetto.errors import FormatError, StudioError
from bozzetto.labels.credentials import earlier
from bozzetto.labels.credentials.earlier import look
from tests.fakes.credentials import drawn, sign
from tests.labels.credentials.readers import needs_c2pa, picture

needs_c2pa()


@pytest.fixture(scope="module")
def signed():
    """A picture that somebody else signed."""
    return sign(drawn())


def test_a_picture_without(tmp_path):
    """No worker is asked."""
    found = look(picture(tmp_path, "webp"))
    assert (found.media_type, found.carried, found.state) == ("image/webp", (), None)


def test_a_picture_with(signed, tmp_path):
    """They are read, and kept as bytes to compare."""
    (tmp_path / "a.png").write_bytes(signed)
    found = look(tmp_path / "a.png")
    assert found.state is State.INTACT
    assert len(found.carried) == 1


def test_what_cannot_be_read_is_there(signed, tmp_path):
    """Whatever it would say."""
    at = signed.index(b"jumb")
    (tmp_path / "a.png").write_bytes(signed[:at] + b"X" + signed[at + 1 :])
    assert look(tmp_path / "a.png").state is State.UNREAD


def test_without_the_library_they_are_there(signed, tmp_path, monkeypatch):
    """And not read."""
    monkeypatch.setattr(earlier, "read_credentials", lambda _path, _picture: None)
    (tmp_path / "a.png").write_bytes(signed)
    assert look(tmp_path / "a.png").state is State.UNREAD


def test_what_ends_its_reader_is_refused(signed, tmp_path, monkeypatch):
    """It would end this process next."""
    ended = Credentials(State.UNREAD, ("the reader ended",))
    monkeypatch.setattr(earlier, "read_credentials", lambda _path, _picture: ended)
    (tmp_path / "a.png").write_bytes(signed)
    with pytest.raises(StudioError, match="end every reader"):
        look(tmp_path / "a.png")


def test_what_is_no_picture(tmp_path):
    """Or is not there."""
    (tmp_path / "a").write_bytes(b"%PDF-1.7")
    with pytest.raises(FormatError, match="is no picture"):
        look(tmp_path / "a")
    with pytest.raises(StudioError, match="nothing is at"):
        look(tmp_path / "b")
