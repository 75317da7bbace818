"""Works: cards, found by title, person, date and words."""

import io
import threading
from datetime import UTC, datetime, timedelta

import pytest

from bozzetto.api import Instruction, Program, Prompt
from bozzetto.web.days import day_of
from bozzetto.web.works import MOST_TERMS, terms_of
from tests.capture.pictures import png
from tests.studio.clocks import SetClock


def get(served, **params):
    """Ask for works."""
    answer = served.client.get("/api/works", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def titles(served, **params):
    """Ask for works, and return their titles."""
    return [work["title"] for work in get(served, **params)["works"]]


@pytest.fixture
def harbour(served):
    """A second work, with Chinese texts and a picture, of two people."""
    with served.studio() as studio:
        work = studio.open_work("黄昏的港口 Harbour")
        work.state_intent("平静的海面，起重机只留剪影；天空要暖，水要冷。")
        prompt = Prompt("masterpiece, Silver crane 100%_done, wide sky", by="person")
        told = work.give_instruction(Instruction("ComfyUI", prompts=(prompt,)))
        work.receive_output(told, [io.BytesIO(png())], program=Program("ComfyUI"))
        work.countersign([told.digest], studio.people.join("王芳", "retouches"))
        return work.digest


def test_card(served):
    """A card tells what a work is, without its entries."""
    (card,) = get(served)["works"]
    assert card.keys() == {
        "digest",
        "title",
        "state",
        "opened",
        "newest",
        "entries",
        "pictures",
        "cover",
        "match",
    }
    assert (card["digest"], card["title"], card["state"]) == (served.work, "Cat pendant", "draft")
    assert (card["entries"], card["pictures"], card["cover"], card["match"]) == (1, 0, None, None)


def test_newest_first(served, harbour):
    """The work in which something happened last comes first."""
    assert titles(served) == ["黄昏的港口 Harbour", "Cat pendant"]
    with served.studio() as studio:
        studio.work(served.work).comment("again")
    assert titles(served) == ["Cat pendant", "黄昏的港口 Harbour"]
    assert harbour != served.work


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize(
    ("query", "where", "part"),
    [
        pytest.param("harbour", "title", "Harbour", id="title"),
        pytest.param("港口", "title", "黄昏的港口", id="two Chinese characters of a title"),
        pytest.param("海面", "words", "平静的海面", id="two Chinese characters"),
        pytest.param("起重机只", "words", "起重机只留剪影", id="four Chinese characters"),
        pytest.param("silver", "words", "Silver crane", id="prompt, in lower case"),
        pytest.param("lve", "words", "Silver", id="inside of a word"),
        pytest.param("100%_d", "words", "100%_done", id="signs of a pattern"),
        pytest.param("0%", "words", "100%", id="signs of a pattern, short"),
        pytest.param("王芳", "person", "王芳", id="who countersigned"),
        pytest.param("sky masterpiece", "words", "sky", id="two words"),
        pytest.param("海面，silver", "words", "", id="a comma between"),
    ],
)
def test_found(served, query, where, part):
    """A work is found by its title, its people and all that was said in it."""
    found = get(served, query=query)
    assert [work["title"] for work in found["works"]] == ["黄昏的港口 Harbour"]
    match = found["works"][0]["match"]
    assert match["where"] == where
    assert part in match["text"]


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize(
    "query", ["zebra", "silver zebra", "海底", "%%", "1999-01", "2026-13", '"', "' OR 1=1"]
)
def test_not_found(served, query):
    """What stands nowhere is not found; what looks like a pattern is none."""
    found = get(served, query=query)
    assert (found["total"], found["works"]) == (0, [])


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize("query", ["", "  ", ",，"])
def test_nothing_asked(served, query):
    """A query without a word finds all works."""
    assert get(served, query=query)["total"] == 2


def test_found_by_date(served, harbour):
    """A day and a month of this machine's calendar find the works that have entries then."""
    clock = SetClock(datetime(2026, 3, 5, 12, tzinfo=UTC))
    with served.studio(clock=clock) as studio:
        studio.work(harbour).comment("in spring")
    day = day_of(datetime(2026, 3, 5, 12, tzinfo=UTC))
    for query in (day.isoformat(), "2026-03"):
        (work,) = get(served, query=query)["works"]
        assert (work["digest"], work["match"]) == (harbour, {"where": "date", "text": query})
    assert titles(served, query=(day + timedelta(days=3)).isoformat()) == []


def test_states(served, harbour):
    """A state is what the newest word about it says; a dispute is told before all."""
    with served.studio() as studio:
        work = studio.work(harbour)
        work.comment("milestone: v1")
        assert titles(served, state="milestone") == [work.title]
        dispute = work.comment("dispute: somebody copies it")
        assert titles(served, state="disputed") == [work.title]
        work.correct(dispute.digest, "settled")
        assert titles(served, state="milestone") == [work.title]
    assert titles(served, state="draft") == ["Cat pendant"]
    assert titles(served, state="released") == []


def test_cover(served, harbour):
    """The cover is a picture that is still there."""
    (card,) = get(served, query="harbour")["works"]
    assert card["pictures"] == 1
    assert card["cover"]["type"] == "image/png"
    with served.studio() as studio:
        studio.work(harbour).erase([card["cover"]["digest"]], "not mine")
    (card,) = get(served, query="harbour")["works"]
    assert (card["pictures"], card["cover"]) == (1, None)


def test_pages(served):
    """A page has as many works as are asked for, and says how many there are."""
    with served.studio() as studio:
        for number in range(5):
            studio.open_work(f"number {number}")
    found = get(served, offset=1, limit=2)
    assert found["total"] == 6
    assert [work["title"] for work in found["works"]] == ["number 3", "number 2"]
    assert get(served, offset=100)["works"] == []


@pytest.mark.parametrize(
    "params",
    [
        pytest.param({"limit": 0}, id="no work"),
        pytest.param({"limit": 201}, id="too many"),
        pytest.param({"offset": -1}, id="before the first"),
        pytest.param({"state": "lost"}, id="no state"),
        pytest.param({"query": "x" * 201}, id="too long"),
    ],
)
def test_refused(served, params):
    """What is outside of the limits is refused in the one form of errors."""
    answer = served.client.get("/api/works", params=params)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "usage"


def test_one_work(served, harbour):
    """One work is told as its card, with its chain."""
    answer = served.client.get(f"/api/works/{harbour}").json()
    assert (answer["digest"], answer["chain"], answer["title"]) == (
        harbour,
        harbour,
        "黄昏的港口 Harbour",
    )
    assert answer["entries"] == 5


def test_no_such_work(served):
    """A work that is not there is missing; what is no digest is refused."""
    answer = served.client.get("/api/works/sha256:" + "0" * 64)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "missing")
    assert served.client.get("/api/works/cat").status_code == 422


