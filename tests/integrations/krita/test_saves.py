"""The plugin without Krita: what it reads of a document, and that nothing of it reaches Krita."""

from dataclasses import dataclass, field

import pytest

INFO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE document-info PUBLIC '-//KDE//DTD document-info 1.1//EN' 'http://www.calligra.org/x.dtd'>
<document-info xmlns="http://www.calligra.org/DTD/document-info">
 <about><creation-date>2026-11-22T16:57:28</creation-date><editing-time>754</editing-time></about>
 <author><full-name> Ann 安 </full-name></author>
</document-info>"""


@dataclass
class _Node:
    """A layer as Krita gives it."""

    called: str
    shown: bool = True
    inside: tuple["_Node", ...] = ()

    def name(self):
        return self.called

    def visible(self):
        return self.shown

    def childNodes(self):  # noqa: N802  # Krita's name
        return list(self.inside)


@dataclass
class _Document:
    """A document as Krita gives it."""

    path: str
    root: _Node
    info: str = INFO

    def fileName(self):  # noqa: N802  # Krita's name
        return self.path

    def rootNode(self):  # noqa: N802  # Krita's name
        return self.root

    def documentInfo(self):  # noqa: N802  # Krita's name
        return self.info


@dataclass
class _Signal:
    """What something can be connected to."""

    slots: list = field(default_factory=list)

    def connect(self, slot):
        self.slots.append(slot)


class _Krita:
    """Krita, as far as the plugin asks it."""

    def __init__(self, *documents):
        self.open = list(documents)
        self.imageSaved = _Signal()
        self.applicationClosing = _Signal()
        self.active = False

    def version(self):
        return "5.2.2"

    def notifier(self):
        return self

    def setActive(self, value):  # noqa: N802  # Krita's name
        self.active = value

    def documents(self):
        return self.open

    def save(self, path):
        (slot,) = self.imageSaved.slots
        slot(str(path))


ROOT = _Node(
    "root",
    inside=(
        _Node("Sky"),
        _Node("Group", shown=False, inside=(_Node("low"), _Node("high 高"))),
        _Node("Ink"),
    ),
)


@pytest.fixture
def drawing(tmp_path):
    """A file that was saved."""
    path = tmp_path / "cat.kra"
    path.write_bytes(b"drawing")
    return path


def _close(krita, recording):
    """Let Krita end, once all that was saved is handed over."""
    assert recording.settle(60)
    krita.applicationClosing.slots[0]()


def test_save(plugin, reports, drawing):
    """A save is handed over with its file, its layers and what Krita says."""
    krita = _Krita(None, _Document("elsewhere.kra", ROOT), _Document(str(drawing), ROOT))
    recording = plugin("saves").start(krita)
    assert krita.active
    krita.save(drawing)
    _close(krita, recording)
    started, edit, stopped = reports()
    assert [report["act"] for report in (started, edit, stopped)] == ["started", "edit", "stopped"]
    assert edit["tool"] == {"name": "Krita", "version": "5.2.2"}
    assert edit["body"] == {
        "before": [],
        "after": 0,
        "project": 0,
        "layers": ["Ink", "Group", "Group / high 高", "Group / low", "Sky"],
        "note": "layers hidden: Group, Group / high 高, Group / low; Krita says: author Ann 安, "
        "begun 2026-11-22T16:57:28, worked on for seconds 754",
    }
    (file,) = edit["files"]
    assert (file["name"], file["path"]) == ("cat.kra", str(drawing))
    assert recording.settle()


def test_save_of_a_picture(plugin, reports, tmp_path):
    """A picture that was saved is no project."""
    path = tmp_path / "cat.png"
    path.write_bytes(b"picture")
    krita = _Krita(_Document(str(path), ROOT))
    recording = plugin("saves").start(krita)
    recording.saved(path)
    _close(krita, recording)
    assert "project" not in reports()[1]["body"]


def test_save_of_an_unknown_document(plugin, reports, drawing):
    """Where Krita knows no such document, the file goes alone."""
    krita = _Krita()
    recording = plugin("saves").start(krita)
    krita.save(drawing)
    _close(krita, recording)
    assert reports()[1]["body"] == {"before": [], "after": 0, "project": 0}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(lambda path: _Document(path, None), id="no layers"),
        pytest.param(lambda path: _Document(path, ROOT, "<"), id="no XML"),
    ],
)
def test_failure_hinders_nobody(plugin, reports, drawing, capsys, document):
    """What fails is told once, handed over each time, and does not reach Krita."""
    krita = _Krita(document(str(drawing)))
    recording = plugin("saves").start(krita)
    krita.save(drawing)
    krita.save(drawing)
    _close(krita, recording)
    assert [report["act"] for report in reports()] == ["started", "lost", "lost", "stopped"]
    assert capsys.readouterr().err.count("a save is not recorded") == 1


def test_many_layers(plugin, reports, drawing):
    """A report names so many layers, and so much of each."""
    saves = plugin("saves")
    layers = tuple(_Node("x" * 5000, shown=False) for _ in range(saves.MOST_LAYERS + 1))
    krita = _Krita(_Document(str(drawing), _Node("root", inside=layers)))
    recording = saves.start(krita)
    krita.save(drawing)
    _close(krita, recording)
    body = reports()[1]["body"]
    assert len(body["layers"]) == saves.MOST_LAYERS
    assert {len(name) for name in body["layers"]} == {saves.MAX_NAME}
    assert "and 4047 more" in body["note"]


def test_not_connected(plugin, tmp_path, capsys):
    """Without a connection nothing starts, and Krita does."""
    saves = plugin("saves")
    next(tmp_path.glob("plugin_*/bozzetto.json")).unlink()
    krita = _Krita()
    assert saves.start(krita) is None
    assert krita.imageSaved.slots == []
    assert "nothing is recorded: FileNotFoundError" in capsys.readouterr().err


def test_file_gone(plugin, reports, tmp_path):
    """A file that is gone again is handed over as lost."""
    krita = _Krita()
    recording = plugin("saves").start(krita)
    krita.save(tmp_path / "gone.kra")
    _close(krita, recording)
    assert "lost" in reports()[1]["files"][0]
