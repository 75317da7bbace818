import pytest

from tests.integrations.comfyui.graphs import saved


class Reports(list):
    """Takes what is handed over."""

    def __call__(self, act, body, *, job=None, files=()):
        """Remember a report."""
        self.append((act, body, job, [file.name for file in files]))


@pytest.fixture
def reports():
    """What was handed over."""
    return Reports()


@pytest.fixture
def jobs(pack, reports, tmp_path):
    """Jobs without a ComfyUI around them."""
    from tests.fakes.comfyui_host import FolderPaths  # noqa: PLC0415

    folders = pack("folders").Folders(FolderPaths(tmp_path))
    digests = pack("digests")
    hasher = digests.IdleHasher(digests.Digests(), lambda: False)
    models = pack("models").Models(folders, digests.Digests(), hasher, reports.append)
    handed = pack("instructions").Handed()
    instructions = pack("instructions").Instructions(folders, models, handed)
    return pack("jobs").Jobs(reports, instructions, folders, handed)


def produced(pack, *names, node="2"):
    """What a node gave out."""
    named = tuple(pack("folders").Named("output", "", name) for name in names)
    return pack("jobs").Produced(node, named, 0)


def ended(pack, how="done", note=""):
    """How a job ended."""
    return pack("jobs").Ended(how, note)


def test_each_file_once(pack, jobs, reports):
    """A file that comes in an event and in the result is handed over once."""
    jobs.queued("a", pack("instructions").spell(saved(), {}), saved())
    jobs.produced("a", produced(pack, "1.png", "1.png", "2.png"))
    jobs.ended("a", ended(pack), [produced(pack, "1.png", "2.png", "3.png")])
    assert [(act, names) for act, _, _, names in reports] == [
        ("instruction", ["request.json"]),
        ("output", ["1.png", "2.png"]),
        ("output", ["3.png"]),
        ("ended", []),
    ]


def test_many_files(pack, jobs, reports, monkeypatch):
    """The frames of a film are several reports."""
    monkeypatch.setattr(pack("jobs"), "MOST_FILES", 2)
    jobs.produced("a", produced(pack, "1.png", "2.png", "3.png"))
    assert [(body["files"], names) for _, body, _, names in reports] == [
        ([0, 1], ["1.png", "2.png"]),
        ([0], ["3.png"]),
    ]


def test_job_that_is_not_known(pack, jobs, reports):
    """Pictures and the end of a job from before this run are handed over without more."""
    jobs.kept("a", ["2"])
    jobs.produced("a", produced(pack, "1.png"))
    jobs.ended("a", ended(pack))
    assert reports == [
        ("output", {"files": [0], "claims": {"node": "2", "folder": "output"}}, "a", ["1.png"]),
        ("ended", {"how": "done"}, "a", []),
    ]


def test_deleted_twice(pack, jobs, reports):
    """ComfyUI clears the queue to delete its only job: that is one end."""
    jobs.queued("a", pack("instructions").spell(saved(), {}), saved())
    for _ in range(2):
        jobs.ended("a", ended(pack, "deleted"))
    assert [act for act, *_ in reports] == ["instruction", "ended"]


def test_most_open(pack, jobs, monkeypatch):
    """Jobs that never end are forgotten, the oldest first."""
    monkeypatch.setattr(pack("jobs"), "MOST_OPEN", 2)
    for job in "abc":
        jobs.queued(job, pack("instructions").spell(saved(), {}), saved())
    assert list(jobs._open) == ["b", "c"]  # noqa: SLF001  # memory shows nowhere else


@pytest.mark.parametrize(
    ("told", "digest"),
    [
        (["0f" * 32], "sha256:" + "0f" * 32),
        ("0f" * 32, "sha256:" + "0f" * 32),
        ([], None),
        (["0f"], None),
        ("0F" * 32, None),
        (["0f" * 32, 1], None),
        (float("nan"), None),
        (None, None),
    ],
    ids=str,
)
def test_is_changed(pack, jobs, reports, told, digest):
    """A digest that ComfyUI wrote into the graph is claimed; older versions wrote it bare."""
    live = {"1": {"class_type": "LoadImage", "inputs": {"image": "a.png"}, "is_changed": told}}
    jobs.queued("a", pack("instructions").spell(live, {}), live)
    jobs._open["a"].asked.inputs["1"] = digest or "sha256:" + "0" * 64  # noqa: SLF001
    jobs.produced("a", produced(pack, "1.png"))
    assert reports[-1][1]["claims"].get("is_changed 1") == digest


def test_note_of_a_failure(pack, jobs, reports):
    """A long message is cut, and what the request names a secret is not in it."""
    graph = {"1": {"class_type": "Ask", "inputs": {"api_key": "my own words 77"}}}
    jobs.queued("a", pack("instructions").spell(graph, {}), graph)
    jobs.ended("a", ended(pack, "failed", "no my own words 77 " + "x" * 5000))
    note = reports[-1][1]["note"]
    assert note.startswith("no [secret removed] xx")
    assert len(note) == 2000
