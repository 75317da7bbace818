"""ComfyUI through the proxy: what passes is the same, and all that happens is handed over."""

import hashlib
import json
import threading
from collections import Counter

import httpx
import pytest

from bozzetto.capture.proxy import comfyui as observing
from bozzetto.capture.proxy.worker import Worker
from tests.capture.proxy.standing import LONGEST, Page, ends, standing, until
from tests.fakes.comfyui import RECORDING, stand_in

SECRETS = {
    "extra": "comfyui-" + "5f" * 32,
    "header": "Bearer " + "c7" * 20,
    "cookie": "session=" + "d8" * 20,
    "widget": "widget-secret-99",
    "query": "e9" * 20,
}


def kinds(frames):
    """Count frames by their type; previews as one."""
    return Counter(
        "preview" if isinstance(frame, bytes) else json.loads(frame)["type"] for frame in frames
    )


def ended(reports):
    """How jobs ended, by id."""
    return {r["job"]: r["body"]["how"] for r in reports if r["act"] == "ended"}


def names(reports):
    """The names of the files that outputs have, without what ComfyUI said of them."""
    return [
        file["name"]
        for report in reports
        if report["act"] == "output"
        for file in report["files"][: len(report["body"]["files"])]
    ]


@pytest.mark.parametrize("name", [name for name in RECORDING["jobs"] if name != "deleted"])
def test_page_gets_the_same_frames_as_without_the_proxy(comfyui, proxied, name):
    """Each recorded job, frame by frame, texts and previews, byte for byte but for its id."""

    def run(url):
        with Page(url, "someone") as page:
            if name == "interrupt":
                comfyui.pace = 0.1
                job = page.ask(comfyui.request(name, "someone"))
                until(lambda: comfyui.running)
                page.http.post("/interrupt")
            else:
                job = page.ask(comfyui.request(name, "someone"))
            frames = page.frames(job)
            comfyui.pace = 0.0
        swap = (job, "JOB")
        return [
            f.replace(*(s.encode() for s in swap)) if isinstance(f, bytes) else f.replace(*swap)
            for f in frames
        ]

    direct, through = run(comfyui.url), run(proxied.url)
    if name != "interrupt":  # where it stops is a matter of time
        assert sorted(map(repr, through)) == sorted(map(repr, direct))
        assert kinds(through) == kinds(direct)
    assert [f for f in through if ends(f)] == [f for f in direct if ends(f)]


def test_recorded_job_is_handed_over_in_order(comfyui, proxied, page):
    """Instruction, the files of each node as it made them, and the end."""
    data = stand_in("a sketch")
    assert page.upload("image", "sketch.png", data).json()["name"] == "sketch.png"
    job, _frames = page.run(comfyui, "first")
    proxied.wait("ended")
    reports = proxied.reports()
    assert [report["act"] for report in reports] == [
        "started", "material", "instruction", "output", "output", "output", "ended",
    ]  # fmt: skip
    assert {report.get("job") for report in reports[2:]} == {job}
    assert names(reports) == [
        "ComfyUI_temp_rpkic_00001_.png",
        "ComfyUI_temp_zdify_00001_.png",
        "ComfyUI_temp_zdify_00002_.png",
        "run_00001_.png",
        "run_00002_.png",
    ]
    assert reports[0]["tool"] == {"name": "ComfyUI", "version": "0.3.64"}
    assert ended(reports) == {job: "done"}


def test_bytes_of_outputs_are_those_of_comfyui(comfyui, proxied, page):
    """Preview nodes' too, which are gone with the next start."""
    job, _frames = page.run(comfyui, "first")
    output = proxied.wait("output", 2)[1]
    wanted = stand_in("temp", "", "ComfyUI_temp_zdify_00002_.png", job)
    assert proxied.bytes_of(output, 1) == wanted
    told = json.loads(proxied.bytes_of(output, output["body"]["raw"]))
    assert told.get("data", told)["node"] == "7"  # out of a message, or out of the history
    assert [report["body"]["claims"] for report in proxied.wait("output", 3)[1:]] == [
        {"node": "7", "node type": "PreviewImage", "folder": "temp"},
        {"node": "6", "node type": "SaveImage", "title": "final save", "folder": "output"},
    ]


