"""Units: the files that three systems read, made right on any machine."""

import plistlib
import shutil
import subprocess
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import StudioError
from bozzetto.upkeep.units import Service, launch_agent, systemd_quoted, systemd_unit, task

COMMAND = ("/opt/py thon/bin/python", "-P", "-m", "bozzetto", "serve", "--studio")
ODD = [
    pytest.param("/home/ann/studio", id="plain"),
    pytest.param("/home/ann/my studio", id="space"),
    pytest.param("/home/ann/100%/%h", id="percent"),
    pytest.param("/home/ann/$HOME/${x}", id="dollar"),
    pytest.param('/home/ann/"cat"', id="quotes"),
    pytest.param("/home/ann/a\\b\\", id="backslash"),
    pytest.param("/home/李安/画室🎨", id="Chinese"),
    pytest.param("/home/ann/;", id="semicolon"),
    pytest.param("/home/ann/'s", id="apostrophe"),
]
NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
# The schema's own order where it has one, xs:sequence; elsewhere, xs:all, any order is good, and
# ours is the one in which the Task Scheduler itself exports.
CHILDREN = {
    "Task": ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"],
    "RegistrationInfo": ["Description"],
    "Triggers": ["LogonTrigger"],
    "LogonTrigger": ["Enabled", "UserId"],
    "Principals": ["Principal"],
    "Principal": ["UserId", "LogonType", "RunLevel"],
    "Settings": [
        "MultipleInstancesPolicy",
        "DisallowStartIfOnBatteries",
        "StopIfGoingOnBatteries",
        "StartWhenAvailable",
        "ExecutionTimeLimit",
        "RestartOnFailure",
    ],
    "RestartOnFailure": ["Interval", "Count"],
    "Actions": ["Exec"],
    "Exec": ["Command", "Arguments"],
}


def service(studio="/home/ann/studio", **more):
    """Describe the service of a studio."""
    return Service("5f3a9c01", "ann/studio", (*COMMAND, studio), **more)


def unquoted(line):
    """Read a command line as systemd.syntax(7) has it, when each word is in double quotes."""
    words, rest = [], line
    while rest:
        assert rest[0] == '"'
        word, rest = "", rest[1:]
        while rest[0] != '"':
            if rest.startswith("\\x"):
                word, rest = word + chr(int(rest[2:4], 16)), rest[4:]
            else:
                taken = 2 if rest[0] == "\\" or rest.startswith("%%") else 1
                word, rest = word + rest[taken - 1], rest[taken:]
        words.append(word)
        rest = rest[1:].removeprefix(" ")
    return words


def value_of(unit, name):
    """Return the value of a setting of a unit."""
    (found,) = [line for line in unit.decode().splitlines() if line.startswith(f"{name}=")]
    return found.partition("=")[2]


@pytest.mark.parametrize("studio", ODD)
def test_systemd_command_is_read_as_it_was_meant(studio):
    """Whatever is in a path, systemd reads it back; a dollar is never a variable."""
    words = unquoted(value_of(systemd_unit(service(studio)), "ExecStart"))
    colon = ":" if "$" in studio else ""
    assert words == [colon + COMMAND[0], *COMMAND[1:], studio]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_systemd_quoting_round_trip(word):
    """A quoted word is one line of its file, and is read back as it was."""
    quoted = systemd_quoted(word)
    assert "\n" not in quoted
    assert unquoted(quoted) == [word]


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)
@pytest.mark.parametrize("studio", ODD)
def test_systemd_finds_nothing_wrong(studio, tmp_path):
    """The system's own check of the unit is silent."""
    made = Service("5f3a9c01", "100% %h \n ann", ("/bin/sh", "-c", "true", studio))
    place = tmp_path / "bozzetto-5f3a9c01.service"
    place.write_bytes(systemd_unit(made))
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", place],
        capture_output=True,
        text=True,
        check=False,
        env={"XDG_RUNTIME_DIR": str(runtime), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_starts_again_after_a_crash():
    """A crash starts it again, a wrong command line does not, and only the owner reads along."""
    unit = systemd_unit(service())
    assert value_of(unit, "Restart") == "on-failure"
    assert value_of(unit, "RestartPreventExitStatus") == "2"
    assert value_of(unit, "UMask") == "0077"
    assert value_of(unit, "WantedBy") == "default.target"


@pytest.mark.parametrize("studio", ODD)
def test_launch_agent_round_trip(studio):
    """A property list says what was meant."""
    log = PurePosixPath("/Users/ann/Library/Logs/bozzetto/studio.log")
    found = plistlib.loads(launch_agent(service(studio, log=log)), fmt=plistlib.FMT_XML)
    assert found["Label"] == "com.bozzetto.studio.5f3a9c01"
    assert found["ProgramArguments"] == [*COMMAND, studio]
    assert found["RunAtLoad"] is True
    assert found["KeepAlive"] == {"SuccessfulExit": False}
    assert found["StandardErrorPath"] == found["StandardOutPath"] == str(log)
    assert found["Umask"] == 0o077


def test_launch_agent_without_log():
    """Without a log nothing is said about one."""
    assert "StandardOutPath" not in plistlib.loads(launch_agent(service()))


def walk(element):
    """List every element that has children, with their names."""
    names = [child.tag.removeprefix(NAMESPACE) for child in element]
    if names:
        yield element.tag.removeprefix(NAMESPACE), names
    for child in element:
        yield from walk(child)


@pytest.mark.parametrize("studio", ODD)
def test_task_has_the_schemas_elements(studio):
    """A task has the schema's elements, in its namespace and order, and the whole command."""
    root = ET.fromstring(task(service(studio, user="DESK\\ann")))  # noqa: S314  # our own
    assert root.tag == NAMESPACE + "Task"
    assert root.get("version") == "1.2"
    assert dict(walk(root)) == CHILDREN
    at = {element.tag.removeprefix(NAMESPACE): element for element in root.iter()}
    assert at["Principal"].get("id") == at["Actions"].get("Context") == "Author"
    assert at["Command"].text == COMMAND[0]
    assert at["Arguments"].text == subprocess.list2cmdline([*COMMAND[1:], studio])
    assert at["UserId"].text == "DESK\\ann"
    assert at["ExecutionTimeLimit"].text == "PT0S"


def test_task_is_in_utf_16():
    """The file begins with the mark that ``schtasks`` looks for, and says its encoding."""
    data = task(service(user="ann"))
    assert data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    assert data.decode("utf-16").startswith("<?xml version='1.0' encoding='utf-16'?>")


@pytest.mark.parametrize("word", ["a\0b", "a\udc80b"], ids=["zero", "no Unicode"])
def test_names_that_no_file_can_have_are_refused(word):
    """What cannot be spelled in any of the files is refused when the service is described."""
    with pytest.raises(StudioError, match="cannot name"):
        service(word)


@pytest.mark.parametrize("make", [launch_agent, task])
def test_control_characters_are_refused_in_xml(make):
    """XML cannot have them; systemd's files can."""
    made = service("/home/ann/a\x07b", user="ann")
    assert b"a\\x07b" in systemd_unit(made)
    with pytest.raises(StudioError, match="cannot name"):
        make(made)
