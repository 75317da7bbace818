"""People over HTTP: who joins, leaves, or is given another key."""

import pytest

from bozzetto.record import Moment
from bozzetto.web.people import MIN_PASSPHRASE

ANNS, BENS, NEW = "ann's own words", "ben's own words", "another one, long"


@pytest.fixture
def passphrase():
    """The owner's key is protected."""
    return ANNS


@pytest.fixture
def post(served):
    """Change something, and expect an answer."""

    def call(path, status=200, **body):
        answer = served.client.post(f"/api/{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    return call


@pytest.fixture
def listed(served):
    """List who is there, by name and whether they left."""

    def call():
        found = served.client.get("/api/people").json()
        return {(each["name"], each["left"] is None): each for each in found}

    return call


@pytest.fixture
def unlocked(served, post):
    """The owner has given the passphrase."""
    with served.studio() as studio:
        post("unlock", 204, key=studio.owner, passphrase=ANNS)


@pytest.fixture
def ben(post, unlocked):  # noqa: ARG001  # it must be open
    """A second person."""
    return post("people", name="Ben", role="colourist", passphrase=BENS)


def kinds(served):
    """List the kinds of the studio chain's entries, and who signed the newest."""
    with served.studio() as studio:
        entries = [entry for _, entry in studio.entries(studio.digest)]
    return [entry.event.kind for entry in entries], {
        signature.key for signature in entries[-1].signatures
    }


def test_listed(served, listed):
    """The owner and the first device are there from the beginning."""
    with served.studio() as studio:
        owner, device, at = studio.owner, studio.device, studio.opening.event.at
    found = listed()
    same = {"role": None, "since": at, "left": None, "here": True}
    assert found["Ann", True] == {
        "key": owner,
        "name": "Ann",
        "sort": "owner",
        "locked": True,
        **same,
    }
    assert found["desk", True] == {
        "key": device,
        "name": "desk",
        "sort": "device",
        "locked": False,
        **same,
    }


def test_join(served, listed, ben):
    """Who joins signs beside the owner, with a key under a passphrase of their own."""
    assert listed()["Ben", True] == ben
    assert (ben["role"], ben["sort"]) == ("colourist", "person")
    assert (ben["here"], ben["locked"]) == (True, False)
    with served.studio() as studio:
        assert kinds(served) == (["studio.opened", "person.joined"], {studio.owner, ben["key"]})
        assert studio.keys.is_locked(ben["key"])
        assert studio.unlock(ben["key"], BENS).key == ben["key"]


def test_locked_owner_lets_nobody_in(served, post):
    """While the owner's key is locked nobody joins, leaves or is replaced; no key is made."""
    with served.studio() as studio:
        device = studio.device
    before = list((served.studio_folder / "keys").iterdir())
    for path, body in (
        ("people", {"name": "Ben", "role": "colourist", "passphrase": BENS}),
        ("devices", {"name": "laptop"}),
        (f"people/{device}/replace", {"reason": "yearly"}),
    ):
        assert post(path, 409, **body)["error"]["code"] == "locked"
    assert kinds(served)[0] == ["studio.opened"]
    assert list((served.studio_folder / "keys").iterdir()) == before


def test_lock_again(post, listed, ben):
    """After locking, both are locked, and each opens with their own passphrase only."""
    post("lock", 204)
    assert (listed()["Ann", True]["locked"], listed()["Ben", True]["locked"]) == (True, True)
    assert post("unlock", 403, key=ben["key"], passphrase=ANNS)["error"]["code"] == "locked"
    post("unlock", 204, key=ben["key"], passphrase=BENS)
    assert (listed()["Ann", True]["locked"], listed()["Ben", True]["locked"]) == (True, False)


def test_leave(served, post, listed, ben):
    """Who left is shown as having left, and does not leave twice."""
    left = post(f"people/{ben['key']}/leave", reason="moved to Lyon")
    assert Moment(left["left"]) > Moment(ben["since"])
    assert listed()["Ben", False] == left
    assert kinds(served)[0][-1] == "person.left"
    assert post(f"people/{ben['key']}/leave", 404)["error"]["code"] == "missing"


def test_owner_and_only_device_stay(served, post, unlocked):  # noqa: ARG001  # it must be open
    """The owner does not leave, nor does the only device: their keys are replaced."""
    with served.studio() as studio:
        owner, device = studio.owner, studio.device
    for key in (owner, device):
        assert "replace" in post(f"people/{key}/leave", 409)["error"]["message"]


def test_replace_own(post, listed, ben):
    """A new key takes the old one's place, with its name, and its own passphrase."""
    new = post(f"people/{ben['key']}/replace", reason="yearly", passphrase=NEW)
    assert new["key"] != ben["key"]
    assert {**new, "since": "", "key": ""} == {**ben, "since": "", "key": ""}
    assert listed()["Ben", False]["key"] == ben["key"]
    post("lock", 204)
    post("unlock", 204, key=new["key"], passphrase=NEW)
    assert post(f"people/{ben['key']}/replace", 404, reason="again")


def test_replace_lost(served, post, ben):
    """Where a person's key is lost the owner signs; while it is not said to be, nobody does."""
    with served.studio() as studio:
        studio.keys._path(ben["key"]).unlink()  # noqa: SLF001  # the laptop is gone
    post("lock", 204)
    with served.studio() as studio:
        post("unlock", 204, key=studio.owner, passphrase=ANNS)
    path = f"people/{ben['key']}/replace"
    body = {"reason": "stolen", "passphrase": BENS}
    assert "not in this studio" in post(path, 409, **body)["error"]["message"]
    new = post(path, **body, lost=True)
    with served.studio() as studio:
        assert kinds(served)[1] == {studio.owner, new["key"]}


def test_replace_owner(served, post, listed, unlocked):  # noqa: ARG001  # it must be open
    """The owner's new key signs from then on."""
    with served.studio() as studio:
        old = studio.owner
    new = post(f"people/{old}/replace", reason="it was seen", passphrase=NEW)
    assert (new["sort"], listed()["Ann", False]["key"]) == ("owner", old)
    assert post("works", title="Dog")["number"] == 0
    with served.studio() as studio:
        assert studio.owner == new["key"]


def test_device(served, post, listed, unlocked):  # noqa: ARG001  # it must be open
    """A device joins, and the first one may leave then."""
    laptop = post("devices", name="laptop")
    assert (laptop["sort"], laptop["role"], laptop["locked"]) == ("device", None, False)
    with served.studio() as studio:
        first = studio.device
    post(f"people/{first}/leave", reason="sold")
    with served.studio() as studio:
        assert studio.device == laptop["key"]
    assert listed()["desk", False]["key"] == first


def test_key_elsewhere(served, listed, ben):
    """A key that is not here is shown as such."""
    with served.studio() as studio:
        studio.keys._path(ben["key"]).unlink()  # noqa: SLF001  # it is on another machine
    served.client.post("/api/lock")
    assert (listed()["Ben", True]["here"], listed()["Ben", True]["locked"]) == (False, False)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("people", {"name": "Ben", "role": "x"}, id="no passphrase"),
        pytest.param(
            "people",
            {"name": "Ben", "role": "x", "passphrase": "x" * (MIN_PASSPHRASE - 1)},
            id="short passphrase",
        ),
        pytest.param("people", {"name": "", "role": "x", "passphrase": BENS}, id="no name"),
        pytest.param("people", {"name": "B", "role": "", "passphrase": BENS}, id="no role"),
        pytest.param("people/ben/leave", {}, id="no key"),
        pytest.param("devices", {"name": "x" * 2000}, id="long name"),
        pytest.param("devices", {"name": "x", "passphrase": BENS}, id="unknown field"),
    ],
)
@pytest.mark.usefixtures("unlocked")
def test_refused(served, post, path, body):
    """What is outside of the limits is refused, and nothing is recorded or repeated."""
    error = post(path, 422, **body)["error"]
    assert BENS not in str(error)
    assert kinds(served)[0] == ["studio.opened"]
