"""The pages see which tools are connected, and can take one away."""

from dataclasses import replace

import pytest

from bozzetto.capture.coverage import coverage
from bozzetto.capture.handover.connection import add_connection, connect, read_connections
from bozzetto.capture.handover.installing import install, plan
from bozzetto.studio import Layout
from bozzetto.web.guest import Place, may

UNKNOWN = "0" * 16


@pytest.fixture
def made(served, tmp_path):
    """A tool that is connected, with files in its folder."""
    layout = Layout(served.studio_folder)
    connection = connect(layout, sort="comfyui", label="ComfyUI", work=served.work)
    place = tmp_path / "ComfyUI"
    (place / "custom_nodes").mkdir(parents=True)
    installed = install(plan(layout, connection, place))
    return add_connection(layout, replace(connection, installed=installed))


def test_connections_are_listed(served, made):
    """Each with what it is, and how it goes."""
    (row,) = served.client.get("/api/connections").json()
    assert (row["id"], row["sort"], row["label"]) == (made.id, "comfyui", "ComfyUI")
    assert (row["work"], row["person"], row["waiting"]) == (served.work, None, 0)


def test_a_connection_is_taken_away(served, made, tmp_path):
    """What was installed goes with it, and asking again finds nothing."""
    assert served.client.delete(f"/api/connections/{made.id}").status_code == 204
    assert read_connections(Layout(served.studio_folder)) == []
    assert list((tmp_path / "ComfyUI" / "custom_nodes").iterdir()) == []
    assert served.client.delete(f"/api/connections/{made.id}").status_code == 404


@pytest.mark.parametrize("name", [UNKNOWN, "ComfyUI", "..%2Fx"], ids=["unknown", "label", "path"])
def test_what_is_no_connection(served, made, name):
    """Only its id names a connection here."""
    assert served.client.delete(f"/api/connections/{name}").status_code in {404, 422}
    assert read_connections(Layout(served.studio_folder)) == [made]


def test_guests_may_only_look(made):
    """Whoever joined sees how the work is recorded, and takes nothing away."""
    path = f"/api/connections/{made.id}"
    assert may(Place.JOINED, "GET", "/api/connections")
    assert not any(may(Place.JOINED, method, path) for method in ("DELETE", "PUT", "POST"))


def test_a_stranger_sees_nothing(served):
    """Without a session there is no answer."""
    with served.stranger() as client:
        assert client.get("/api/connections").status_code == 401


def test_a_connection_says_what_is_captured(served, made):
    """What is captured of the tool, what is not, and what was found, in words."""
    (row,) = served.client.get("/api/connections").json()
    assert (row["id"], row["tool"], row["reporter"]) == (made.id, None, None)
    assert [each["code"] for each in row["findings"]] == ["files.good", "spool.good", "tool.silent"]
    assert row["findings"][-1]["weight"] == "warning"
    assert row["findings"][-1]["to_do"]
    assert row["coverage"]["id"] == "comfyui"
    extents = {each["aspect"]: each["extent"] for each in row["coverage"]["captured"]}
    assert (extents["instruction"], extents["choices"]) == ("yes", "no")


def test_a_connection_is_tested(served, made, tmp_path):
    """A test tells how it is now, and what to do."""
    path = f"/api/connections/{made.id}/test"
    (tmp_path / "ComfyUI" / "custom_nodes" / "bozzetto" / "__init__.py").unlink()
    row = served.client.post(path, json={}).json()
    assert row["id"] == made.id
    assert row["findings"][0]["code"] == "files.missing"
    assert str(tmp_path) not in str(row)
    assert served.client.post(f"/api/connections/{UNKNOWN}/test", json={}).status_code == 404
    assert not may(Place.JOINED, "POST", path)


def test_tools_are_listed(served):
    """All tools, connected or not, in the language that is asked for."""
    english = served.client.get("/api/tools", headers={"Accept-Language": "en"}).json()
    chinese = served.client.get("/api/tools", headers={"Accept-Language": "zh"}).json()
    assert [each["id"] for each in english] == [each.id for each in coverage().tools]
    assert english[0]["captured"][0]["title"] != chinese[0]["captured"][0]["title"]
    assert english[0]["command"].startswith("bozzetto connect comfyui")
