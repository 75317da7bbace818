"""Services: written where the platform looks, and run under a real manager of services."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bozzetto.errors import RecordingError, StudioError
from bozzetto.studio import Layout, Studio
from bozzetto.upkeep import service
from bozzetto.upkeep.service import install, make_service, place_of, state_of, uninstall
from bozzetto.upkeep.settings import Settings, write_settings
from tests.studio.whole import check_whole

HERE = Path(__file__).parent
NOT_HERE = 77  # manager.py


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of its own."""
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return place


@pytest.fixture
def layout(tmp_path):
    """Where a studio would be; a service does not ask what is in it."""
    made = Layout(tmp_path / "studio")
    made.root.mkdir()
    return made


@pytest.fixture
def manager(tmp_path, monkeypatch):
    """A ``systemctl`` that writes down what it is told, and refuses where a file says so."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "systemctl"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {folder}/told\n'
        f'if [ -e {folder}/refuse ]; then echo "no bus" >&2; exit 1; fi\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return folder


def told(manager):
    """List what the manager was told."""
    return (manager / "told").read_text().splitlines()


def test_service_is_this_interpreter(layout):
    """The command has absolute paths, opens no browser, and takes no modules from elsewhere."""
    made = make_service(layout)
    assert made.identity == hashlib.sha256(os.fsencode(layout.root)).hexdigest()[:8]
    assert made.command == (
        *(sys.executable, "-P", "-m", "bozzetto", "serve"),
        *("--no-browser", "--studio", str(layout.root)),
    )
    assert made.label == "/".join(layout.root.parts[-2:])


def test_each_studio_has_its_own(layout, tmp_path, home):
    """Two studios have two services."""
    assert home
    other = make_service(Layout(tmp_path / "other"))
    assert place_of(other, "linux").path != place_of(make_service(layout), "linux").path


@pytest.mark.parametrize(
    ("platform", "path", "program"),
    [
        ("linux", ".config/systemd/user/bozzetto-{}.service", "systemctl"),
        ("darwin", "Library/LaunchAgents/com.bozzetto.studio.{}.plist", "launchctl"),
        ("win32", None, "schtasks"),
    ],
)
def test_places(layout, home, platform, path, program):
    """Each platform's file goes where that platform looks, and its own manager is told."""
    made = make_service(layout)
    place = place_of(made, platform)
    if path is not None:
        assert place.path == home / path.format(made.identity)
    assert made.identity in place.name
    commands = (*place.start, *place.clear, *place.stop, *place.after, place.asks)
    assert {command[0] for command in commands} == {program}


