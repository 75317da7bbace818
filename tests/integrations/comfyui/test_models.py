import hashlib
import time

from tests.integrations.comfyui.conftest import Studio
from tests.integrations.comfyui.graphs import sampled


def weights(studio, data=b"weights"):
    """Put the model there, and give its digest."""
    (studio.base / "models/checkpoints/tiny.safetensors").write_bytes(data)
    return "sha256:" + hashlib.sha256(data).hexdigest()


def models(studio, count):
    """Wait for as many models as are told of."""
    end = time.monotonic() + 60
    while len(told := studio.settle().bodies("model")) < count:
        assert time.monotonic() < end
        time.sleep(0.01)
    return told


def test_digest_is_told_later(studio):
    """The first job names the model; its digest follows, and later jobs name that as well."""
    digest = weights(studio)
    studio.queue(sampled())
    assert models(studio, 1) == [{"name": "tiny.safetensors", "digest": digest, "size": 7}]
    studio.queue(sampled(seed=8))
    first, second = studio.settle().bodies("instruction")
    assert first["models"] == [{"name": "tiny.safetensors"}]
    assert second["models"] == [{"name": "tiny.safetensors", "digest": digest}]
    assert len(studio.settle().bodies("model")) == 1


def test_digest_of_the_run_before(tmp_path):
    """What an earlier run computed is known at once."""
    with Studio(tmp_path) as studio:
        digest = weights(studio)
        studio.queue(sampled())
        models(studio, 1)
        kept = studio.base / "custom_nodes" / "bozzetto_digests.json"
        assert digest in kept.read_text()
    again = tmp_path / "again"
    (again / "comfyui" / "custom_nodes").mkdir(parents=True)
    text = kept.read_text().replace(str(tmp_path), str(again))
    (again / "comfyui" / "custom_nodes" / kept.name).write_text(text)
    with Studio(again) as studio:
        path = studio.base / "models/checkpoints/tiny.safetensors"
        weights(studio)
        changed = (tmp_path / "comfyui/models/checkpoints/tiny.safetensors").stat().st_mtime_ns
        import os  # noqa: PLC0415

        os.utime(path, ns=(changed, changed))
        studio.queue(sampled())
        (body,) = studio.settle().bodies("instruction")
        assert body["models"] == [{"name": "tiny.safetensors", "digest": digest}]
        assert models(studio, 1) == [{"name": "tiny.safetensors", "digest": digest, "size": 7}]


def test_model_that_is_replaced(studio):
    """Another file under the same name is another model."""
    first = weights(studio)
    studio.queue(sampled())
    models(studio, 1)
    second = weights(studio, b"other weights")
    studio.queue(sampled(seed=8))
    assert [told["digest"] for told in models(studio, 2)] == [first, second]


def test_model_that_is_not_there(studio):
    """A model without a file stays a name."""
    studio.queue(sampled())
    told = studio.settle()
    assert told.bodies("instruction")[0]["models"] == [{"name": "tiny.safetensors"}]
    assert told.bodies("model") == []
