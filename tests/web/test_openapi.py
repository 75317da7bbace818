"""The description of the API: complete, and true."""

import subprocess
import sys
from collections import Counter

import pytest

from bozzetto.web.app import make_app

METHODS = {"get", "put", "post", "delete", "patch"}
# Answers that are no JSON: bytes, lines and streams say their own type
OTHER_TYPES = {
    "application/octet-stream",
    "application/pdf",
    "application/zip",
    "image/webp",
    "text/event-stream",
    "text/plain",
}
CHECKS = (
    "not_a_server_error,response_schema_conformance,content_type_conformance,"
    "status_code_conformance"
)


@pytest.fixture
def operations(served):
    """Every operation: its name, and what the description says."""
    app = make_app(served.studio_folder)
    app.state.desk.studios.close()
    paths = app.openapi()["paths"]
    return {
        f"{method.upper()} {path}": said
        for path, methods in paths.items()
        for method, said in methods.items()
        if method in METHODS
    }


def test_operations_are_named_once(operations):
    """Each operation has a name of its own, with words of what it does."""
    names = Counter(said["operationId"] for said in operations.values())
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name, said in operations.items() if not said.get("description")] == []


def test_answers_are_described(operations):
    """Every answer has a form, and every refusal the one form of refusals."""
    vague = []
    for name, said in operations.items():
        for status, answer in said["responses"].items():
            content = answer.get("content", {})
            if status == "204":
                assert not content, name
            elif status >= "400":
                schema = content["application/json"]["schema"]
                assert schema["$ref"].endswith("/ProblemAnswer"), name
            elif not content.keys() & OTHER_TYPES and not content["application/json"]["schema"]:
                vague.append(name)
        assert {"401", "403", "404", "409", "422", "429"} <= said["responses"].keys(), name
    assert vague == []


def test_the_description_is_served(served, operations):
    """The page's builders read the same description from the running server."""
    said = served.client.get("/api/openapi.json").json()
    assert {"/api/session", "/api/events"} <= said["paths"].keys()
    assert len(operations) >= sum(len(METHODS & each.keys()) for each in said["paths"].values())


@pytest.mark.slow
def test_server_is_as_described(served, tmp_path, monkeypatch):
    """Whatever the description allows or forbids, the server answers as it says."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))  # folders are named by chance, too
    cookie = served.client.build_request("GET", "/").headers["Cookie"]
    words = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    words += ["run", f"{served.url}/api/openapi.json", "--checks", CHECKS, "--max-examples", "5"]
    words += ["--header", f"Cookie: {cookie}", "--header", f"Origin: {served.url}"]
    words += ["--phases", "coverage,fuzzing", "--exclude-path", "/api/events"]  # never ends
    words += ["--seed", "1", "--no-color", "--request-timeout", "30", "--continue-on-failure"]
    words += ["--suppress-health-check", "all", "--warnings", "off", "--no-shrink"]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
