"""Units: what tells a system to start the studio's server when its user logs in.

Pure: each function gives the bytes of one file, on any machine.

- systemd: man pages systemd.service(5), systemd.exec(5), systemd.syntax(7)
- launchd: man page launchd.plist(5)
- Windows: https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema
"""

import plistlib
import re
import subprocess
from dataclasses import dataclass
from pathlib import PurePath
from xml.etree import ElementTree as ET

from bozzetto.errors import StudioError

__all__ = ["Service", "launch_agent", "systemd_quoted", "systemd_unit", "task"]

RESTART_SECONDS = 2  # between a crash and the next start: long enough to free the port
# Ten starts in five minutes that all fail will not be mended by an eleventh
BURST, BURST_SECONDS = 10, 300
THROTTLE_SECONDS = 10  # launchd's own least time between two starts
STOP_SECONDS = 30  # for a recorder that ends its run and syncs
USAGE = 2  # the exit code of a command line that is wrong: it will be the next time, too

_SCHEMA = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Service:
    """One studio's server, as a system is to run it."""

    identity: str  # the first 8 hex digits of the SHA-256 of the studio's path
    label: str  # for people: the last parts of the studio's path
    command: tuple[str, ...]  # the program with its absolute path, and its arguments
    user: str = ""  # who logs in, as Windows spells it: DOMAIN\\name
    log: PurePath | None = None  # what the server says goes there, where launchd runs it

    def __post_init__(self) -> None:
        for word in (*self.command, self.label, self.user, str(self.log or "")):
            if "\0" in word or not _is_unicode(word):
                raise StudioError(
                    "a service cannot name {word!r}",
                    hint="move the studio to a folder whose name has plain characters",
                    word=word,
                )


def _is_unicode(word: str) -> bool:
    """Whether a word can be spelled in UTF-8: older systems' names may have bytes that cannot."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def systemd_unit(service: Service) -> bytes:
    """Write a user unit for systemd. The sandbox takes away what a recorder never needs."""
    command = " ".join(map(systemd_quoted, _verbatim(service.command)))
    return f"""\
[Unit]
Description=Bozzetto: the studio in {_escaped(service.label)}
StartLimitIntervalSec={BURST_SECONDS}
StartLimitBurst={BURST}

[Service]
Type=simple
ExecStart={command}
Restart=on-failure
RestartSec={RESTART_SECONDS}
RestartPreventExitStatus={USAGE}
TimeoutStopSec={STOP_SECONDS}
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK

[Install]
WantedBy=default.target
""".encode()


def _verbatim(command: tuple[str, ...]) -> tuple[str, ...]:
    """Keep `$` from being replaced; older systemd knows no such prefix, so only where needed."""
    return (":" + command[0], *command[1:]) if "$" in "".join(command) else command


def systemd_quoted(word: str) -> str:
    """Quote a word of a command line: systemd.syntax(7), and `%` is a specifier."""
    return '"' + _escaped(word.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _escaped(words: str) -> str:
    spelled = words.replace("%", "%%")
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", spelled)


def launch_agent(service: Service) -> bytes:
    """Write a launch agent for launchd: a property list in XML."""
    value: dict[str, object] = {
        "Label": f"com.bozzetto.studio.{service.identity}",
        "ProgramArguments": list(service.command),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": THROTTLE_SECONDS,
        "ExitTimeOut": STOP_SECONDS,
        "Umask": 0o077,
    }
    if service.log is not None:
        value |= {"StandardOutPath": str(service.log), "StandardErrorPath": str(service.log)}
    try:
        return plistlib.dumps(value, sort_keys=False)
    except ValueError as error:  # a control character, which XML cannot have
        raise _unspeakable(service) from error


def task(service: Service) -> bytes:
    """Write a task for the Task Scheduler: XML in UTF-16, as ``schtasks /Create /XML`` reads it."""
    if _NOT_XML.search("".join((*service.command, service.label, service.user))):
        raise _unspeakable(service)
    root = ET.Element("Task", {"version": "1.2", "xmlns": _SCHEMA})
    _add(
        root,
        {
            "RegistrationInfo": {"Description": f"Bozzetto: the studio in {service.label}"},
            "Triggers": {"LogonTrigger": {"Enabled": "true", "UserId": service.user}},
            "Principals": {
                "Principal": {
                    "UserId": service.user,
                    "LogonType": "InteractiveToken",
                    "RunLevel": "LeastPrivilege",
                }
            },
            "Settings": {
                "MultipleInstancesPolicy": "IgnoreNew",
                "DisallowStartIfOnBatteries": "false",
                "StopIfGoingOnBatteries": "false",
                "StartWhenAvailable": "true",
                "ExecutionTimeLimit": "PT0S",  # for ever
                "RestartOnFailure": {"Interval": "PT1M", "Count": "999"},  # the least, the most
            },
            "Actions": {
                "Exec": {
                    "Command": service.command[0],
                    "Arguments": subprocess.list2cmdline(service.command[1:]),
                }
            },
        },
    )
    for path in ("Principals/Principal", "Actions"):
        found = root.find(path)
        if found is not None:
            found.set("id" if path != "Actions" else "Context", "Author")
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-16", xml_declaration=True))


_Tree = dict[str, "str | _Tree"]


def _add(above: ET.Element, tree: _Tree) -> None:
    for name, value in tree.items():
        element = ET.SubElement(above, name)
        if isinstance(value, str):
            element.text = value
        else:
            _add(element, value)


def _unspeakable(service: Service) -> StudioError:
    return StudioError(
        "a service cannot name {word!r}",
        hint="move the studio to a folder whose name has plain characters",
        word=service.label,
    )
