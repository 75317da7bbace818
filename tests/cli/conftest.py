"""The command line as a person or a script meets it, on a studio of its own."""

import json

import pytest
from click.testing import CliRunner

from bozzetto.cli import cli
from bozzetto.language import Language, speak
from tests.cli.scenes import generated
from tests.fakes.authority import Authority as Loopback
from tests.fakes.certificates import PASSPHRASE, Office


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Let the program speak English, whatever the machine's locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "BOZZETTO_WORK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    speak(Language.EN)
    yield
    speak(Language.EN)


@pytest.fixture
def run():
    """Run a command line, and expect how it ends."""

    def call(*words, code=0, **options):
        result = CliRunner().invoke(cli, [str(word) for word in words], **options)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return call


@pytest.fixture
def ask(run):
    """Run a command line, and read its answer as JSON."""
    return lambda *words, **options: json.loads(run(*words, "--json", **options).stdout)


@pytest.fixture
def studio(ask):
    """A studio that asks nobody for time; what `init` answers."""
    return ask("init", "--owner", "Ann", "--device", "desk", "--no-passphrase")


@pytest.fixture
def work(ask, studio):  # noqa: ARG001  # it must be there
    """The only work of the studio; what `work open` answers."""
    return ask("work", "open", "Cat pendant")


@pytest.fixture(scope="session")
def loopback():
    """A timestamp authority that does as it should."""
    with Loopback() as running:
        yield running


@pytest.fixture
def asking(run, studio, loopback):  # noqa: ARG001  # it must be there
    """A studio that asks the loopback authority."""
    run("authority", "add", "local", "--url", loopback.url, "--min-interval", "0")
    return loopback


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate to sign documents with, whose passphrase the environment has."""
    office = Office()
    path = tmp_path / "ann.p12"
    path.write_bytes(office.holder("Ann", office.issuer).p12(PASSPHRASE))
    monkeypatch.setenv("BOZZETTO_PASSPHRASE_SIGN", PASSPHRASE)
    return path


@pytest.fixture
def pictures(tmp_path):
    """Three pictures as a tool would have written them, in a folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    return [generated(folder / f"{seed}.png", seed=seed) for seed in range(3)]


@pytest.fixture
def told(run, work, pictures):
    """A work with three imported pictures."""
    run("import", *pictures)
    return work