def test_instruction_has_the_request_and_its_inputs(comfyui, proxied, page):
    """The request byte for byte, and the picture that it names, as it was at that moment."""
    page.upload("image", "sketch.png", stand_in("first"))
    page.upload("image", "sketch.png", stand_in("second"), overwrite="true")
    page.run(comfyui, "first")
    (report,) = proxied.wait("instruction")
    sent = next(body for _, path, _, body in comfyui.requests if path == "/prompt")
    body = report["body"]
    assert proxied.bytes_of(report, body["raw"]) == sent
    (found,) = body["inputs"]
    assert (found["role"], found["name"]) == ("image", "sketch.png")
    assert proxied.bytes_of(report, found["file"]) == stand_in("second")


def test_uploads_are_materials(proxied, page):
    """Byte for byte; a mask says over what it was painted."""
    page.upload("image", "sketch.png", stand_in("sketch"), type="input")
    over = json.dumps({"filename": "sketch.png", "type": "input", "subfolder": ""})
    page.upload("mask", "m.png", stand_in("mask"), subfolder="clipspace", original_ref=over)
    image, mask = proxied.wait("material", 2)
    assert (image["body"]["role"], mask["body"]["role"]) == ("input", "mask")
    assert mask["body"]["note"] == "uploaded to ComfyUI as clipspace/m.png, over sketch.png"
    assert proxied.bytes_of(image, 0) == stand_in("sketch")
    assert proxied.bytes_of(mask, 0) == stand_in("mask")


def test_requests_reach_comfyui_byte_for_byte(comfyui, page):
    """Paths, queries and bodies; of the heads, host and origin are ComfyUI's own."""
    body = json.dumps({"prompt": {}, "x": "é"}, indent=2).encode()
    page.http.post("/api/queue?a=%20b&c", content=body, headers={"X-Mine": "1", "Origin": page.url})
    method, target, headers, sent = comfyui.requests[-1]
    assert (method, target, sent) == ("POST", "/api/queue?a=%20b&c", body)
    assert headers["host"] == comfyui.url.removeprefix("http://")
    assert headers["origin"] == comfyui.url
    assert headers["x-mine"] == "1"


def test_routes_of_newer_pages_are_known_too(comfyui, proxied, page):
    """They put /api before every route."""
    answer = page.http.post("/api/prompt", json=comfyui.request("txt2img", "page"))
    page.frames(answer.json()["prompt_id"])
    (instruction,) = proxied.wait("instruction")
    sent = json.loads(proxied.bytes_of(instruction, instruction["body"]["raw"]))
    assert sent["prompt"] == comfyui.request("txt2img", "page")["prompt"]


def test_refused_graph_is_an_instruction_that_was_refused(comfyui, proxied, page):
    """With ComfyUI's own words; the page gets them as they are."""
    request = comfyui.request("first", "page")
    del request["prompt"]["6"]["inputs"]["images"]
    answer = page.http.post("/prompt", json=request)
    assert (answer.status_code, answer.json()) == (400, RECORDING["refused"])
    (end,) = proxied.wait("ended")
    (instruction,) = proxied.reports("instruction")
    assert end["job"] == instruction["job"]
    assert end["body"]["how"] == "refused"
    assert end["body"]["note"] == (
        "Prompt outputs failed validation: Required input is missing: images"
    )


def test_failed_job_is_told_with_its_error(comfyui, proxied, page):
    """What it had made before stays."""
    comfyui.fail = "5"
    job, _frames = page.run(comfyui, "first")
    (end,) = proxied.wait("ended")
    assert (end["job"], end["body"]["how"]) == (job, "failed")
    assert end["body"]["note"] == "ValueError: the picture is empty, at ImageInvert"
    # Behind its end where the history, which names none of them, was asked before they were heard
    assert len(proxied.wait("output", 2)) == 2


