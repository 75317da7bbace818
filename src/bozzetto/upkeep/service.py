"""Services: the studio's server started at log on, and started again after a crash.

Each studio has a service of its own, named for its path. What a system is told stands in one
file of the user's; nothing here needs an administrator. Where the system's manager of services
cannot be reached, the file is written all the same, and it is said what is to be run by hand.
"""

import getpass
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from bozzetto.errors import RecordingError, StudioError
from bozzetto.studio import Layout
from bozzetto.studio.durable import make_folder, write_durably
from bozzetto.studio.place import place_label
from bozzetto.studio.process import lives
from bozzetto.upkeep.units import Service, launch_agent, systemd_unit, task

__all__ = [
    "Changed",
    "Place",
    "State",
    "Step",
    "install",
    "make_service",
    "place_of",
    "state_of",
    "uninstall",
]

COMMAND_SECONDS = 60  # that a manager of services may take for one answer


@dataclass(frozen=True, slots=True)
class Place:
    """Where one platform keeps a service, and how its manager is told."""

    name: str  # as the manager calls it
    path: Path
    data: bytes
    start: tuple[tuple[str, ...], ...]  # command lines, after the file is written
    clear: tuple[tuple[str, ...], ...]  # before these, for what may be there from before
    stop: tuple[tuple[str, ...], ...]  # before it is removed
    after: tuple[tuple[str, ...], ...]  # once it is removed
    asks: tuple[str, ...]  # ends with 0 where it starts at log on


@dataclass(frozen=True, slots=True)
class Step:
    """One command line that was run, and how it ended."""

    command: tuple[str, ...]
    done: bool
    said: str  # what it said, where it did not do it


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of installing or removing."""

    place: Place
    steps: tuple[Step, ...]

    @property
    def by_hand(self) -> tuple[Step, ...]:
        """What is left to be run by hand."""
        return tuple(step for step in self.steps if not step.done)


@dataclass(frozen=True, slots=True)
class State:
    """How a studio's service stands."""

    place: Place
    installed: bool
    current: bool  # whether the file is the one that would be written now
    enabled: bool  # whether it starts at log on
    running: int | None  # the process that serves the studio now, however it was started


def make_service(layout: Layout, executable: str = sys.executable) -> Service:
    """Describe the service of a studio: this interpreter, by its absolute path.

    Raises:
        StudioError: a name in it cannot be written into a service's file.
    """
    root = str(layout.root)
    program = _windowless(Path(executable)) if sys.platform == "win32" else executable
    # -P: the folder in which a service starts is the user's, and is no place for modules
    command = (program, "-P", "-m", "bozzetto", "serve", "--no-browser", "--studio", root)
    identity = hashlib.sha256(os.fsencode(root)).hexdigest()[:8]
    log = None
    if sys.platform == "darwin":
        log = Path(platformdirs.user_log_path("bozzetto")) / f"studio-{identity}.log"
    return Service(identity, place_label(layout.root), command, _user(), log)


def _windowless(executable: Path) -> str:
    """Name the interpreter that opens no console window, where there is one."""
    other = executable.with_name("pythonw.exe")
    return str(other if other.is_file() else executable)