@pytest.mark.parametrize("damage", ["removed", "overwritten", "cut"])
def test_catalogue_is_made_anew(served, damage):
    """Whatever happens to the catalogue, the next answers are right."""
    assert get(served)["total"] == 1
    path = served.studio_folder / "cache" / "catalogue.sqlite"
    assert path.is_file()
    if damage == "removed":
        for file in path.parent.glob("catalogue.sqlite*"):
            file.unlink()
    elif damage == "overwritten":
        path.write_bytes(b"nothing of the kind " * 4096)
    else:
        path.write_bytes(path.read_bytes()[:5000])
    for _ in range(3):
        answer = served.client.get("/api/works")
        if answer.status_code == 200 and answer.json()["total"] == 1:
            break
        assert answer.status_code in {200, 503}
    else:
        pytest.fail("the catalogue was not made anew")


def test_several_readers_while_it_is_recorded(served):
    """Requests that come while entries come are all answered, with a total that never falls."""
    totals: list[list[int]] = [[] for _ in range(3)]

    def read(found):
        for _ in range(10):
            found.append(get(served)["total"])

    threads = [threading.Thread(target=read, args=(found,)) for found in totals]
    for thread in threads:
        thread.start()
    with served.studio() as studio:
        for number in range(10):
            studio.open_work(f"number {number}")
    for thread in threads:
        thread.join()
    assert all(found == sorted(found) and len(found) == 10 for found in totals)
    assert get(served)["total"] == 11


def test_terms():
    """A query is taken apart as texts are: at white space and commas; dates name a time."""
    assert [term.words for term in terms_of("Cat，2026-11 cat")] == ["2026-11", "cat"]
    assert [term.span is not None for term in terms_of("Cat，2026-11")] == [True, False]
    assert len(terms_of(" ".join(map(str, range(99))))) == MOST_TERMS
