"""Reports: read strictly, whatever somebody wrote into the spool."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.handover import report as module
from bozzetto.capture.handover.acts import (
    Chosen,
    Edited,
    Ended,
    JobOutput,
    Lost,
    Material,
    Modelled,
    Received,
    Report,
    Started,
    Stopped,
)
from bozzetto.capture.handover.report import MAX_REPORT, SECRET_REMOVED, TEXT_CUT, parse_report
from bozzetto.errors import FormatError
from bozzetto.record import digest_of
from tests.capture.handover.handing import RUN, instruction

AT = "2026-11-22T04:09:15.120000Z"
DIGEST = digest_of(b"x")
FILES = [{"name": "a.png", "file": "0000000003-0"}, {"name": "b", "lost": "gone"}]


def _value(act="stopped", body=None, **members):
    return {
        "format": "bozzetto-handover/1",
        "run": RUN,
        "number": 3,
        "at": AT,
        "tool": {"name": "ComfyUI"},
        "reporter": "pack 1",
        "act": act,
        "body": {} if body is None else body,
        "files": [],
    } | members


def _parse(value, run=RUN, number=3):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return parse_report(data, run, number)


@pytest.mark.parametrize(
    ("act", "body", "kind"),
    [
        ("started", {"settings": {"torch": "2"}}, Started),
        ("stopped", {}, Stopped),
        ("material", {"file": 0, "role": "mask", "origin": "own hand", "note": "x"}, Material),
        (
            "output",
            {"files": [1, 0], "raw": 0, "claims": {"a": "b"}, "problems": ["x.y"]},
            Received,
        ),
        ("ended", {"how": "failed", "note": "x"}, Ended),
        ("choice", {"among": [DIGEST], "chosen": [], "rejected": [], "reason": "x"}, Chosen),
        (
            "edit",
            {
                "before": [{"job": "j", "index": 2}],
                "after": 0,
                "project": 0,
                "layers": ["a"],
                "dimensions": ["lines"],
                "note": "x",
            },
            Edited,
        ),
        ("model", {"name": "m", "digest": DIGEST, "size": 3}, Modelled),
        ("lost", {"note": "x"}, Lost),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_act_is_read(act, body, kind):
    """Each act becomes the value of its own kind, with nothing left out."""
    report = _parse(_value(act, body, files=FILES, job="j"))
    assert isinstance(report, Report)
    assert type(report.act) is kind
    assert (report.name, report.job, report.at) == (act, "j", AT)
    assert [file.stored for file in report.files] == ["0000000003-0", None]


def test_references_are_digests_or_outputs_of_jobs():
    """A file is named by its bytes, or by its job and its place."""
    body = {"among": [DIGEST, {"job": "j", "index": 1}], "chosen": [DIGEST], "rejected": []}
    act = _parse(_value("choice", body)).act
    assert act.among == (DIGEST, JobOutput("j", 1))


def test_an_instruction_is_read():
    """Prompts, models, settings and inputs come as the tool spelled them."""
    body = instruction(
        "a cat",
        models=[{"name": "a"}, {"name": "b", "digest": "blake3:1"}],
        settings={"seed": "18446744073709551615"},
        inputs=[
            {"role": "init", "file": 0, "region": 1},
            {"role": "mask", "digest": DIGEST, "node": "4:1"},
        ],
        raw=0,
        dialect="comfyui",
        account="ann",
        notes=["graph.large"],
    )
    act = _parse(_value("instruction", body, job="j", files=FILES)).act
    assert act.prompts[0].text == "a cat"
    assert [model.digest for model in act.models] == [None, "blake3:1"]
    assert act.settings == {"seed": "18446744073709551615"}
    assert (act.inputs[0].file, act.inputs[0].region, act.inputs[1].digest) == (0, 1, DIGEST)
    assert [used.node for used in act.inputs] == [None, "4:1"]
    assert (act.raw, act.account, act.notes) == (0, "ann", ("graph.large",))
    assert act.dialect == "comfyui"


def test_secrets_are_taken_out_and_noted():
    """What an integration let through goes here, and the instruction says so."""
    body = instruction("a cat sk-abcdefghij0123456789", settings={"api_key": "words"})
    act = _parse(_value("instruction", body, job="j")).act
    assert "sk-" not in act.prompts[0].text
    assert act.settings == {"api_key": "[secret removed]"}
    assert act.notes == (SECRET_REMOVED,)


def test_what_is_too_long_is_cut_and_noted():
    """A prompt or a setting beyond the record's limits loses its end, and not the report."""
    body = instruction("é" * (1 << 20), settings={"workflow": "x" * 70_000})
    act = _parse(_value("instruction", body, job="j")).act
    assert len(act.prompts[0].text.encode()) == 1 << 20
    assert len(act.settings["workflow"]) == 65_536
    assert act.notes == (TEXT_CUT,)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"number":' + b"9" * 5000 + b"}",
        b" " * (MAX_REPORT + 1),
    ],
    ids=["empty", "bytes", "null", "list", "half", "deep", "twice", "nan", "huge", "large"],
)
def test_no_report_is_refused(value):
    """Bytes that are no report at all raise the one error."""
    with pytest.raises(FormatError):
        _parse(value)


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "bozzetto-handover/2"},
        {"format": 1},
        {"run": "00000000000000b2"},
        {"run": "../../../../x"},
        {"number": 4},
        {"number": True},
        {"number": 3.0},
        {"at": "yesterday"},
        {"at": None},
        {"tool": {}},
        {"tool": {"name": ""}},
        {"tool": {"name": "x" * 257}},
        {"tool": {"name": "x", "version": 1}},
        {"tool": {"name": "x", "path": "y"}},
        {"reporter": ""},
        {"act": "deleted"},
        {"act": ["stopped"]},
        {"body": []},
        {"body": {"x": 1}},
        {"job": ""},
        {"job": "x" * 257},
        {"job": None},
        {"more": 1},
        {"files": {}},
        {"files": [{"name": "a"}]},
        {"files": [{"file": "0000000003-0"}]},
        {"files": [{"name": "a", "file": "0000000003-0", "lost": "x"}]},
        {"files": [{"name": "a", "file": "0000000003-1"}]},
        {"files": [{"name": "a", "file": "../0000000003-0"}]},
        {"files": [{"name": "a", "file": "/etc/passwd"}]},
        {"files": [{"name": "a", "file": "0000000002-0"}]},
        {"files": [{"name": "a", "lost": ""}]},
        {"files": [{"name": "a", "lost": "x", "path": "a\0b"}]},
        {"files": [{"name": "a", "lost": "x", "changed": "-1"}]},
        {"files": [{"name": "a", "lost": "x", "changed": "9" * 19}]},
        {"files": [{"name": "a", "lost": "x", "changed": "05"}]},
        {"files": [{"name": "a", "lost": "x"}] * 4097},
    ],
    ids=str,
)
def test_a_report_of_another_form_is_refused(changed):
    """A member that is missing, unknown or of another form refuses the whole report."""
    with pytest.raises(FormatError):
        _parse(_value() | changed)


