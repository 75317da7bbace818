"""Assessments over HTTP: every factor of a place, in the language that the page asks for."""

import pytest

from tests.law.cases import told


@pytest.fixture
def path(served):
    """Record one instruction; return where it is assessed."""
    with served.studio() as studio:
        told(studio.find_work(served.work), "a cat", seed="1")
    return f"/api/works/{served.work}/assessment"


def test_factors_are_answered(served, path):
    """With states, entries, and nobody who asks where no place is named."""
    factors = {each["factor"]: each for each in served.client.get(path).json()}
    assert factors["instructions"]["state"] == "documented"
    assert factors["instructions"]["strength"] == ["live"]
    assert len(factors["instructions"]["entries"]) == 1
    assert factors["intent"]["state"] == "missing"
    assert all(each["asked_by"] == [] for each in factors.values())


def test_a_place_names_who_asks(served, path):
    """In the spoken language."""
    headers = {"Accept-Language": "zh"}
    answer = served.client.get(path, params={"place": "cn"}, headers=headers).json()
    asked = {each["factor"]: each for each in answer}["intent"]
    assert asked["name"] == "创作构思"
    assert asked["asked_by"][0]["court"].startswith("北京互联网法院")
    assert asked["asked_by"][0]["found"] == "missing"


def test_a_dispute_counts(served, path):
    """A moment needs its zone; what no authority's time covers is not of the time."""
    params = {"place": "cn", "since": "2099-01-01T00:00:00Z"}
    answer = served.client.get(path, params=params).json()
    states = {each["factor"]: each["state"] for each in answer}
    assert states["contemporaneity"] == "missing"
    assert served.client.get(path, params={"since": "2099-01-01T00:00:00"}).status_code == 422
    assert served.client.get(path, params={"place": "mars"}).status_code == 422


def test_a_work_that_is_not_there(served):
    """Is said to be missing."""
    answer = served.client.get(f"/api/works/sha256:{'0' * 64}/assessment")
    assert answer.status_code == 404
