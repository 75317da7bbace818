"""Tests of what goes by, without any client: heads, bodies and chunks by hand."""

import base64
import json
import subprocess
import sys
import threading

import pytest

from bozzetto.capture.api.call import Head
from bozzetto.capture.api.conversation import MAX_AT_ONCE, Conversation
from bozzetto.capture.handover.reporter import Reporter, now
from bozzetto.errors import RecordingError
from tests.capture.api.spooled import acts, told
from tests.fakes.image_apis import paint

V1 = "https://api.openai.com/v1"
EVENTS = {"content-type": "text/event-stream"}
PICTURE = base64.b64encode(paint(3)).decode()


@pytest.fixture
def conversation(tmp_path):
    """A conversation that reports into a folder."""
    made = Conversation(lambda tool: Reporter(str(tmp_path), tool, "test 1"), prompts_by="person")
    yield made
    made.close()


def begin(conversation, told=None, path="/images/generations"):
    """Begin a call, and give its body."""
    call = conversation.begin(Head("POST", V1 + path, {}))
    call.asked(json.dumps(told or {"prompt": "a cat"}).encode())
    return call


def test_instruction_is_handed_over_before_the_answer(conversation, tmp_path):
    """When a request's body was given, its instruction is handed over already."""
    begin(conversation)
    assert not conversation.aside.has_begun
    assert conversation.flush()
    assert acts(told(tmp_path)) == ["instruction"]


def test_large_request_is_read_aside(conversation, tmp_path):
    """A request that takes long to read is read aside, in order."""
    begin(conversation, {"prompt": "a " * MAX_AT_ONCE})
    assert conversation.aside.has_begun
    begin(conversation, {"prompt": "second"})
    assert conversation.flush()
    texts = [len(each.body["prompts"][0]["text"]) for each in told(tmp_path)]
    assert texts == [2 * MAX_AT_ONCE, 6]


def test_what_is_read_aside_bears_the_moment_when_it_went_by(conversation, tmp_path):
    """However long the thread aside is busy, a call says when it was made and answered."""
    gate = threading.Event()
    conversation.aside.later(lambda: gate.wait(60))
    call = begin(conversation)
    call.answered(200, {})
    call.data(json.dumps({"data": [{"b64_json": PICTURE}]}).encode())
    call.ended()
    later = now()
    gate.set()
    conversation.close()
    reports = told(tmp_path)
    assert acts(reports) == ["instruction", "output", "ended", "stopped"]
    moments = [each.at for each in reports]
    assert moments == sorted(moments)
    assert moments[2] <= later <= moments[3]


def test_nothing_of_interest(conversation, tmp_path):
    """Other calls are not watched, and leave nothing."""
    assert conversation.begin(Head("POST", f"{V1}/chat/completions", {})) is None
    assert conversation.begin(Head("GET", f"{V1}/models", {})) is None
    call = begin(conversation, {"input": "hello"}, "/responses")
    assert not call.is_watched
    call.answered(200, {})
    call.data(b"{}")
    call.ended()
    conversation.close()
    assert told(tmp_path) == []


def test_whole_call(conversation, tmp_path):
    """A call's pictures stand between its instruction and its end."""
    call = begin(conversation)
    call.answered(200, {"x-request-id": "r"})
    answer = json.dumps({"data": [{"b64_json": PICTURE}]}).encode()
    for index in range(0, len(answer), 10):
        call.data(answer[index : index + 10])
    call.ended()
    conversation.close()
    reports = told(tmp_path)
    assert acts(reports) == ["instruction", "output", "ended", "stopped"]
    assert {each.job for each in reports[:3]} == {reports[0].job}
    assert reports[1].data(0) == paint(3)
    assert reports[1].body["claims"]["x-request-id"] == "r"
    assert reports[2].body == {"how": "done"}


@pytest.mark.parametrize(
    ("status", "answer", "ended"),
    [
        (400, {"error": {"message": "no"}}, {"how": "refused", "note": "no"}),
        (500, {"error": {"message": "broke"}}, {"how": "failed", "note": "broke"}),
        (502, "<html>Bad gateway</html>", {"how": "failed", "note": "HTTP 502"}),
        (200, {"error": {"message": "late"}}, {"how": "failed", "note": "late"}),
        (200, {"data": []}, {"how": "refused", "note": "the answer holds no picture"}),
    ],
)
def test_how_calls_end(conversation, tmp_path, status, answer, ended):
    """Errors, refusals and empty answers end a call in the service's own words."""
    call = begin(conversation)
    call.answered(status, {})
    call.data((answer if isinstance(answer, str) else json.dumps(answer)).encode())
    call.ended()
    conversation.close()
    reports = told(tmp_path)
    assert acts(reports) == ["instruction", "ended", "stopped"]
    assert reports[1].body == ended


def test_broken_off(conversation, tmp_path):
    """A call that was broken off says so, without secrets; the first end counts."""
    head = Head("POST", f"{V1}/images/generations", {"authorization": "Bearer planted-key-1"})
    call = conversation.begin(head)
    call.asked(b'{"prompt":"a cat"}')
    call.ended("failed", "ConnectError: no planted-key-1 at https://x.example/?key=abcdefgh")
    call.ended("interrupted", "later")
    conversation.close()
    assert told(tmp_path)[1].body == {
        "how": "failed",
        "note": "ConnectError: no  at https://x.example/?key=[secret removed]",
    }


