"""Home: whether it is recording, what happened today, what waits, and where the gaps are."""

import io
import time
from datetime import UTC, datetime, timedelta

import pytest

from bozzetto.api import Instruction, Program, Studio
from bozzetto.record import Digest, Moment, moment_of
from bozzetto.upkeep.authorities import known_authority, write_authorities
from bozzetto.upkeep.runs import Gap, Runs
from bozzetto.web.home import recording
from bozzetto.web.watcher import Condition, Watch
from tests.capture.pictures import png
from tests.fakes.authority import Authority as Loopback
from tests.studio.clocks import SetClock

NOON = Moment("2026-11-22T12:00:00.000000Z")
EARLIER = Moment("2026-11-22T09:30:00.000000Z")
EARLIEST = Moment("2026-11-22T08:00:00.000000Z")


def get(served):
    """Ask for Home."""
    answer = served.client.get("/api/home")
    assert answer.status_code == 200, answer.text
    return answer.json()


def watch(state, since=NOON):
    """Make a watch that is in some state."""
    return Watch("0" * 16, "a/b", Digest("sha256:" + "0" * 64), "", state, since, 0, None, False)


def runs(open_since=(), last_end=None):
    """Say when the studio was recording."""
    return Runs(tuple(open_since), len(open_since), last_end, (), ())


def test_home_of_a_new_studio(served):
    """A studio with one work says who it is, and that nothing is recorded or stamped."""
    home = get(served)
    assert (home["studio"]["name"], home["studio"]["owner"]) == ("Atelier", "Ann")
    assert home["studio"]["device"] == "desk"
    with served.studio() as studio:
        assert home["studio"]["digest"] == studio.digest
        assert home["entries"] == studio.database.size() == 3
    assert home["works"] == 1
    assert home["recording"] == {"state": "idle", "since": None, "watches": []}
    assert (home["anchor"], home["asks_authorities"]) == (None, False)
    assert home["waiting"]["count"] == 2  # the anchors' own entry does not wait
    assert (home["gaps"], home["found"], home["locked"], home["indexing"]) == ([], [], False, None)


def test_today_counts_and_lists(served):
    """Today's entries are counted by kind, and the newest are listed with words and picture."""
    with served.studio() as studio:
        work = studio.work(served.work)
        told = work.give_instruction(Instruction("ComfyUI"))
        work.receive_output(told, [io.BytesIO(png())], program=Program("ComfyUI"))
        work.state_intent("平静的海面")
    today = get(served)["today"]
    assert today["counts"]["intent.stated"] == 1
    assert today["counts"]["output.received"] == 1
    stated = next(item for item in today["recent"] if item["kind"] == "intent.stated")
    received = next(item for item in today["recent"] if item["kind"] == "output.received")
    assert (stated["words"], stated["title"], stated["work"]) == (
        "平静的海面",
        "Cat pendant",
        served.work,
    )
    assert received["picture"]["type"] == "image/png"
    assert received["seen"] == "live"
    places = [item["place"] for item in today["recent"]]
    assert places == sorted(places, reverse=True)


def test_what_was_recorded_is_there_at_once(served):
    """Whoever is told of an entry, and asks, finds it: a request waits for the catalogue."""
    with served.studio() as studio:
        work = studio.work(served.work)
        for number in range(10):
            done = work.comment(f"number {number}")
            assert get(served)["today"]["recent"][0]["digest"] == done.digest


@pytest.mark.parametrize(
    ("zone", "offset"), [("Asia/Shanghai", "+08:00"), ("UTC", "+00:00"), ("EST5", "-05:00")]
)
def test_today_is_the_machines_own(served, monkeypatch, zone, offset):
    """The day is that of the calendar where the server runs, and its zone is said."""
    try:
        with monkeypatch.context() as moved:
            moved.setenv("TZ", zone)
            time.tzset()
            today = get(served)["today"]
            here = datetime.now(UTC).astimezone()
    finally:
        time.tzset()
    assert today["zone"] == offset
    assert today["day"] == here.date().isoformat()


def test_yesterday_is_not_today(served):
    """What was recorded two days ago is neither counted nor listed today."""
    clock = SetClock(datetime.now(UTC) - timedelta(days=2))
    with served.studio(clock=clock) as studio:
        studio.work(served.work).comment("long ago")
    today = get(served)["today"]
    assert "comment.made" not in today["counts"]
    assert {item["kind"] for item in today["recent"]} <= {"studio.opened", "work.opened"}


def test_anchor_and_what_waits(served):
    """The newest timestamp is told, with who gave it, and what it does not cover."""
    with Loopback() as authority, served.studio() as studio:
        table = f'[[authority]]\nname = "loopback"\ntitle = "L"\nurl = "{authority.url}"\n'
        studio.layout.authorities.write_text(table)
        studio.seal()
        covered = studio.database.size() - 1
        later = studio.work(served.work).comment("later")
    home = get(served)
    assert home["asks_authorities"] is True
    assert home["anchor"]["covered"] == covered
    assert home["anchor"]["authorities"] == ["loopback"]
    assert home["waiting"] == {"count": 1, "since": later.at}