def test_what_is_heard_after_the_end_is_handed_over(comfyui, proxied):
    """The history told the end first; what a node made comes once, whoever tells of it."""
    image = {"filename": "a.png", "subfolder": "", "type": "output"}
    comfyui.files["output", "", "a.png"] = stand_in("a.png")
    data = {"prompt_id": "j", "node": "9", "output": {"images": [image]}}
    stop = {"prompt_id": "j", "node_id": "9", "node_type": "SaveImage", "executed": []}
    for told in ("execution_interrupted", stop), ("executed", data), ("executed", data):
        proxied.observer.text(json.dumps({"type": told[0], "data": told[1]}).encode())
    assert [report["act"] for report in proxied.wait("output")[:1]] == ["output"]
    assert [r["act"] for r in proxied.reports("ended", "output")] == ["ended", "output"]


def test_interrupted_job_is_told(comfyui, proxied, page):
    """It is broadcast; several websockets do not make it several."""
    comfyui.pace = 30.0
    with Page(proxied.url, "another"):
        job = page.ask(comfyui.request("interrupt", "page"))
        until(lambda: comfyui.running)  # one that has not begun is not interrupted
        page.http.post("/interrupt")
        page.frames(job)
        (end,) = proxied.wait("ended")
    assert (end["job"], end["body"]["how"]) == (job, "interrupted")


@pytest.mark.parametrize("asked", [{"delete": True}, {"clear": True}], ids=["delete", "clear"])
def test_job_taken_out_of_the_queue_is_told(comfyui, proxied, page, asked):
    """ComfyUI itself keeps no trace of it."""
    comfyui.hold.clear()
    job = page.ask(comfyui.request("first", "page"))
    page.http.post("/queue", json={"delete": [job]} if "delete" in asked else asked)
    (end,) = proxied.wait("ended")
    assert (end["job"], end["body"]["how"]) == (job, "deleted")


def test_job_that_waits_is_not_taken_for_gone(comfyui, proxied, page):
    """Another one is taken out, and the queue becomes shorter."""
    comfyui.hold.clear()
    stays, goes = (page.ask(comfyui.request("first", "page")) for _ in range(2))
    page.http.post("/queue", json={"delete": [goes]})
    assert ended(proxied.wait("ended")) == {goes: "deleted"}
    comfyui.hold.set()
    page.frames(stays)
    assert ended(proxied.wait("ended", 2)) == {goes: "deleted", stays: "done"}


def test_job_of_a_program_without_a_websocket_is_seen(comfyui, proxied, monkeypatch):
    """Nobody is told of it: the history is asked."""
    monkeypatch.setattr(Worker, "TICK", 0.05)
    answer = httpx.post(proxied.url + "/prompt", json=comfyui.request("anon"), timeout=60)
    job = answer.json()["prompt_id"]
    assert ended(proxied.wait("ended")) == {job: "done"}
    assert len(names(proxied.reports())) == 5


def test_job_without_a_client_is_seen_when_the_queue_is_empty(comfyui, proxied, page):
    """Its files are told to nobody, and the queue's length to everybody."""
    job = page.ask(comfyui.request("anon"))
    assert ended(proxied.wait("ended")) == {job: "done"}
    assert len(names(proxied.reports())) == 5


def test_dropped_messages_are_made_up_for(comfyui, proxied, page):
    """What a websocket did not tell stands in the history."""
    comfyui.drop = lambda frame: frame.get("type") in ("executed", "execution_success")
    page.run(comfyui, "first")
    proxied.wait("ended")
    assert len(names(proxied.reports())) == 5


@pytest.mark.parametrize("seed", range(4))
def test_messages_in_another_order_change_nothing(comfyui, proxied, page, seed):
    """Each file once, the instruction first, the end last."""
    comfyui.shuffle = seed
    page.run(comfyui, "first")
    proxied.wait("ended")
    reports = proxied.reports()
    assert len(names(reports)) == len(set(names(reports))) == 5
    assert [reports[1]["act"], reports[-1]["act"]] == ["instruction", "ended"]