def _user() -> str:
    """Name the user, on Windows with the domain."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody that the system knows by name
        return ""
    domain = os.environ.get("USERDOMAIN")
    return f"{domain}\\{name}" if domain and sys.platform == "win32" else name


def place_of(service: Service, platform: str = sys.platform) -> Place:
    """Say where a service goes on a platform, as ``sys.platform`` spells it.

    Raises:
        StudioError: nothing is known of that platform, or a name cannot be written.
    """
    makers: dict[str, Callable[[Service], Place]] = {
        "linux": _systemd,
        "darwin": _launchd,
        "win32": _windows,
    }
    if platform not in makers:
        raise StudioError(
            "no services are known for the platform {platform}",
            hint="have your session start: bozzetto serve --no-browser",
            platform=platform,
        )
    return makers[platform](service)


def _systemd(service: Service) -> Place:
    name = f"bozzetto-{service.identity}.service"
    config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    call = ("systemctl", "--user")
    return Place(
        name,
        Path(config) / "systemd" / "user" / name,
        systemd_unit(service),
        ((*call, "daemon-reload"), (*call, "enable", name), (*call, "restart", name)),
        (),
        ((*call, "stop", name),),
        ((*call, "daemon-reload"),),
        (*call, "is-enabled", "--quiet", name),
    )


def _launchd(service: Service) -> Place:
    name = f"com.bozzetto.studio.{service.identity}"
    path = Path.home() / "Library" / "LaunchAgents" / f"{name}.plist"
    domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    return Place(
        name,
        path,
        launch_agent(service),
        (("launchctl", "bootstrap", domain, str(path)),),
        (("launchctl", "bootout", f"{domain}/{name}"),),
        (("launchctl", "bootout", f"{domain}/{name}"),),
        (),
        ("launchctl", "print", f"{domain}/{name}"),
    )


def _windows(service: Service) -> Place:
    name = f"Bozzetto\\studio-{service.identity}"
    path = Path(platformdirs.user_data_path("bozzetto")) / f"studio-{service.identity}.xml"
    return Place(
        name,
        path,
        task(service),
        (
            ("schtasks", "/Create", "/TN", name, "/XML", str(path), "/F"),
            ("schtasks", "/Run", "/TN", name),
        ),
        (),
        (("schtasks", "/End", "/TN", name), ("schtasks", "/Delete", "/TN", name, "/F")),
        (),
        ("schtasks", "/Query", "/TN", name),
    )


def install(place: Place) -> Changed:
    """Write a service's file, and have the system start it now and at every log on.

    Raises:
        RecordingError: the file could not be written.
    """
    try:
        make_folder(place.path.parent)
        write_durably(place.path, place.data)
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}",
            hint="check that its folder can be written",
            path=place.path,
            why=error.strerror or error,
        ) from error
    for command in place.clear:
        _run(command)  # there need be nothing to clear
    return Changed(place, _run_all(place.start))


def uninstall(place: Place) -> Changed:
    """Stop a service, and remove exactly its file.

    Raises:
        StudioError: it is not installed.
        RecordingError: its file could not be removed.
    """
    if not place.path.is_file():
        raise StudioError(
            "this studio has no service: {path} is not there",
            hint="see: bozzetto service status",
            path=place.path,
        )
    steps = _run_all(place.stop)
    try:
        place.path.unlink()
        with suppress(FileNotFoundError):
            _wanted(place).unlink()
    except OSError as error:
        raise RecordingError(
            "cannot remove {path}: {why}", path=place.path, why=error.strerror or error
        ) from error
    return Changed(place, (*steps, *_run_all(place.after)))


def state_of(place: Place, layout: Layout) -> State:
    """Look how a studio's service stands."""
    installed = place.path.is_file()
    return State(
        place,
        installed,
        installed and place.path.read_bytes() == place.data,
        installed and (_wanted(place).is_symlink() or _run(place.asks).done),
        _serving(layout),
    )


def _wanted(place: Place) -> Path:
    """Name the link by which systemd knows that a unit is enabled."""
    return place.path.parent / "default.target.wants" / place.name


def _serving(layout: Layout) -> int | None:
    """Return the process of the studio's server, if it lives."""
    try:
        pid = int(json.loads(layout.serving.read_bytes())["pid"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return pid if lives(pid) else None


def _run_all(commands: Sequence[tuple[str, ...]]) -> tuple[Step, ...]:
    """Run command lines in order; after one that failed the others are left for later."""
    steps: list[Step] = []
    for command in commands:
        failed = bool(steps) and not steps[-1].done
        steps.append(Step(command, done=False, said="") if failed else _run(command))
    return tuple(steps)


def _run(command: tuple[str, ...]) -> Step:
    try:
        done = subprocess.run(  # noqa: S603  # the platform's own manager, and names of ours
            command,
            capture_output=True,
            check=False,
            timeout=COMMAND_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Step(command, done=False, said=str(error))
    said = (done.stderr or done.stdout).decode(errors="replace").strip()
    return Step(command, done.returncode == 0, "" if done.returncode == 0 else said)