@pytest.mark.parametrize("name", sorted(_value()))
def test_every_member_is_needed(name):
    """No member may be left out."""
    value = _value()
    del value[name]
    with pytest.raises(FormatError, match="is missing"):
        _parse(value)


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("started", {"settings": {"a": 1}}),
        ("started", {"settings": []}),
        ("material", {"file": 2, "role": "mask", "origin": "own hand"}),
        ("material", {"file": -1, "role": "mask", "origin": "own hand"}),
        ("material", {"file": True, "role": "mask", "origin": "own hand"}),
        ("material", {"file": 0, "role": "Mask!", "origin": "own hand"}),
        ("instruction", {"prompts": []}),
        ("instruction", instruction(prompts=[{"role": "positive", "text": "a", "by": "me"}])),
        ("instruction", instruction(prompts=[{"role": "positive", "text": 1, "by": "person"}])),
        ("instruction", instruction(models=["a"])),
        ("instruction", instruction(inputs=[{"role": "init", "digest": "sha1:x"}])),
        ("instruction", instruction(notes=["Not A Code"])),
        ("instruction", instruction(raw=2)),
        ("instruction", instruction(raw=0, dialect="klingon")),
        ("instruction", instruction(raw=0, dialect=None)),
        ("instruction", instruction(inputs=[{"role": "init", "node": ""}])),
        ("output", {"files": []}),
        ("output", {"files": [9]}),
        ("output", {"files": [0], "claims": {"a": None}}),
        ("ended", {"how": "exploded"}),
        ("choice", {"among": ["x"], "chosen": [], "rejected": []}),
        ("choice", {"among": [{"job": "j"}], "chosen": [], "rejected": []}),
        ("choice", {"among": [{"job": "j", "index": -1}], "chosen": [], "rejected": []}),
        ("edit", {"before": [], "after": 0, "dimensions": ["mood"]}),
        ("edit", {"before": [], "after": 0, "layers": [1]}),
        ("model", {"name": "m", "digest": DIGEST, "size": -1}),
        ("lost", {}),
    ],
    ids=str,
)
def test_a_body_of_another_form_is_refused(act, body):
    """Each act's body is held to its form."""
    with pytest.raises(FormatError):
        _parse(_value(act, body, job="j", files=FILES))


@pytest.mark.parametrize("act", ["instruction", "ended"])
def test_some_acts_need_a_job(act):
    """An instruction and an end are of a job."""
    body = instruction() if act == "instruction" else {"how": "done"}
    with pytest.raises(FormatError, match="job is missing"):
        _parse(_value(act, body))


def test_a_relative_path_is_none():
    """Where the tool wrote a file is known only by a whole path."""
    files = [{"name": "a", "file": "0000000003-0", "path": "a/b.png", "changed": "5"}]
    assert _parse(_value(files=files)).files[0].path is None


@given(st.binary(max_size=200))
def test_any_bytes_raise_the_one_error(data):
    """Whatever stands in a file, nothing else is raised."""
    with pytest.raises(FormatError):
        _parse(data)


ACTS = sorted(module._ACTS)  # noqa: SLF001  # every act that there is
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(_value())), st.sampled_from(ACTS), JSONS)
def test_any_member_is_read_or_refused(name, act, value):
    """Any value in any place is read, or refused by the one error."""
    try:
        _parse(_value(act, {}) | {name: value})
    except FormatError:
        return


@given(
    st.sampled_from(ACTS),
    st.dictionaries(
        st.sampled_from(
            [
                "file",
                "files",
                "role",
                "origin",
                "prompts",
                "models",
                "settings",
                "inputs",
                "how",
                "among",
                "chosen",
                "rejected",
                "before",
                "after",
                "name",
                "digest",
                "size",
                "note",
            ]
        ),
        JSONS,
    ),
)
def test_any_body_is_read_or_refused(act, body):
    """Any body of any act is read, or refused by the one error."""
    try:
        _parse(_value(act, body, job="j", files=FILES))
    except FormatError:
        return
