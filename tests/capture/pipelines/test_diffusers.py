"""Tests with real pipelines of diffusers, built from configurations: nothing is downloaded.

They need torch, diffusers, transformers and accelerate, 1 GB, and are skipped without them.
`make test` runs them in an environment of their own, where nothing is wanting:

    make diffusers
"""

import io
import json

import pytest
from PIL import Image

import bozzetto
from bozzetto import Studio, verify_bundle
from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.verify import Verdict
from tests.capture.api.spooled import acts, told

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # libraries that warn of each other
    pytest.mark.slow,
]
torch = pytest.importorskip("torch", reason="torch is not installed: make diffusers")
diffusers = pytest.importorskip("diffusers", reason="diffusers is not installed")
transformers = pytest.importorskip("transformers", reason="transformers is not installed")

SIZE = {"height": 64, "width": 64}


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """The parts of a Stable Diffusion pipeline with 75,000 random weights."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("tokenizer")
    # A tokenizer of single bytes: 256 of them, each alone and at the end of a word
    letters = list(dict.fromkeys(chr(code) for code in [*range(33, 127), *range(161, 323)]))[:256]
    names = [*letters, *(f"{each}</w>" for each in letters), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {name: index for index, name in enumerate(names)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    last = len(names) - 1
    text = transformers.CLIPTextConfig(
        hidden_size=8,
        intermediate_size=16,
        num_attention_heads=2,
        num_hidden_layers=2,
        vocab_size=len(names),
        bos_token_id=last - 1,
        eos_token_id=last,
        pad_token_id=last,
    )
    return {
        "unet": diffusers.UNet2DConditionModel(
            sample_size=8,
            block_out_channels=(4, 8),
            layers_per_block=1,
            norm_num_groups=2,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=8,
            attention_head_dim=2,
        ),
        "vae": diffusers.AutoencoderKL(
            block_out_channels=(4, 8),
            down_block_types=("DownEncoderBlock2D",) * 2,
            up_block_types=("UpDecoderBlock2D",) * 2,
            latent_channels=4,
            norm_num_groups=2,
        ),
        "text_encoder": transformers.CLIPTextModel(text),
        "tokenizer": transformers.CLIPTokenizer(
            str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77
        ),
        "scheduler": diffusers.DDIMScheduler(clip_sample=False),
        "safety_checker": None,
        "feature_extractor": None,
    }


def pipeline(kind, parts):
    """Put a pipeline together."""
    made = getattr(diffusers, kind)(**parts, requires_safety_checker=False)
    made.set_progress_bar_config(disable=True)
    return made


@pytest.fixture
def spool(studio):
    """Where reports wait."""
    return studio / "spool"


def recorded(pipe, studio, **options):
    """Record a pipeline."""
    return bozzetto.recording(pipe, work="Cat", studio=studio, prompts_by="person", **options)


def seeded(seed=5):
    """Make a generator of random numbers."""
    return torch.Generator().manual_seed(seed)


def picture(shade):
    """Paint a picture."""
    return Image.new("RGB", (64, 64), (shade, 10, 200))


def test_same_pictures(parts, studio, spool):
    """A recorded pipeline gives the very pictures that it gives unrecorded, steps shown or not."""
    pipe = pipeline("StableDiffusionPipeline", parts)
    options = {"num_inference_steps": 4, "guidance_scale": 5.0, **SIZE}
    plain = pipe("a silver cat", generator=seeded(), **options).images[0]
    with recorded(pipe, studio, steps=2):
        shown = pipe("a silver cat", generator=seeded(), **options).images[0]
    assert shown.tobytes() == plain.tobytes()
    reports = told(spool)
    assert acts(reports) == ["started", "instruction", *["output"] * 3, "ended", "stopped"]
    asked = reports[1]
    assert asked.tool == {"name": "diffusers", "version": diffusers.__version__}
    settings = asked.body["settings"]
    assert settings["generator.seed"] == "5"
    assert settings["guidance_scale"] == "5.0"
    assert settings["num_inference_steps"] == "4"
    assert settings["pipeline"] == "StableDiffusionPipeline"
    assert settings["scheduler"] == "DDIMScheduler"
    assert settings["scheduler.num_train_timesteps"] == "1000"
    assert settings["device"] == "cpu"
    assert reports[0].body["settings"]["torch"] == torch.__version__
    claims = [each.body["claims"] for each in reports[2:5]]
    assert claims == [{"partial": "true", "step": "2"}, {"partial": "true", "step": "4"}, {}]
    with Image.open(io.BytesIO(reports[4].data(0))) as read:
        assert read.tobytes() == plain.tobytes()
    # What is shown of the last step is what the pipeline gives
    with Image.open(io.BytesIO(reports[3].data(0))) as read:
        assert read.tobytes() == plain.tobytes()


def test_own_callback(parts, studio, spool):
    """A caller's own callback is called as without the recorder, and its changes count."""
    pipe = pipeline("StableDiffusionPipeline", parts)
    calls = []

    def own(_pipe, index, _moment, tensors):
        calls.append((index, sorted(tensors)))
        return {"latents": tensors["latents"] * 0}

    options = {"num_inference_steps": 3, "callback_on_step_end": own, **SIZE}
    plain = pipe("a cat", generator=seeded(), **options).images[0]
    expected, calls[:] = list(calls), []
    with recorded(pipe, studio, steps=1):
        shown = pipe("a cat", generator=seeded(), **options).images[0]
    assert calls == expected
    assert shown.tobytes() == plain.tobytes()
    assert acts(told(spool)).count("output") == 4


