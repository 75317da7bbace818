"""Settings over HTTP."""

import json

import pytest

CHOSEN = {"language": "zh", "disk_budget": 1 << 30, "check_hours": 12}


def test_show(served):
    """Where nothing was chosen, that is what is told."""
    assert served.client.get("/api/settings").json() == {
        "language": None,
        "disk_budget": None,
        "check_hours": 24,
        "port": None,
    }


def test_change(served):
    """What is chosen is kept in the studio's folder; the port stays if none is named."""
    first = served.client.put("/api/settings", json={**CHOSEN, "port": 8499}).json()
    second = served.client.put("/api/settings", json={**CHOSEN, "check_hours": None}).json()
    assert first == {**CHOSEN, "port": 8499}
    assert second == {**CHOSEN, "check_hours": None, "port": 8499}
    assert served.client.get("/api/settings").json() == second
    assert json.loads((served.studio_folder / "settings.json").read_text()) == second


@pytest.mark.parametrize(
    "change",
    [
        {"language": "fr"},
        {"disk_budget": 0},
        {"disk_budget": 1 << 60},
        {"check_hours": 0},
        {"check_hours": 1.5},
        {"port": 0},
        {"more": 1},
    ],
    ids=str,
)
def test_change_refused(served, change):
    """What is no setting is refused, and nothing is written."""
    assert served.client.put("/api/settings", json={**CHOSEN, **change}).status_code == 422
    assert not (served.studio_folder / "settings.json").exists()


def test_change_names_all(served):
    """A body that leaves one out is refused: what is not named would be forgotten."""
    assert served.client.put("/api/settings", json={"language": "zh"}).status_code == 422


def test_budget_is_looked_at_at_once(served):
    """A budget that is used up already is seen by whoever looks next."""
    assert served.client.get("/api/home").json()["disk"]["state"] == "ok"
    served.client.put("/api/settings", json={**CHOSEN, "disk_budget": 1})
    assert served.client.get("/api/home").json()["disk"]["state"] == "over"


def test_file_malformed(served):
    """Settings that somebody broke are an error, and not guessed at; no path is told."""
    (served.studio_folder / "settings.json").write_text("{")
    answer = served.client.get("/api/settings")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "format")
    assert str(served.studio_folder) not in answer.text