def test_restart_amid_a_job_is_told(comfyui, proxied, page, monkeypatch):
    """The job failed, the page goes on when ComfyUI is back, and new jobs are seen."""
    monkeypatch.setattr(Worker, "TICK", 0.05)
    comfyui.pace = 60.0
    job = page.ask(comfyui.request("txt2img", "page"))
    page.socket.recv(timeout=LONGEST)
    comfyui.restart()
    comfyui.pace = 0.0
    (end,) = proxied.wait("ended")
    assert (end["job"], end["body"]["how"]) == (job, "failed")
    assert end["body"]["note"] == "ComfyUI ended before the job did"
    with Page(proxied.url) as again:
        later, _frames = again.run(comfyui, "first")
    assert ended(proxied.wait("ended", 2))[later] == "done"


def test_page_closed_amid_a_job_loses_nothing(comfyui, proxied, monkeypatch):
    """Nobody listens any more; the history is asked."""
    monkeypatch.setattr(Worker, "TICK", 0.05)
    comfyui.hold.clear()
    with Page(proxied.url) as page:
        job = page.ask(comfyui.request("first", "page"))
    comfyui.hold.set()
    assert ended(proxied.wait("ended")) == {job: "done"}
    assert len(names(proxied.reports())) == 5


def test_files_that_cannot_be_had_are_said_to_be_lost(comfyui, proxied, page):
    """One report for each, and the job still ends."""
    comfyui.broken_view = True
    page.run(comfyui, "first")
    proxied.wait("ended")
    lost = [report["body"]["note"] for report in proxied.reports("lost")]
    assert len(lost) == 5
    assert "run_00002_.png [output], and it could not be had: HTTP status 404" in lost[-1]
    assert not proxied.reports("output")


def test_slow_page_does_not_keep_files_from_being_seen(comfyui, proxied, page, monkeypatch):
    """It reads nothing at all; the history is asked meanwhile."""
    monkeypatch.setattr(Worker, "TICK", 0.05)
    for _ in range(20):
        httpx.post(
            proxied.url + "/prompt", json=comfyui.request("txt2img", page.client), timeout=60
        )
    assert len(proxied.wait("ended", 20)) == 20


