"""Acts over HTTP: what people say and do is recorded as theirs, or not at all."""

import io

import pytest
from PIL import Image

from bozzetto.api import Studio
from bozzetto.record import DIMENSIONS, digest_of
from bozzetto.studio import DISPUTE, MILESTONE, UNDONE, Program
from bozzetto.verify import Verdict, verify_bundle
from bozzetto.web.bodies import MAX_ITEMS, MAX_TEXT

STRANGE = digest_of(b"nobody recorded this")
TOOL = Program("ComfyUI", "0.3.10")


def picture(seed):
    """Return the bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (seed % 256, seed // 256, 7)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def post(served):
    """Act in the work, and expect an answer."""

    def call(act, status=200, work=served.work, **body):
        answer = served.client.post(f"/api/works/{work}/{act}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    return call


@pytest.fixture
def entries(served):
    """Read the work's entries, beside the server."""

    def read():
        with served.studio() as studio:
            return [entry for _, entry in studio.works()[0].entries()]

    return read


@pytest.fixture
def candidates(served):
    """A hundred pictures that a tool made."""
    with served.studio() as studio:
        work = studio.works()[0]
        work.receive_output(None, [io.BytesIO(picture(n)) for n in range(100)], program=TOOL)
        return list(work.assets())


@pytest.fixture
def send(served):
    """Send a file; return its digest."""

    def call(data, name="sent.png"):
        headers = {"content-type": "application/octet-stream"}
        answer = served.client.put(
            "/api/uploads", params={"name": name}, content=data, headers=headers
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["digest"]

    return call


def said(entry, name="text"):
    """Return an entry's text of that name."""
    return entry.text(entry.event.body[name])


def signers(entry):
    """Return the keys that signed an entry."""
    return {signature.key for signature in entry.signatures}


def test_begin_work(served):
    """A work begins with its title and what its people agreed on."""
    body = {"title": "Joint 猫", "terms": "half and half"}
    answer = served.client.post("/api/works", json=body).json()
    with served.studio() as studio:
        work = studio.find_work("Joint 猫")
        ((place, entry),) = work.entries()
        assert answer == {
            "digest": work.digest,
            "place": place,
            "number": 0,
            "at": entry.event.at,
        }
        assert said(entry, "terms") == "half and half"
        assert signers(entry) == {studio.owner}


def test_intent(post, entries, candidates):
    """What is wanted is recorded to the letter, and answered with where it stands."""
    words = "  a silver cat\n猫 "
    answer = post("intent", text=words, targets=candidates[:2], dimensions=["colour", "lines"])
    entry = entries()[-1]
    assert (answer["digest"], answer["number"]) == (entry.digest, entry.event.number)
    assert said(entry) == words
    assert entry.event.seen == "stated"
    assert entry.event.body["targets"] == candidates[:2]
    assert entry.event.body["dimensions"] == ["colour", "lines"]
    post("intent", text="shorter")
    assert entries()[-1].event.body.keys() == {"text"}


def test_comment_and_correction(served, post, entries, candidates):
    """A remark is about files and entries; a correction names its entry."""
    wrong = post("comments", text="a dog", about=[candidates[0], served.work])
    assert entries()[-1].event.body["about"] == [candidates[0], served.work]
    post("corrections", entry=wrong["digest"], text="a cat")
    assert entries()[-1].event.body["corrects"] == wrong["digest"]


def test_choice_among_a_hundred_and_undo(post, entries, candidates):
    """A hundred candidates are chosen among, and undoing makes each what it was before."""
    post("choices", among=candidates, chosen=candidates[:1], rejected=candidates[50:60])
    second = post(
        "choices",
        among=candidates,
        chosen=candidates[1:3],
        rejected=[candidates[0]],
        reason="the eyes",
    )
    corrected, restored = post("undo", choice=second["digest"])
    *_, before_last, last = entries()
    assert (corrected["digest"], restored["digest"]) == (before_last.digest, last.digest)
    assert before_last.event.body["corrects"] == second["digest"]
    assert said(before_last) == UNDONE
    assert last.event.kind == "choice.made"
    assert last.event.body["among"] == candidates
    assert last.event.body["chosen"] == candidates[:1]
    assert last.event.body["rejected"] == candidates[50:60]
    redone = post("undo", choice=restored["digest"], text="it was right")[1]
    assert entries()[-1].digest == redone["digest"]
    assert entries()[-1].event.body["chosen"] == candidates[1:3]
    assert said(entries()[-2]) == "it was right"


def test_material(post, entries, send):
    """A file that was sent goes into the work under its name, with what its bytes say."""
    data = picture(9)
    digest = send(data, "草图.png")
    post("materials", asset=digest, role="sketch", origin="own hand", note="pencil")
    body = entries()[-1].event.body
    assert body["asset"]["name"] == "草图.png"
    assert (body["asset"]["width"], body["asset"]["type"]) == (8, "image/png")
    assert body["asset"]["pixels"].startswith("sha256:")
    assert said(entries()[-1], "note") == "pencil"


def test_material_as_it_was_answered(served, post, entries, send):
    """The answer to a sent file names it too; only its digest is believed, and a name if lost."""
    digest = send(picture(9), "a.png")
    served.desk.kept._assets.clear()  # noqa: SLF001  # as after a restart
    asset = {"digest": digest, "size": 1, "type": "text/html", "name": "b\x1b.png", "width": 5}
    post("materials", asset=asset, role="sketch", origin="own hand")
    body = entries()[-1].event.body
    assert (body["asset"]["size"], body["asset"]["type"]) == (len(picture(9)), "image/png")
    assert body["asset"]["name"] == "b\\x1b.png"


def test_edit(post, entries, candidates, send):
    """An edit names what it was made from, what it is now, and the program's own file."""
    after, project = send(picture(500), "after.png"), send(b"layers", "cat.kra")
    post(
        "edits",
        before=candidates[:2],
        after=after,
        tool={"name": "Krita", "version": "5.2"},
        dimensions=list(DIMENSIONS),
        note="redrew the ears",
        project=project,
    )
    body = entries()[-1].event.body
    assert body["before"] == candidates[:2]
    assert (body["after"]["digest"], body["after"]["name"]) == (after, "after.png")
    assert body["project"]["name"] == "cat.kra"
    assert body["tool"] == {"name": "Krita", "version": "5.2"}
    post("edits", before=[], after=candidates[5], tool={"name": "GIMP"})
    assert entries()[-1].event.body["after"]["digest"] == candidates[5]


def test_erasure(served, post, entries, candidates):
    """Erased bytes and their thumbnails go, and an entry says why."""
    thumbnail = f"/api/assets/{candidates[0]}/thumbnail?side=128"
    assert served.client.get(thumbnail).status_code == 200
    kept = list(served.desk.thumbnails._kept())  # noqa: SLF001  # what lies on the disk
    post("erasures", assets=[candidates[0]], reason="a person asked")
    assert said(entries()[-1], "reason") == "a person asked"
    assert served.client.get(f"/api/assets/{candidates[0]}").status_code == 404
    assert kept
    assert not kept[0].exists()


def test_milestone_and_dispute(served, post, entries):
    """How far a work has come, and what is disputed, are remarks about the work itself."""
    post("milestones", name="lines are done")
    assert said(entries()[-1]) == MILESTONE + "lines are done" == "milestone: lines are done"
    assert entries()[-1].event.body["about"] == [served.work]
    post("disputes", text="somebody claims the cat")
    assert said(entries()[-1]) == DISPUTE + "somebody claims the cat"


@pytest.fixture
def ben(served):
    """A second person, whose key is open after joining."""
    body = {"name": "Ben", "role": "colourist", "passphrase": "ben's own words"}
    return served.client.post("/api/people", json=body).json()["key"]


def test_whose_act_it_is(served, post, entries, candidates, ben, send):
    """An act is signed by the person whose it is, and by nobody else."""
    digest = send(picture(700))
    post("intent", text="warmer", person=ben)
    post("comments", text="good", person=ben)
    choice = post("choices", among=candidates, chosen=candidates[:1], person=ben)
    post("undo", choice=choice["digest"], person=ben)
    post("corrections", entry=choice["digest"], text="no", person=ben)
    post("materials", asset=digest, role="photo", origin="own photo", person=ben)
    post("edits", before=candidates[:1], after=digest, tool={"name": "Krita"}, person=ben)
    post("milestones", name="coloured", person=ben)
    post("disputes", text="mine", person=ben)
    post("erasures", assets=[candidates[9]], reason="blurred", person=ben)
    post("countersignatures", entries=[served.work], person=ben)
    stated = [entry for entry in entries()[1:] if entry.event.seen == "stated"]
    assert len(stated) == 12
    assert {entry.event.by.person for entry in stated} == {ben}
    assert {key for entry in stated for key in signers(entry)} == {ben}


def test_locked_key(served, post, entries, ben):
    """Who has not given the passphrase does not act; with it, the same request is recorded."""
    served.client.post("/api/lock")
    error = post("intent", 409, text="warmer", person=ben)["error"]
    assert (error["code"], ben in error["message"]) == ("locked", True)
    assert len(entries()) == 1
    post("intent", text="the owner's key has no passphrase")
    unlocking = {"key": ben, "passphrase": "ben's own words"}
    assert served.client.post("/api/unlock", json=unlocking).status_code == 204
    post("intent", text="warmer", person=ben)
    assert entries()[-1].event.by.person == ben


def test_key_elsewhere(served, post, entries, ben):
    """A person whose key is not here cannot act here, and is told so."""
    served.client.post("/api/lock")
    with served.studio() as studio:
        studio.keys._path(ben).unlink()  # noqa: SLF001  # it is on another machine
    error = post("intent", 409, text="warmer", person=ben)["error"]
    assert error["code"] == "studio"
    assert "not in this studio" in error["message"]
    assert str(served.studio_folder) not in str(error)
    assert len(entries()) == 1


def test_nobody_else_acts(served, post, entries, ben):
    """Neither a device nor somebody who left, nor a key that nobody knows, acts as a person."""
    with served.studio() as studio:
        device, stranger = studio.device, studio.keys.make()
    served.client.post(f"/api/people/{ben}/leave", json={})
    for key in (device, stranger, ben):
        assert post("intent", 409, text="warmer", person=key)["error"]["code"] == "verification"
    assert len(entries()) == 1


@pytest.mark.parametrize(
    ("act", "body"),
    [
        pytest.param("intent", {"text": "x", "targets": [STRANGE]}, id="target"),
        pytest.param("comments", {"text": "x", "about": [STRANGE]}, id="remark"),
        pytest.param("corrections", {"entry": STRANGE, "text": "x"}, id="corrected entry"),
        pytest.param("choices", {"among": [STRANGE]}, id="candidate"),
        pytest.param("undo", {"choice": STRANGE}, id="choice"),
        pytest.param(
            "materials", {"asset": STRANGE, "role": "mask", "origin": "own hand"}, id="not sent"
        ),
        pytest.param(
            "edits", {"before": [], "after": STRANGE, "tool": {"name": "x"}}, id="edit not sent"
        ),
        pytest.param("erasures", {"assets": [STRANGE], "reason": "x"}, id="erased"),
    ],
)
def test_what_the_work_does_not_name(post, entries, act, body):
    """What is not there is the request's mistake, is named, and nothing is recorded."""
    error = post(act, 400, **body)["error"]
    assert STRANGE in error["message"]
    assert len(entries()) == 1


def test_edit_of_what_the_work_does_not_name(post, entries, send):
    """A file that was sent stands in no work until an act names it."""
    sent = send(picture(3))
    body = {"before": [sent], "after": sent, "tool": {"name": "Krita"}}
    assert sent in post("edits", 400, **body)["error"]["message"]
    assert post("erasures", 400, assets=[sent], reason="x")
    assert len(entries()) == 1


def test_undo_of_what_is_no_choice(served, post, entries):
    """Only a choice is undone."""
    assert "no choice" in post("undo", 400, choice=served.work)["error"]["message"]
    assert len(entries()) == 1


@pytest.mark.parametrize(
    ("act", "body"),
    [
        pytest.param("intent", {}, id="no text"),
        pytest.param("intent", {"text": ""}, id="empty text"),
        pytest.param("intent", {"text": "x" * (MAX_TEXT + 1)}, id="long text"),
        pytest.param("intent", {"text": 7}, id="a number"),
        pytest.param("intent", {"text": "x", "mood": "sad"}, id="unknown field"),
        pytest.param("intent", {"text": "x", "dimensions": ["mood"]}, id="no dimension"),
        pytest.param("intent", {"text": "x", "targets": ["abc"]}, id="no digest"),
        pytest.param("intent", {"text": "x", "person": "ben"}, id="no key"),
        pytest.param("comments", {"text": "x", "about": [STRANGE] * (MAX_ITEMS + 1)}, id="list"),
        pytest.param("choices", {"among": []}, id="no candidates"),
        pytest.param("countersignatures", {"entries": [STRANGE]}, id="nobody"),
        pytest.param("materials", {"asset": "x", "role": "a", "origin": "b"}, id="no asset"),
        pytest.param("materials", {"asset": STRANGE, "role": "A!", "origin": "b"}, id="role"),
        pytest.param("edits", {"before": [], "after": STRANGE, "tool": {}}, id="no program"),
        pytest.param("milestones", {"name": "x" * 2000}, id="long name"),
    ],
)
def test_body_refused(post, entries, act, body):
    """A body outside of the limits is refused, without repeating what it said."""
    error = post(act, 422, **body)["error"]
    assert error["code"] in {"usage", "format"}
    assert len(entries()) == 1


@pytest.mark.parametrize(
    ("chosen", "rejected"),
    [
        pytest.param([0], [0], id="both"),
        pytest.param([99], [], id="not offered"),
        pytest.param([0, 0], [], id="twice"),
    ],
)
def test_choice_that_contradicts_itself(post, entries, candidates, chosen, rejected):
    """Nothing is chosen and rejected at once, twice, or without being offered."""
    body = {
        "among": candidates[:50],
        "chosen": [candidates[index] for index in chosen],
        "rejected": [candidates[index] for index in rejected],
    }
    assert post("choices", 422, **body)["error"]["code"] == "format"
    assert len(entries()) == 2


def test_text_that_is_no_text(served, entries):
    """Half a character is refused, as the record could not hold it."""
    url = f"/api/works/{served.work}/intent"
    headers = {"content-type": "application/json"}
    answer = served.client.post(url, content=b'{"text":"a\\ud800"}', headers=headers)
    assert answer.status_code == 422, answer.text
    assert len(entries()) == 1


@pytest.mark.parametrize("which", ["unknown", "studio chain", "anchor chain"])
def test_unknown_work(served, post, which):
    """A work that is not there is missing; other chains are none."""
    with served.studio() as studio:
        chains = {
            "unknown": STRANGE,
            "studio chain": studio.digest,
            "anchor chain": studio.anchors()[0][1].digest,
        }
    error = post("intent", 404, work=chains[which], text="x")["error"]
    assert error["code"] == "missing"


def test_another_process_records(served, post, entries):
    """What another process recorded a moment ago can be acted upon at once."""
    post("comments", text="the server has read the work")
    with served.studio() as studio:
        work = studio.works()[0]
        work.receive_output(None, [io.BytesIO(b"new")], program=TOOL)
    post("choices", among=[digest_of(b"new")], chosen=[digest_of(b"new")])
    assert entries()[-1].event.kind == "choice.made"


def test_bundle_after_the_acts(served, post, candidates, ben, send, tmp_path):
    """What was done over HTTP is exported, and verifies intact."""
    choice = post("choices", among=candidates, chosen=candidates[:1])
    post("undo", choice=choice["digest"])
    post("edits", before=candidates[:1], after=send(picture(900)), tool={"name": "Krita"})
    post("countersignatures", entries=[choice["digest"]], person=ben)
    post("milestones", name="done")
    with Studio.open(served.studio_folder) as studio:
        studio.works()
        studio.find_work("Cat pendant").export(tmp_path / "cat.zip")
    report = verify_bundle(tmp_path / "cat.zip")
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER, report.findings
