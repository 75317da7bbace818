"""The nodes of the stand-in for ComfyUI: few, small, and each with the files that it writes."""

import io
import json
import random
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageFilter
from PIL.PngImagePlugin import PngInfo

__all__ = ["KINDS", "Kind", "StoppedError"]

Given = tuple[Any, Any]  # outputs, and files for the page
Context = tuple[Any, dict[str, Any], dict[str, Any], str]  # server, graph, extra data, node


class StoppedError(Exception):
    """Somebody stopped the job, at a node."""


@dataclass(frozen=True)
class Kind:
    """A kind of node: what it needs, and whether it gives out files."""

    gives = False
    needs: tuple[str, ...] = ()

    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        """Do what it does."""
        raise NotImplementedError


class LoadImage(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        picture = Image.open(context[0].input(inputs["image"]))
        alpha = picture.convert("RGBA").getchannel("A")
        return ([picture.convert("RGB")], [ImageChops.invert(alpha)]), None

    def put_alpha(self, original: Path, mask: bytes, path: Path) -> None:
        """Write a picture with the mask's alpha channel, as /upload/mask does."""
        picture = Image.open(original).convert("RGBA")
        picture.putalpha(Image.open(io.BytesIO(mask)).convert("RGBA").getchannel("A"))
        picture.save(path)


class EmptyImage(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        color = inputs["color"]
        rgb = (color >> 16 & 255, color >> 8 & 255, color & 255)
        size = (inputs["width"], inputs["height"])
        return ([Image.new("RGB", size, rgb) for _ in range(inputs["batch_size"])],), None


class ImageScale(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        size = (inputs["width"], inputs["height"])
        return ([image.resize(size) for image in inputs["image"]],), None


class ImageBlend(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        factor, second = inputs["blend_factor"], inputs["image2"][0]
        return ([Image.blend(image, second, factor) for image in inputs["image1"]],), None


class ImageInvert(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        return ([ImageChops.invert(image) for image in inputs["image"]],), None


class ImageBlur(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        blur = ImageFilter.BoxBlur(inputs["blur_radius"])
        return ([image.filter(blur) for image in inputs["image"]],), None


class Pause(Kind):
    """Hands on what it gets, once somebody opens the gate; an interrupt comes after it."""

    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        context[0].gate.wait(60)
        return (inputs["image"],), None


class Broken(Kind):
    """Fails, and says what it was given."""

    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        raise RuntimeError(f"no answer for {inputs['api_key']}")


class Checkpoint(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        return (inputs["ckpt_name"],) * 3, None


class Text(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        return (inputs["text"],), None


class Latent(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        return ((inputs["width"], inputs["height"], inputs["batch_size"]),), None


class Encode(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        (picture, *_) = inputs["pixels"]
        return ((*picture.size, 1),), None


class Sampler(Kind):
    """Draws noise; the same seed and words give the same picture."""

    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        server = context[0].server
        width, height, batch = inputs["latent_image"]
        dice = random.Random(f"{inputs['seed']}{inputs['positive']}")  # noqa: S311
        for step in range(inputs["steps"]):
            told = {"value": step + 1, "max": inputs["steps"], "node": context[3]}
            server.send_sync("progress", told, server.client_id)
        size = (width, height)
        return (
            [Image.frombytes("L", size, dice.randbytes(width * height)) for _ in range(batch)],
        ), None


class Decode(Kind):
    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        return (inputs["samples"],), None


@dataclass(frozen=True)
class Save(Kind):
    """Writes pictures with the graph that made them in two PNG texts."""

    gives = True
    needs: tuple[str, ...] = ("images",)
    kind: str = "output"
    source: str = "images"

    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        comfyui, prompt, extra, _ = context
        folder = comfyui.base / self.kind
        folder.mkdir(exist_ok=True)
        random_part = f"ComfyUI_temp_{secrets.token_hex(3)}"
        prefix = inputs.get("filename_prefix", "ComfyUI") if self.kind == "output" else random_part
        texts = PngInfo()
        texts.add_text("prompt", json.dumps(prompt))
        for name, value in extra.get("extra_pnginfo", {}).items():
            texts.add_text(name, json.dumps(value))
        told = []
        for picture in inputs[self.source]:
            number = len(list(folder.glob(f"{prefix}_*"))) + 1
            name = f"{prefix}_{number:05d}_.png"
            picture.save(folder / name, pnginfo=texts, compress_level=1)
            told.append({"filename": name, "subfolder": "", "type": self.kind})
        return (), {"images": told}


@dataclass(frozen=True)
class Send(Kind):
    """Sends pictures to the page alone, as nodes for other programs do."""

    gives = True

    def run(self, context: Context, inputs: dict[str, Any]) -> Given:
        del context
        return (), {"images": [{"source": "websocket", "type": "output"} for _ in inputs["images"]]}


KINDS: dict[str, Any] = {
    "Broken": Broken(),
    "CLIPTextEncode": Text(),
    "CheckpointLoaderSimple": Checkpoint(),
    "EmptyImage": EmptyImage(),
    "EmptyLatentImage": Latent(),
    "ImageBlend": ImageBlend(),
    "ImageBlur": ImageBlur(),
    "ImageInvert": ImageInvert(),
    "ImageScale": ImageScale(),
    "KSampler": Sampler(),
    "LoadImage": LoadImage(),
    "LoadImageMask": LoadImage(),
    "MaskPreview": Save(needs=("mask",), kind="temp", source="mask"),
    "Pause": Pause(),
    "PreviewImage": Save(kind="temp"),
    "SaveImage": Save(),
    "SendImages": Send(),
    "VAEDecode": Decode(),
    "VAEEncodeForInpaint": Encode(),
}