def test_inpainting(parts, studio, spool):
    """A picture and its mask go along, sample by sample."""
    pipe = pipeline("StableDiffusionInpaintPipeline", parts)
    with recorded(pipe, studio):
        pipe(
            "a hat",
            image=picture(7),
            mask_image=mask(),
            strength=0.75,
            num_inference_steps=4,
            generator=seeded(),
            **SIZE,
        )
    asked = told(spool)[1]
    assert asked.body["inputs"] == [{"role": "init", "file": 0, "region": 1}]
    for index, sent in enumerate((picture(7), mask())):
        with Image.open(io.BytesIO(asked.data(index))) as read:
            assert (read.mode, read.tobytes()) == (sent.mode, sent.tobytes())
    assert asked.body["settings"]["strength"] == "0.75"


@pytest.mark.parametrize("output_type", ["np", "pt", "latent"])
def test_arrays(parts, studio, spool, output_type):
    """What is no picture of Pillow's is kept too: samples as pictures, latents as they are."""
    pipe = pipeline("StableDiffusionImg2ImgPipeline", parts)
    image = torch.rand(1, 3, 64, 64, generator=seeded())
    options = {"image": image, "num_inference_steps": 4, "num_images_per_prompt": 2}
    with recorded(pipe, studio):
        made = pipe("a cat", output_type=output_type, generator=seeded(), **options).images
        asked_for = pipe("a cat", output_type="pil", generator=seeded(), **options).images
    reports = told(spool)
    assert next(iter(reports[1].files)) == "init-0.png"
    first, second = (each for each in reports if each.act == "output")
    assert [len(each.body["files"]) for each in (first, second)] == [2, 2]
    if output_type == "latent":
        import numpy as np  # noqa: PLC0415  # comes with torch's libraries

        read = np.load(io.BytesIO(first.data(0)))
        assert (read == made[0].numpy()).all()
    else:
        for index, picture in enumerate(asked_for):
            with Image.open(io.BytesIO(first.data(index))) as read:
                assert read.tobytes() == picture.tobytes()


def test_error(parts, studio, spool):
    """An error of the library's is recorded and raised."""
    pipe = pipeline("StableDiffusionPipeline", parts)
    with recorded(pipe, studio), pytest.raises(ValueError, match="divisible by 8"):
        pipe("a cat", height=63, width=64)
    assert told(spool)[2].body["how"] == "failed"
    assert "divisible by 8" in told(spool)[2].body["note"]


def test_interrupted(parts, studio, spool):
    """A pipeline that is told to stop gives what it has, and the call was interrupted."""
    pipe = pipeline("StableDiffusionPipeline", parts)

    def stop(pipe, index, _moment, _tensors):
        pipe._interrupt = index == 1  # noqa: SLF001  # how diffusers documents it
        return {}

    with recorded(pipe, studio):
        pipe("a cat", num_inference_steps=4, callback_on_step_end=stop, **SIZE)
    assert told(spool)[-2].body["how"] == "interrupted"


