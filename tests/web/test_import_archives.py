"""The studio's own import finds archives, as the command line's does."""

from tests.capture.archives.logs import day, name, pairs, tabled
from tests.web.jobbing import begun, waited


def test_import_of_an_archive(served, tmp_path):
    """A day's folder of Fooocus becomes one instruction and its candidates."""
    items = [(name(1, 1111), pairs(5)), (name(2, 2222), pairs(6))]
    folder = tmp_path / "2024-03-01"
    day(folder, tabled(items), *(file for file, _ in items))
    job = waited(served.client, begun(served, "import", work=served.work, paths=[str(folder)]))
    assert (job["state"], job["done"], job["total"]) == ("done", 2, 2)
    assert (job["result"]["recorded"], job["result"]["instructions"]) == (2, 1)
