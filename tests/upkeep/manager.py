"""A systemd of one's own: runs a command where ``systemctl --user`` speaks to a real manager.

    unshare -m --propagation private python manager.py FOLDER COMMAND...

The manager has its own home, its own runtime folder and its own control group; nothing of the
machine's own systemd is touched. Exit status 77: it could not be started here.
"""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

NOT_HERE = 77
PROGRAMS = (Path("/usr/lib/systemd/systemd"), Path("/lib/systemd/systemd"))
GROUPS = (Path("/sys/fs/cgroup/systemd"), Path("/sys/fs/cgroup"))
SECONDS = 60.0  # to start, and to end, on a machine that is busy


def main() -> int:
    """Start the manager, run the command, and end both."""
    folder = Path(sys.argv[1])
    home, runtime = folder / "home", folder / "run"
    for path in (home, runtime):
        path.mkdir(mode=0o700, parents=True)
    env = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME"):
        env.pop(name, None)
    try:
        group = enter_group()
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run/systemd"], check=True)
        Path("/run/systemd/system").mkdir()  # a user's manager runs where systemd was booted only
        program = next(path for path in PROGRAMS if path.is_file())
    except (OSError, subprocess.CalledProcessError, StopIteration):
        return NOT_HERE
    log = (folder / "manager.log").open("wb")
    with log, subprocess.Popen([program, "--user"], env=env, stdout=log, stderr=log) as manager:
        try:
            if not started(runtime, manager):
                return NOT_HERE
            return subprocess.run(sys.argv[2:], env=env, check=False).returncode
        finally:
            subprocess.run(["systemctl", "--user", "exit"], env=env, check=False)
            with suppress(subprocess.TimeoutExpired):
                manager.wait(SECONDS)
            manager.kill()  # where it hears nobody, it would be waited for without end
            manager.wait()
            leave_group(group)


def enter_group() -> Path:
    """Move this process into a control group of its own."""
    above = next(path for path in GROUPS if (path / "cgroup.procs").is_file())
    group = above / f"bozzetto-test-{os.getpid()}"
    group.mkdir()
    (group / "cgroup.procs").write_text(str(os.getpid()))
    return group


def leave_group(group: Path) -> None:
    """Move back, and remove what the manager left of the group."""
    with suppress(OSError):
        (group.parent / "cgroup.procs").write_text(str(os.getpid()))
        for path in sorted(group.rglob("*/"), reverse=True):
            path.rmdir()
        group.rmdir()


def started(runtime: Path, manager: subprocess.Popen[bytes]) -> bool:
    """Wait until the manager answers."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and manager.poll() is None:
        if (runtime / "systemd" / "private").exists():
            return True
        time.sleep(0.05)
    return False


if __name__ == "__main__":
    sys.exit(main())
