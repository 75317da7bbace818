"""Tests of the reports that calls become."""

from bozzetto.capture.api import telling
from bozzetto.capture.api.body import Body, Picture
from bozzetto.capture.api.call import Asked, Made, Used, Words

CAT = Picture(b"cat", "png", "cat.png")
MASK = Picture(b"mask", "png")
SENT = Body({}, '{"prompt":"a cat"}')


def test_instruction():
    """An instruction has words, who wrote them, models, settings, and the request itself."""
    asked = Asked(
        (Words("a cat"), Words("earlier", "history", "language model")),
        ("m",),
        {"n": "2"},
        account="org-1",
    )
    told = telling.instruction(asked, SENT, "j", "person")
    assert (told.act, told.job) == ("instruction", "j")
    assert told.body == {
        "prompts": [
            {"role": "positive", "text": "a cat", "by": "person"},
            {"role": "history", "text": "earlier", "by": "language model"},
        ],
        "models": [{"name": "m"}],
        "settings": {"n": "2"},
        "inputs": [],
        "raw": 0,
        "notes": [],
        "account": "org-1",
    }
    assert [(file.name, file.data) for file in told.files] == [
        ("j-request.json", b'{"prompt":"a cat"}')
    ]


def test_instruction_with_pictures():
    """Pictures go along once each, and what was taken out of the request is noted."""
    inputs = (Used("init", CAT, MASK), Used("reference", CAT), Used("reference", name="file-1"))
    sent = Body({}, "{}", {"x": CAT}, removed=1)
    told = telling.instruction(Asked(inputs=inputs), sent, "j", "unknown")
    assert told.body["inputs"] == [
        {"role": "init", "file": 0, "region": 1},
        {"role": "reference", "file": 0},
        {"role": "reference", "name": "file-1"},
    ]
    assert told.body["notes"] == ["secret.removed", "request.without-pictures"]
    assert [file.name for file in told.files] == ["cat.png", "mask-0.png", "j-request.json"]
    assert told.body["raw"] == 2


def test_output():
    """An output has its files in order, the answer, and what it says of itself."""
    told = telling.output([Made(CAT), Made(MASK)], {"size": "auto"}, SENT, "j", 3)
    assert told.body == {"files": [0, 1], "claims": {"size": "auto"}, "raw": 2}
    assert [file.name for file in told.files] == ["cat.png", "j-4.png", "j-answer.json"]


def test_output_that_is_partial():
    """A picture that is shown on the way says so."""
    told = telling.output([Made(CAT, partial=True)], {}, None, "j", 0)
    assert told.body == {"files": [0], "claims": {"partial": "true"}}


def test_output_twice_the_same():
    """Two pictures with the same bytes are one file, in two places."""
    told = telling.output([Made(CAT), Made(CAT)], {}, None, "j", 0)
    assert told.body["files"] == [0, 0]


def test_revision():
    """What a language model wrote is an instruction of its own, and names what it was made from."""
    told = telling.revision(["a fine cat"], ["m"], "j")
    assert told.job == telling.revised_job("j") != "j"
    assert told.body["prompts"] == [
        {"role": "positive", "text": "a fine cat", "by": "language model"}
    ]
    assert told.body["inputs"] == [{"role": "instruction", "name": "j"}]
    assert told.body["notes"] == ["prompt.revised"]


def test_said_by():
    """Only some headers are kept."""
    headers = {"x-request-id": "r", "set-cookie": "c", "date": "d"}
    assert telling.said_by(headers) == {"x-request-id": "r", "date": "d"}


def test_ended():
    """An end has a reason where there is one, of a bearable length."""
    assert telling.ended("done", "j").body == {"how": "done"}
    long = telling.ended("failed", "j", "x" * 5000).body["note"]
    assert len(long) == telling.MAX_NOTE
    assert telling.lost("it").body == {"note": "it"}