def test_saving_and_sharing(parts, studio, tmp_path):
    """What else is done with a pipeline works while it is recorded."""
    pipe = pipeline("StableDiffusionPipeline", parts)
    with recorded(pipe, studio):
        pipe.save_pretrained(tmp_path / "saved")
        other = diffusers.AutoPipelineForImage2Image.from_pipe(pipe)
    index = json.loads((tmp_path / "saved" / "model_index.json").read_text(encoding="utf-8"))
    assert index["_class_name"] == "StableDiffusionPipeline"
    assert type(other).__name__ == "StableDiffusionImg2ImgPipeline"
    loaded = diffusers.DiffusionPipeline.from_pretrained(tmp_path / "saved", safety_checker=None)
    assert type(loaded) is diffusers.StableDiffusionPipeline


def mask():
    """Paint a mask: the left half."""
    made = Image.new("L", (64, 64), 0)
    made.paste(255, (0, 0, 32, 64))
    return made


def controlnet(parts):
    """Make a ControlNet of random weights beside the others'."""
    torch.manual_seed(1)
    net = diffusers.ControlNetModel.from_unet(
        parts["unet"], conditioning_embedding_out_channels=(4, 8)
    )
    # A new one changes nothing: its last layers hold zeros until it is trained
    for name, weights in net.named_parameters():
        if "controlnet_" in name:
            torch.nn.init.normal_(weights)
    return {**parts, "controlnet": net}


@pytest.mark.parametrize(
    ("kind", "given", "roles"),
    [
        ("StableDiffusionPipeline", lambda: SIZE, []),
        ("StableDiffusionImg2ImgPipeline", lambda: {"image": picture(3)}, ["init"]),
        (
            "StableDiffusionInpaintPipeline",
            lambda: {"image": picture(3), "mask_image": mask(), **SIZE},
            ["init", "region"],
        ),
        ("StableDiffusionControlNetPipeline", lambda: {"image": picture(9)}, ["control"]),
    ],
    ids=["words", "picture", "inpainting", "controlnet"],
)
def test_to_a_verified_bundle(parts, studio, tmp_path, kind, given, roles):
    """From a call to a verified bundle: live, instruction before output, inputs, steps, person."""
    own = controlnet(parts) if "ControlNet" in kind else parts
    pipe, pictures = pipeline(kind, own), given()
    with recorded(pipe, studio, person="Ann", steps=2):
        made = pipe(
            "a silver cat",
            num_inference_steps=4,
            num_images_per_prompt=2,
            generator=seeded(),
            **pictures,
        ).images
    with Studio.open(studio) as opened:
        (connection,) = read_connections(opened.layout)
        Receiver(opened, connection).drain()
        work = opened.find_work("Cat")
        entries = [entry for _, entry in work.entries()][1:]
        asked, *outputs = entries
        assert asked.event.kind == "instruction.given"
        assert {entry.event.kind for entry in outputs} == {"output.received"}
        assert len(outputs) >= 2  # steps, and what came of them
        assert {entry.event.seen for entry in entries} == {"live"}
        assert {entry.event.body["instruction"] for entry in outputs} == {asked.digest}
        assert asked.event.by.person == opened.owner
        sent = [
            (role, used[role] if role == "region" else used["asset"])
            for used in asked.event.body["inputs"]
            for role in (used["role"], *(["region"] if "region" in used else []))
        ]
        assert [role for role, _ in sent] == roles
        wanted = [pictures[name] for name in ("image", "mask_image") if name in pictures]
        assert [kept["pixels"] for _, kept in sent] == [pixels(opened, each) for each in wanted]
        candidates = [each["pixels"] for each in outputs[-1].event.body["assets"]]
        assert candidates == [pixels(opened, each) for each in made]
        work.export(tmp_path / "cat.zip")
        report = verify_bundle(tmp_path / "cat.zip", signers=[opened.owner])
    assert report.verdict in {Verdict.INTACT, Verdict.INTACT_UNKNOWN_SIGNER}, report.findings


def pixels(studio, image):
    """Return the digest of a picture's samples, in a file that the recorder did not write."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=9)
    out.seek(0)
    return studio.describe(out).pixels


def test_controlnet(parts, studio, spool):
    """A control picture leads, and the pipeline gives what it gives unrecorded."""
    pipe = pipeline("StableDiffusionControlNetPipeline", controlnet(parts))
    options = {"num_inference_steps": 2, "image": picture(200)}
    plain = pipe("a cat", generator=seeded(), **options).images[0]
    with recorded(pipe, studio):
        shown = pipe("a cat", generator=seeded(), **options).images[0]
    assert shown.tobytes() == plain.tobytes()
    asked = told(spool)[1]
    assert asked.body["inputs"] == [{"role": "control", "file": 0}]
    assert asked.body["settings"]["controlnet_conditioning_scale"] == "1.0"
