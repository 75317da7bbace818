"""Graphs of the sorts that people queue."""


def node(kind, /, **inputs):
    """A node of a graph."""
    return {"class_type": kind, "inputs": inputs}


def saved(color=3, *, count=2, prefix="run"):
    """A graph without a model, whose pictures are saved."""
    return {
        "1": node("EmptyImage", width=16, height=16, batch_size=count, color=color),
        "2": node("SaveImage", images=["1", 0], filename_prefix=prefix),
    }


def sketched(name="sketch.png"):
    """A graph that starts from a file of the input folder."""
    return {
        "1": node("LoadImage", image=name),
        "2": node("ImageInvert", image=["1", 0]),
        "3": node("SaveImage", images=["2", 0], filename_prefix="sketched"),
        "4": node("PreviewImage", images=["1", 0]),
    }


def paused(color=1):
    """A graph that waits in its middle until the gate is open."""
    return {
        "1": node("EmptyImage", width=16, height=16, batch_size=1, color=color),
        "2": node("Pause", image=["1", 0]),
        "3": node("ImageBlur", image=["2", 0], blur_radius=2),
        "4": node("SaveImage", images=["3", 0], filename_prefix="paused"),
    }


def sampled(seed=7, positive="a lighthouse at dawn"):
    """A graph with a model and words."""
    return {
        "3": node(
            "KSampler",
            seed=seed,
            steps=3,
            cfg=7.0,
            sampler_name="euler",
            scheduler="normal",
            denoise=1.0,
            model=["4", 0],
            positive=["6", 0],
            negative=["7", 0],
            latent_image=["5", 0],
        ),
        "4": node("CheckpointLoaderSimple", ckpt_name="tiny.safetensors"),
        "5": node("EmptyLatentImage", width=16, height=16, batch_size=3),
        "6": node("CLIPTextEncode", text=positive, clip=["4", 1]),
        "7": node("CLIPTextEncode", text="watermark", clip=["4", 1]),
        "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
        "9": {**node("SaveImage", images=["8", 0]), "_meta": {"title": "final"}},
    }