def test_configuration_may_be_elsewhere(layout, monkeypatch, tmp_path):
    """Units go where the user's configuration is."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert place_of(make_service(layout), "linux").path.parent == tmp_path.joinpath(
        "config", "systemd", "user"
    )


def test_unknown_platform_is_refused(layout):
    """Where nothing is known of services, it is said what to do instead."""
    with pytest.raises(StudioError, match="no services are known") as caught:
        place_of(make_service(layout), "plan9")
    assert "serve --no-browser" in caught.value.hint


def test_windowless_interpreter(tmp_path):
    """On Windows the interpreter without a console window is taken, where there is one."""
    python = tmp_path / "python.exe"
    assert service._windowless(python) == str(python)  # noqa: SLF001  # for another platform
    (tmp_path / "pythonw.exe").touch()
    assert service._windowless(python) == str(tmp_path / "pythonw.exe")  # noqa: SLF001


def test_install_and_uninstall(layout, home, manager):
    """The file is written and the manager told; removing removes exactly that."""
    place = place_of(make_service(layout), "linux")
    other = place.path.with_name("bozzetto-00000000.service")
    other.parent.mkdir(parents=True)
    other.touch()
    changed = install(place)
    assert changed.by_hand == ()
    assert place.path.read_bytes() == place.data
    name = place.name
    assert told(manager) == [
        "--user daemon-reload",
        f"--user enable {name}",
        f"--user restart {name}",
    ]
    assert state_of(place, layout).installed
    wants = place.path.parent / "default.target.wants"
    wants.mkdir()
    (wants / name).symlink_to(place.path)
    (wants / other.name).symlink_to(other)
    assert uninstall(place).by_hand == ()
    assert told(manager)[-2:] == [f"--user stop {name}", "--user daemon-reload"]
    left = sorted(str(path.relative_to(home)) for path in home.rglob("*.service"))
    assert left == [
        ".config/systemd/user/bozzetto-00000000.service",
        ".config/systemd/user/default.target.wants/bozzetto-00000000.service",
    ]


def test_install_without_a_manager(layout, home, manager):
    """Where no manager answers the file is there, and what is left to be done is known."""
    assert home
    (manager / "refuse").touch()
    place = place_of(make_service(layout), "linux")
    changed = install(place)
    assert place.path.is_file()
    assert [step.command for step in changed.by_hand] == list(place.start)
    assert changed.by_hand[0].said == "no bus"
    assert told(manager) == ["--user daemon-reload"]
    state = state_of(place, layout)
    assert (state.installed, state.current, state.enabled) == (True, True, False)
    assert [step.command for step in uninstall(place).by_hand] == [*place.stop, *place.after]
    assert not place.path.exists()


def test_install_without_any_program(layout, home, monkeypatch):
    """Where the program itself is missing, the same holds."""
    assert home
    monkeypatch.setenv("PATH", "/nonexistent")
    changed = install(place_of(make_service(layout), "linux"))
    assert len(changed.by_hand) == 3
    assert "systemctl" in changed.by_hand[0].said


def test_what_was_there_before_is_cleared(layout, home, tmp_path, monkeypatch):
    """The manager is told to forget an older one first, and need not know any."""
    assert home
    program = tmp_path / "launchctl"
    program.write_text(f'#!/bin/sh\necho "$1" >> {tmp_path}/told\n[ "$1" = bootstrap ]\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert install(place_of(make_service(layout), "darwin")).by_hand == ()
    assert (tmp_path / "told").read_text().split() == ["bootout", "bootstrap"]


def test_state_of_another_version(layout, home, manager):
    """A file that another version wrote is said to be."""
    assert home
    assert manager
    place = place_of(make_service(layout), "linux")
    install(place)
    place.path.write_bytes(b"[Unit]\n")
    state = state_of(place, layout)
    assert (state.installed, state.current) == (True, False)


@pytest.mark.parametrize(
    ("content", "runs"),
    [
        pytest.param(None, False, id="no file"),
        pytest.param(b"", False, id="empty"),
        pytest.param(b"[]", False, id="no object"),
        pytest.param(b'{"pid": "x"}', False, id="no number"),
        pytest.param(b'{"pid": 999999999}', False, id="process gone"),
        pytest.param(json.dumps({"pid": os.getpid()}).encode(), True, id="process lives"),
    ],
)
def test_running_is_told_by_the_process(layout, home, content, runs):
    """A server that left its file behind does not run."""
    assert home
    if content is not None:
        layout.serving.write_bytes(content)
    state = state_of(place_of(make_service(layout), "linux"), layout)
    assert state.running == (os.getpid() if runs else None)


def test_nothing_to_uninstall(layout, home):
    """What is not installed is not removed."""
    assert home
    with pytest.raises(StudioError, match="this studio has no service"):
        uninstall(place_of(make_service(layout), "linux"))


def test_place_that_cannot_be_written(layout, home):
    """Where the file cannot be written, that is said."""
    (home / ".config").touch()
    with pytest.raises(RecordingError, match="cannot write"):
        install(place_of(make_service(layout), "linux"))


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("unshare") is None or shutil.which("systemctl") is None,
    reason="systemd is not installed",
)
def test_killed_server_is_started_again(tmp_path):
    """Under a real systemd: installed, killed, started again, and no picture is lost."""
    pictures, root = tmp_path / "pictures", tmp_path / "my 100% $tudio"
    pictures.mkdir()
    with Studio.create(root, name="Atelier", owner="Ann") as studio:
        work = studio.open_work("Cat").digest
        write_settings(studio.layout, Settings(port=None))
    watch = {"id": "0" * 16, "folder": str(pictures), "polling": False, "paused": False}
    (root / "watches.json").write_text(json.dumps({"watches": [{**watch, "work": work}]}))
    world = ("unshare", "-m", "--propagation", "private", sys.executable, HERE / "manager.py")
    done = subprocess.run(
        [*world, tmp_path / "world", sys.executable, HERE / "crashing.py", root, pictures],
        capture_output=True,
        check=False,
    )
    if done.returncode == NOT_HERE or b"unshare failed" in done.stderr:
        pytest.skip("no manager of services can be started here")
    said = json.loads(done.stdout)
    assert said["install"]["done"]
    assert said["first"] != said["second"]
    assert said["pictures"] == ["after.png", "before.png", "between.png"]
    for moment, pid in (("running", said["first"]), ("again", said["second"])):
        state = said[moment]
        assert (state["installed"], state["enabled"], state["running"]) == (True, True, pid)
    assert said["uninstall"]["done"]
    assert not said["gone"]["installed"]
    assert not said["lives"]
    found = [entry.event.body.get("what") for entry in check_whole(root)]
    assert "unfinished" in found
