"""A studio whose clock the test sets, with an extension that is paired with a work."""

from dataclasses import replace

import pytest

from bozzetto.api import Studio
from bozzetto.capture.browser.visit import Picture, Role, Visit
from bozzetto.capture.handover.connection import connect
from bozzetto.record import moment_of
from bozzetto.studio import Program
from tests.capture.handover.handing import picture
from tests.studio.clocks import SetClock
from tests.studio.whole import check_whole

RUN = "00000000000000b1"


@pytest.fixture
def clock():
    """A clock that the test sets itself."""
    return SetClock()


@pytest.fixture
def studio(tmp_path, clock):
    """An open studio; whatever the test did, the whole log holds at the end."""
    folder = tmp_path / "studio"
    with Studio.create(folder, name="Atelier", owner="Ann", device="desk", clock=clock) as made:
        yield made
    check_whole(folder)


@pytest.fixture
def work(studio):
    """A work of the studio."""
    return studio.open_work("Cat")


@pytest.fixture
def connection(studio, work):
    """The extension, connected; what is clicked there are the owner's acts."""
    return connect(
        studio.layout, sort="browser", label="browser", work=work.digest, person=studio.owner
    )


@pytest.fixture
def visit(clock):
    """Make visits of one page: a prompt that was selected, two pictures, the screen."""
    red, blue = picture("red"), picture("blue")
    usual = Visit(
        RUN,
        moment_of(clock.now()),
        Program("Chromium", "156"),
        "1",
        "https://pictures.example/jobs/7?tab=grid",
        "My pictures",
        "a silver cat",
        "a silver cat",
        picture("white", (40, 30)),
        (
            Picture("red.png", "https://cdn.example/red.png?Signature=abcdefgh", red),
            Picture("blue.png", "https://cdn.example/blue.png", blue),
        ),
        Role.CANDIDATES,
    )

    def make(**members):
        return replace(usual, **members)

    return make