def test_several_pages_have_their_own_jobs(comfyui, proxied):
    """Each gets its own frames, and every job is handed over once."""
    done = {}

    def work(client):
        with Page(proxied.url, client) as page:
            done[client] = [page.run(comfyui, "reroll") for _ in range(5)]

    threads = [threading.Thread(target=work, args=(f"page-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    jobs = {job for runs in done.values() for job, _frames in runs}
    assert len(jobs) == 20
    assert ended(proxied.wait("ended", 20)) == dict.fromkeys(jobs, "done")
    assert all(kinds(frames)["preview"] == 6 for runs in done.values() for _job, frames in runs)


def test_secrets_are_nowhere_in_the_spool(comfyui, proxied, page):
    """Planted wherever one can stand, and looked for byte by byte; ComfyUI gets every one."""
    request = comfyui.request(
        "first", "page", api_key_comfy_org=SECRETS["extra"], auth_token_comfy_org=SECRETS["extra"]
    )
    request["prompt"]["77"] = {"class_type": "Cloud", "inputs": {"api_key": SECRETS["widget"]}}
    workflow = request["extra_data"]["extra_pnginfo"]["workflow"]
    workflow["nodes"].append({"id": 77, "type": "Cloud", "widgets_values": [SECRETS["widget"]]})
    headers = {"Authorization": SECRETS["header"], "Cookie": SECRETS["cookie"]}
    answer = page.http.post(f"/prompt?token={SECRETS['query']}", json=request, headers=headers)
    page.frames(answer.json()["prompt_id"])
    page.http.post("/upload/image", files={"image": ("a.png", b"x")}, headers=headers)
    proxied.wait("ended")
    proxied.wait("material")
    passed = repr(comfyui.requests)
    spool = proxied.everything()
    for secret in SECRETS.values():
        bare = secret.split("=")[-1].split()[-1]
        assert bare in passed
        assert bare.encode() not in spool
    (instruction,) = proxied.reports("instruction")
    assert "secret.removed" in instruction["body"]["notes"]
    assert {tuple(r["body"]["problems"]) for r in proxied.reports("output")} == {
        ("secret.embedded",)
    }


def test_error_that_repeats_a_secret_is_told_without_it(comfyui, proxied, page):
    """A wrong key is named in the error of who refuses it."""
    request = comfyui.request("first", "page")
    request["prompt"]["77"] = {"class_type": "Cloud", "inputs": {"api_key": SECRETS["widget"]}}
    comfyui.fail, comfyui.words = "5", f"refused: {SECRETS['widget']}"
    page.frames(page.ask(request))
    (end,) = proxied.wait("ended")
    assert end["body"]["note"].startswith("ValueError: refused: ")
    assert SECRETS["widget"].encode() not in proxied.everything()


def test_job_under_way_at_the_end_is_said_to_be_lost(comfyui, tmp_path):
    """What comes of it nobody sees any more."""
    comfyui.hold.clear()
    with standing(comfyui.url, tmp_path) as proxied:
        answer = httpx.post(proxied.url + "/prompt", json=comfyui.request("first"), timeout=60)
        proxied.wait("instruction")
    acts = [report["act"] for report in proxied.reports()]
    assert acts[-2:] == ["lost", "stopped"]
    note = proxied.reports("lost")[0]["body"]["note"]
    assert answer.json()["prompt_id"] in note


def test_nothing_is_handed_over_where_nothing_was_done(comfyui, proxied):
    """To look at the page is no act, nor is to open a picture."""
    comfyui.files["output", "", "a.png"] = b"x"
    for path in ("/", "/view?filename=a.png&type=output", "/queue", "/history"):
        assert httpx.get(proxied.url + path, timeout=60).status_code == 200
    assert proxied.reports() == []


def test_many_jobs_in_a_row_are_all_seen(comfyui, proxied, page):
    """Queued faster than they are done; none is lost, and the queue is not asked for each."""
    comfyui.hold.clear()
    count = 200
    jobs = [page.ask(comfyui.request("txt2img", "page")) for _ in range(count)]
    comfyui.hold.set()
    page.frames(jobs[-1])
    assert ended(proxied.wait("ended", count)) == dict.fromkeys(jobs, "done")
    assert len({r["job"] for r in proxied.reports("output")}) == count
    asked = Counter(target.partition("?")[0] for _, target, _, _ in comfyui.requests)
    assert asked["/queue"] < count / 2


def test_view_passes_unchanged(comfyui, page):
    """A picture, with its type and its size."""
    data = bytes(range(256)) * 20_000
    comfyui.files["output", "", "big.png"] = data
    answer = page.http.get("/view?filename=big.png&type=output")
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(data).digest()
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-length"] == str(len(data))


def test_foreign_page_makes_nothing(comfyui, proxied):
    """Neither by a request nor by a websocket; and nothing reaches ComfyUI."""
    request = comfyui.request("first")
    for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example:80"}):
        answer = httpx.post(proxied.url + "/prompt", json=request, headers=headers, timeout=60)
        assert answer.status_code == 403
    assert (comfyui.requests, proxied.reports()) == ([], [])


def test_node_with_very_many_files_is_handed_over_in_parts(comfyui, proxied, monkeypatch):
    """A film as single pictures; each of them once, in its order."""
    monkeypatch.setattr(observing, "_MOST_FILES", 2)
    images = [{"filename": f"f{n}.png", "subfolder": "", "type": "output"} for n in range(5)]
    for image in images:
        comfyui.files["output", "", image["filename"]] = stand_in(image["filename"])
    message = {"prompt_id": "j", "node": "9", "output": {"images": images}}
    proxied.observer.text(json.dumps({"type": "executed", "data": message}).encode())
    reports = proxied.wait("output", 3)
    assert names(reports) == [image["filename"] for image in images]


def test_order_is_that_in_which_a_page_acts(comfyui, proxied, page):
    """It asks for the next job as soon as it hears of the last one's end, time and again."""
    for _ in range(15):
        page.upload("image", "sketch.png", stand_in("sketch"))
        page.run(comfyui, "txt2img")
    proxied.wait("ended", 15)
    acts = [report["act"] for report in proxied.reports() if report["act"] != "ended"]
    assert acts == ["started", *["material", "instruction", "output"] * 15]
