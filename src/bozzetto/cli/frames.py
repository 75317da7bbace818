"""``bozzetto frames``: what the screen shows goes into a work, while this command runs."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event

import click

from bozzetto import __version__
from bozzetto.api import Studio
from bozzetto.capture.frames import (
    Look,
    Looked,
    Rectangle,
    Screen,
    ScreenTarget,
    Session,
    Target,
    WindowTarget,
    describe,
    open_screen,
)
from bozzetto.capture.frames.allowance import FRAMES_AN_HOUR, MAX_BYTES
from bozzetto.capture.frames.xlib import open_windows
from bozzetto.capture.handover.connection import Connection, connect, spool_of
from bozzetto.capture.handover.receiver import Handed, Receiver, What
from bozzetto.capture.handover.reporter import Reporter
from bozzetto.capture.sealing import SealingThread
from bozzetto.cli.acting import find_member
from bozzetto.cli.command import Command
from bozzetto.cli.options import NumberRange, work_option
from bozzetto.cli.output import complain, note, say, say_error
from bozzetto.cli.record import stopped_by_signals
from bozzetto.cli.seal import say_sealed
from bozzetto.cli.session import choose_work, open_studio, studio_folder
from bozzetto.errors import BozzettoError, FormatError
from bozzetto.language import _, error_words
from bozzetto.record import Key
from bozzetto.studio import Layout
from bozzetto.studio.lock import is_held

__all__ = ["frames"]

LABEL = "Session frames"
USUAL = 5.0  # seconds between two looks
LEAST = 0.5  # seconds: a look costs some tens of milliseconds of a processor
MOST = 3600.0  # seconds
_FLUSH = 5.0  # seconds that a frame is waited for to be on the disk


class _Mask(click.ParamType[Rectangle]):
    """A rectangle, in pixels."""

    name = "rectangle"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Rectangle:
        """Return the rectangle.

        Raises:
            click.BadParameter: it is none.
        """
        if isinstance(value, Rectangle):
            return value
        try:
            return Rectangle.parse(str(value))
        except FormatError as error:
            self.fail(error_words(error), param, ctx)


@click.command("frames", cls=Command)
@click.option("--screen", "number", type=click.IntRange(1), metavar="N", help="the screen; else 1")
@click.option("--window", metavar="NAME", help="the window with NAME in its title, under X11")
@click.option(
    "--every",
    type=NumberRange(LEAST, MOST),
    default=USUAL,
    metavar="SECONDS",
    help="between two looks; else 5",
)
@click.option(
    "--mask",
    "masks",
    type=_Mask(),
    multiple=True,
    metavar="X,Y,W,H",
    help="paint this over, in pixels from the upper left corner",
)
@click.option(
    "--person", metavar="NAME|KEY", help="whose session this is; else only the program is named"
)
@work_option
def frames(
    number: int | None,
    window: str | None,
    every: float,
    masks: tuple[Rectangle, ...],
    person: str | None,
    work_name: str | None,
) -> None:
    """Take pictures of the screen into a work while something changes there, until Ctrl-C.

    They are small, and what shows nothing new is left out. Of a window, what lies over it is
    painted black. Nothing is ever taken unless this command runs, and it says so while it does.
    """
    if number is not None and window is not None:
        raise click.UsageError(_("give either --screen or --window"))
    layout = Layout(studio_folder().absolute())
    served = layout.exists() and is_held(layout.serving_lock)
    with (
        open_screen(os.environ) as screen,
        _target(screen, number, window) as target,
        open_studio(to_sign=person is not None and not served) as studio,
    ):
        work = choose_work(studio, work_name)
        connection = connect(
            studio.layout,
            sort="frames",
            label=LABEL,
            work=work.digest,
            person=_person(studio, person),
        )
        say(
            _(
                "taking frames of {target} every {seconds} s into {title}; end with Ctrl-C",
                target=_called(number, window),
                seconds=f"{every:g}",
                title=work.title,
            )
        )
        if masks:
            say(_("painted over: {count} rectangles", count=len(masks)))
        _run(studio, connection, screen, target, every, masks)


def _called(number: int | None, window: str | None) -> str:
    """Say of what frames are taken."""
    if window is None:
        return _("screen {number}", number=number or 1)
    return _("the window {name!r}", name=window)


@contextmanager
def _target(screen: Screen, number: int | None, window: str | None) -> Iterator[Target]:
    """Find what frames are to be taken of, before the studio is asked for anything."""
    if window is None:
        chosen = ScreenTarget(number or 1)
        chosen.place(screen)
        yield chosen
        return
    with open_windows() as windows:
        yield WindowTarget(windows, window)


def _person(studio: Studio, name: str | None) -> Key | None:
    if name is None:
        return None
    members = [each for each in studio.people.members() if each.sort != "device"]
    return find_member(members, name).key


def _run(
    studio: Studio,
    connection: Connection,
    screen: Screen,
    target: Target,
    every: float,
    masks: tuple[Rectangle, ...],
) -> None:
    """Take frames until a signal asks to end, or until none can be taken any more."""
    tool = {"name": "bozzetto frames", "version": __version__}
    reporter = Reporter(str(spool_of(studio.layout, connection)), tool, f"frames {__version__}")
    session = Session(screen, target, reporter, masks)
    recording = _Recording(studio, connection)
    try:
        with stopped_by_signals() as stop:
            reporter.report("started", {"settings": describe(target, every, masks)})
            _look(session, reporter, recording, stop, every)
    finally:
        reporter.close()
        recording.end()
        note(_("no frame is taken any more; taken: {count}", count=session.taken))


class _Recording:
    """Records and seals what is handed over, as long as no server of the studio does."""

    def __init__(self, studio: Studio, connection: Connection) -> None:
        self._studio = studio
        self._receiver = Receiver(studio, connection, _tell_missing)
        self._sealing: SealingThread | None = None
        self._held = ExitStack()  # holds the sealing

    @property
    def _is_served(self) -> bool:
        return is_held(self._studio.layout.serving_lock)

    def turn(self) -> None:
        """Record what is there."""
        if self._is_served:
            self._rest()
            return
        if self._sealing is None:
            self._sealing = self._held.enter_context(SealingThread(self._studio))
        self._receiver.turn(time.monotonic())
        _tell_sealing(self._sealing)

    def end(self) -> None:
        """Record what is left."""
        self._rest()
        if not self._is_served:
            self._receiver.drain()

    def _rest(self) -> None:
        self._held.close()
        self._sealing = None


def _look(
    session: Session, reporter: Reporter, recording: _Recording, stop: Event, every: float
) -> None:
    """Look again and again, until it is enough."""
    before = None
    while not stop.is_set():
        looked = session.look(time.monotonic())
        if looked.look is Look.TAKEN or looked.look is not before:
            _tell(looked)
        before = looked.look
        if looked.look is Look.SPENT:
            return
        if looked.look is Look.TAKEN:
            _check(reporter)
        recording.turn()
        stop.wait(every)


def _check(reporter: Reporter) -> None:
    """Wait until a frame is on the disk, and say where it cannot be."""
    if not reporter.flush(_FLUSH) or reporter.trouble is not None:
        complain(_("a frame cannot be written: {why}", why=reporter.trouble or "-"))


def _tell(looked: Looked) -> None:
    """Say what came of a look; of those alike, the first."""
    match looked.look:
        case Look.TAKEN:
            kilobytes = -(-looked.size // 1000)
            say(_("frame {number}: {size} kB", number=looked.number, size=kilobytes))
        case Look.HIDDEN:
            note(_("it cannot be seen now: nothing is taken until it is"))
        case Look.FULL:
            note(
                _(
                    "{count} frames were taken within an hour: none is until there is room",
                    count=FRAMES_AN_HOUR,
                )
            )
        case Look.SPENT:
            complain(
                _(
                    "the frames fill {size} MB, as much as one session may: none is taken any more",
                    size=MAX_BYTES >> 20,
                )
            )
        case Look.ALIKE:
            pass


def _tell_missing(handed: Handed) -> None:
    if handed.what in {What.LOST, What.REFUSED}:
        complain(
            _(
                "{label}: missing reports: {count}; the record says so",
                label=handed.connection.label,
                count=handed.count,
            )
        )


def _tell_sealing(sealing: SealingThread) -> None:
    for news in sealing.news():
        if isinstance(news, BozzettoError):
            complain(_("no timestamp was given: what was recorded waits"))
            say_error(news)
        else:
            say_sealed(news)
