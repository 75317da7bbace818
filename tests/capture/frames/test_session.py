"""Tests of a session: real pixels on a real display, into a spool."""

import io

import pytest
from PIL import Image

from bozzetto.capture.frames import Look, Rectangle, ScreenTarget, Session, WindowTarget, describe
from bozzetto.capture.frames.allowance import Allowance
from bozzetto.capture.frames.xlib import open_windows
from bozzetto.capture.handover.reporter import Reporter
from tests.capture.api.spooled import told

RED, GREEN, BLUE, WHITE = 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFFFF


@pytest.fixture
def reporter(tmp_path):
    """What hands over."""
    made = Reporter(str(tmp_path), {"name": "bozzetto frames"}, "frames 1")
    yield made
    made.close()


@pytest.fixture
def handed(tmp_path, reporter):
    """What was handed over so far: notes, and pictures."""

    def read():
        assert reporter.flush(30)
        found = [report for report in told(tmp_path) if report.act == "material"]
        return [(report, Image.open(io.BytesIO(report.data(0)))) for report in found]

    return read


def near(pixel, colour):
    """Whether a pixel has a colour, as well as WebP keeps it."""
    wanted = (colour >> 16, colour >> 8 & 255, colour & 255)
    return all(abs(one - other) <= 12 for one, other in zip(pixel, wanted, strict=True))


def test_frames_while_something_changes(desktop, reporter, handed):
    """A change makes a frame; nothing new makes none, and the next frame counts such looks."""
    with desktop.screen() as screen:
        session = Session(screen, ScreenTarget(1), reporter)
        desktop.paint(RED)
        looks = [session.look(0).look]
        looks += [session.look(second).look for second in (1, 2)]
        desktop.spot(600, 380, 2, 10, WHITE)  # a mark that blinks
        looks.append(session.look(3).look)
        desktop.paint(BLUE)
        looks.append(session.look(4).look)
    assert looks == [Look.TAKEN, Look.ALIKE, Look.ALIKE, Look.ALIKE, Look.TAKEN]
    (first, red), (second, blue) = handed()
    assert near(red.getpixel((9, 9)), RED)
    assert near(blue.getpixel((9, 9)), BLUE)
    assert first.body["role"] == "session frame"
    assert first.body["origin"] == "screen"
    assert first.body["note"] == "screen 1, 640 x 400 pixels at 0, 0, kept as 640 x 400"
    assert second.body["note"].endswith("since the frame before 3 showed nothing new")
    assert first.at < second.at
    assert session.taken == 2


def test_slow_change_adds_up(desktop, reporter):
    """Each is held against the frame that was kept, so what creeps is seen in the end."""
    with desktop.screen() as screen:
        session = Session(screen, ScreenTarget(1), reporter)
        found = []
        for level in range(0x80, 0x90):
            desktop.paint(level * 0x010101)
            found.append(session.look(0).look)
    assert [index for index, look in enumerate(found) if look is Look.TAKEN] == [0, 8]


def test_masks_are_black(desktop, reporter, handed):
    """What is masked is black in what is written, and makes no frame when it changes."""
    masks = [Rectangle(100, 50, 40, 30), Rectangle(630, 390, 100, 100)]
    with desktop.screen() as screen:
        session = Session(screen, ScreenTarget(1), reporter, masks)
        desktop.paint(WHITE)
        secret = desktop.spot(104, 54, 32, 22, RED)
        assert session.look(0).look is Look.TAKEN
        desktop.paint(GREEN, secret)
        assert session.look(1).look is Look.ALIKE
    ((_, image),) = handed()
    for x, y in ((120, 65), (104, 54), (135, 75), (635, 395)):
        assert near(image.getpixel((x, y)), 0)
    assert near(image.getpixel((20, 20)), WHITE)


def test_window_alone_is_taken(desktop, display, reporter, handed):
    """Of a window its own pixels are taken, wherever it goes; what lies over it is black."""
    cat = desktop.window("Krita", 100, 100, 200, 100, RED)
    with desktop.screen() as screen, open_windows(display) as windows:
        session = Session(screen, WindowTarget(windows, "Krita"), reporter, [Rectangle(0, 0, 9, 9)])
        session.look(0)
        desktop.window("chat", 250, 150, 200, 200, GREEN)
        session.look(1)
        desktop.move(cat, -100, 300)
        session.look(2)
    (_, whole), (covered, under), (moved, part) = handed()
    assert whole.size == under.size == (200, 100)
    assert near(whole.getpixel((100, 50)), RED)
    assert near(whole.getpixel((3, 3)), 0)
    assert near(under.getpixel((175, 75)), 0)
    assert near(under.getpixel((100, 20)), RED)
    assert covered.body["note"].startswith("window Krita, 200 x 100 pixels at 100, 100")
    assert part.size == (100, 100)
    assert near(part.getpixel((3, 3)), RED)  # the masked corner is off the desktop
    assert moved.body["note"].startswith("window Krita, 100 x 100 pixels at 0, 300")


def test_hidden_window_makes_no_frame(desktop, display, reporter, handed):
    """A window that is not shown, or is wholly covered, is not taken."""
    cat = desktop.window("Krita", 100, 100, 200, 100, RED)
    with desktop.screen() as screen, open_windows(display) as windows:
        session = Session(screen, WindowTarget(windows, "Krita"), reporter)
        lock = desktop.window("locked", 0, 0, 640, 400, GREEN)
        assert session.look(0).look is Look.HIDDEN
        desktop.destroy(lock)
        desktop.hide(cat)
        assert session.look(1).look is Look.HIDDEN
    assert handed() == []


def test_hour_and_disk_have_limits(desktop, reporter, handed):
    """Beyond the limit of an hour nothing is taken, and beyond the budget never again."""
    with desktop.screen() as screen:
        session = Session(
            screen, ScreenTarget(1), reporter, allowance=Allowance(an_hour=2, most=3000)
        )
        looks = []
        for second, colour in ((0, RED), (1, GREEN), (2, BLUE), (3600, WHITE)):
            desktop.paint(colour)
            looks.append(session.look(second).look)
        assert looks == [Look.TAKEN, Look.TAKEN, Look.FULL, Look.TAKEN]
        for left in range(0, 640, 3):
            desktop.spot(left, 0, 1, 400, left * 7919)
        assert session.look(9999).look is Look.SPENT
    reports = handed()
    assert len(reports) == session.taken == 3
    assert "1 were over the limit of frames in an hour" in reports[-1][0].body["note"]


def test_describe_says_how():
    """How frames are taken stands in the record."""
    said = describe(ScreenTarget(2), 5.0, [Rectangle(1, 2, 3, 4)])
    assert (said["of"], said["every"], said["painted over"]) == ("screen 2", "5 s", "1,2,3,4")
    assert "4 of 2304 cells" in said["left out"]
    assert describe(ScreenTarget(1), 0.5, [])["painted over"] == "nothing"