def test_authorities_that_cannot_be_read(served):
    """A damaged file of authorities asks nobody; Home is shown all the same."""
    (served.studio_folder / "authorities.toml").write_text("[[authority]\n")
    assert get(served)["asks_authorities"] is False
    write_authorities(served.studio_folder / "authorities.toml", [known_authority("digicert")])
    assert get(served)["asks_authorities"] is True


def test_runs_and_gaps(served):
    """Two runs leave a gap; a run of a living process is recording, since its beginning."""
    clock = SetClock(datetime.now(UTC) - timedelta(hours=5))
    for _ in range(2):
        with served.studio(clock=clock) as studio:
            studio.work(served.work).give_instruction(Instruction("ComfyUI"))
        clock.run(timedelta(hours=1))
    home = get(served)
    assert home["recording"]["state"] == "idle"
    assert home["recording"]["since"] is not None
    (gap,) = home["gaps"]
    assert gap.keys() == {"since", "until"}
    with served.studio() as studio:
        studio.work(served.work).give_instruction(Instruction("ComfyUI"))
        assert get(served)["recording"]["state"] == "recording"


def test_found_is_told(served):
    """What a recorder found amiss is told in its own words."""
    clock = SetClock(datetime.now(UTC))
    with served.studio(clock=clock) as studio:
        work = studio.work(served.work)
        work.give_instruction(Instruction("ComfyUI"))
        clock.set(timedelta(hours=3))
        work.give_instruction(Instruction("ComfyUI"))
    found = get(served)["found"]
    assert [item["what"] for item in found] == ["clock jump"]
    assert "wall clock" in found[0]["note"]


@pytest.mark.parametrize(
    ("known", "watches", "state", "since"),
    [
        pytest.param(runs(), [], "idle", None, id="nothing ever"),
        pytest.param(runs(last_end=EARLIER), [], "idle", EARLIER, id="not since"),
        pytest.param(runs([NOON, EARLIER]), [], "recording", EARLIER, id="another process"),
        pytest.param(
            runs([NOON]), [watch(Condition.WATCHING, EARLIER)], "recording", EARLIER, id="a watch"
        ),
        pytest.param(runs(), [watch(Condition.STARTING)], "idle", None, id="it starts"),
        pytest.param(runs(), [watch(Condition.PAUSED)], "idle", None, id="it is paused"),
        pytest.param(
            runs([EARLIEST]),
            [watch(Condition.WATCHING, EARLIEST), watch(Condition.TROUBLE, NOON)],
            "trouble",
            NOON,
            id="trouble before all",
        ),
    ],
)
def test_lamp(known, watches, state, since):
    """The lamp never shows that it records while something that should be watched is not."""
    answer = recording(known, watches)
    assert (answer.state, answer.since, answer.watches) == (state, since, watches)


def test_gap_of_the_record_is_not_the_answers():
    """A gap is told under the names of the contract, not of the command line."""
    assert Gap(EARLIER, NOON).to_value() == {"from": EARLIER, "until": NOON}


def test_disk(served):
    """What the studio takes and what is free is told, and judged by the budget."""
    disk = get(served)["disk"]
    assert disk["used"] > 0
    assert disk["free"] > 0
    assert disk["budget"] is None
    (served.studio_folder / "settings.json").write_text('{"disk_budget": 1}')
    disk = get(served)["disk"]
    assert (disk["budget"], disk["state"]) == (1, "over")


def test_locked(served):
    """Without a passphrase the owner's key is never locked."""
    assert get(served)["locked"] is False


def test_no_path_of_the_machine(served, tmp_path):
    """Home tells no folder of this machine, also where one is watched from now on."""
    out = tmp_path / "tool" / "out"
    out.mkdir(parents=True)
    body = {"folder": str(out), "work": served.work, "polling": False}
    assert served.client.post("/api/watches", json=body).status_code == 200
    deadline = time.monotonic() + 60
    while "source.added" not in (text := served.client.get("/api/home").text):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "tool/out" in text
    assert str(tmp_path) not in text


def test_needs_a_session(served):
    """A stranger is told nothing."""
    with served.stranger() as client:
        assert client.get("/api/home").status_code == 401


def test_newest_twenty(served):
    """Of today's entries the newest twenty are listed; the counts have all."""
    with served.studio() as studio:
        work = studio.work(served.work)
        for number in range(25):
            work.comment(f"{number}")
    today = get(served)["today"]
    assert len(today["recent"]) == 20
    assert today["recent"][0]["words"] == "24"
    assert today["counts"]["comment.made"] == 25


def test_moment_of_gap_is_spelled(served):
    """Times are spelled as the record spells them."""
    assert moment_of(datetime(2026, 11, 22, 12, tzinfo=UTC)) == NOON
    for item in get(served)["today"]["recent"]:
        assert item["at"].endswith("Z")


def test_studio_opened_by_another_process(served):
    """What another process records is seen."""
    with Studio.open(served.studio_folder) as studio:
        studio.open_work("二")
    assert get(served)["works"] == 2