def test_answer_that_cannot_be_read(conversation, tmp_path):
    """An answer that is not understood is told as lost, and closes the call."""
    call = begin(conversation)
    call.answered(200, {})
    call.data(b"not json")
    call.ended()
    conversation.close()
    reports = told(tmp_path)
    assert acts(reports) == ["instruction", "lost", "ended", "stopped"]
    assert "not JSON" in reports[1].body["note"]


def test_request_that_cannot_be_read(conversation, tmp_path):
    """A request that is not understood is told as lost; what comes after is not looked at."""
    call = conversation.begin(Head("POST", f"{V1}/images/generations", {}))
    call.asked(b"{")
    assert not call.is_watched
    conversation.close()
    assert acts(told(tmp_path)) == ["lost", "stopped"]


def test_picture_at_an_address(conversation, tmp_path):
    """A picture that an answer names is recorded when it is fetched, its address's key aside."""
    address = "https://files.example/a/cat.png?sig=planted-key-1"
    call = begin(conversation)
    call.answered(200, {})
    call.data(json.dumps({"data": [{"url": address}]}).encode())
    call.ended()
    # Nothing was waited for: the GET begins before the answer is read
    fetch = conversation.begin(Head("GET", address, {}))
    fetch.answered(200, {"content-type": "image/png"})
    fetch.data(paint(4))
    fetch.ended()
    other = conversation.begin(Head("GET", "https://files.example/a/dog.png", {}))
    other.answered(200, {})
    other.data(paint(5))
    other.ended()
    conversation.close()
    reports = told(tmp_path)
    assert acts(reports) == ["instruction", "output", "ended", "stopped"]
    assert reports[1].files == {"cat.png": paint(4)}
    assert reports[2].body == {"how": "done"}


def test_picture_that_is_not_fetched(conversation, tmp_path):
    """A picture that an answer names and nobody could fetch is told as lost."""
    call = begin(conversation)
    call.answered(200, {})
    call.data(json.dumps({"data": [{"url": "https://files.example/cat.png"}]}).encode())
    call.ended()
    fetch = conversation.begin(Head("GET", "https://files.example/cat.png", {}))
    fetch.answered(404, {})
    fetch.ended()
    conversation.close()
    reports = told(tmp_path)
    assert acts(reports) == ["instruction", "lost", "ended", "stopped"]
    assert "files.example" not in reports[1].body["note"]


def test_error_in_a_stream(conversation, tmp_path):
    """What a stream showed before its error stays."""
    call = begin(conversation)
    call.answered(200, EVENTS)
    for event in (
        {"type": "image_generation.partial_image", "b64_json": PICTURE},
        {"type": "error", "error": {"message": "broke"}},
    ):
        call.data(b"data: " + json.dumps(event).encode() + b"\n\n")
    call.ended()
    conversation.close()
    reports = told(tmp_path)
    assert acts(reports) == ["instruction", "output", "ended", "stopped"]
    assert reports[1].body["claims"]["partial"] == "true"
    assert reports[2].body == {"how": "failed", "note": "broke"}


def test_nobody_can_report(tmp_path):
    """Where nothing can be handed over, the program is warned and the call goes on."""

    def refuse(_tool):
        raise RecordingError("no room")

    conversation = Conversation(refuse)
    call = conversation.begin(Head("POST", f"{V1}/images/generations", {}))
    with pytest.warns(RuntimeWarning, match="nothing is recorded: no room"):
        call.asked(b'{"prompt":"a cat"}')
    call.answered(200, {})
    call.ended()
    conversation.close()
    assert told(tmp_path) == []


def test_many_threads(conversation, tmp_path):
    """Calls of several threads keep their pictures apart."""

    def make(number):
        call = begin(conversation, {"prompt": str(number)})
        call.answered(200, {})
        picture = base64.b64encode(paint(number)).decode()
        call.data(json.dumps({"data": [{"b64_json": picture}]}).encode())
        call.ended()

    threads = [threading.Thread(target=make, args=(number,)) for number in range(40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    conversation.close()
    reports = told(tmp_path)
    assert [each.number for each in reports] == list(range(121))
    prompts = {
        each.job: each.body["prompts"][0]["text"] for each in reports if each.act == "instruction"
    }
    outputs = {each.job: each.data(0) for each in reports if each.act == "output"}
    assert {prompts[job]: data for job, data in outputs.items()} == {
        str(number): paint(number) for number in range(40)
    }


def test_program_that_ends(tmp_path):
    """A program that ends without closing anything hands over what it saw, and its end."""
    program = (
        "import sys\n"
        "from bozzetto.capture.api.call import Head\n"
        "from bozzetto.capture.api.conversation import Conversation\n"
        "from bozzetto.capture.handover.reporter import Reporter\n"
        "conversation = Conversation(lambda tool: Reporter(sys.argv[1], tool, 'test 1'))\n"
        "url = 'https://api.openai.com/v1/images/generations'\n"
        "call = conversation.begin(Head('POST', url, {}))\n"
        'call.asked(b\'{"prompt":"a cat"}\')\n'
        "if len(sys.argv) > 2:\n"
        "    call.answered(200, {})\n"
        '    call.data(b\'{"data":[{"url":"https://x.example/a.png"}]}\')\n'
        "    call.ended()\n"
    )
    command = [sys.executable, "-c", program]
    subprocess.run([*command, str(tmp_path / "one")], check=True)
    assert acts(told(tmp_path / "one")) == ["instruction", "stopped"]
    subprocess.run([*command, str(tmp_path / "two"), "answer"], check=True)
    assert acts(told(tmp_path / "two")) == ["instruction", "lost", "ended", "stopped"]
