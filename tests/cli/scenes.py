"""What the tests of the command line work on: pictures that a tool could have written."""

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.capture.pictures import noise

__all__ = ["generated", "hostile"]

SETTINGS = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: {seed}, Size: 16x16, Version: v1.10.1"
# Turns the text red, moves up a line, turns the reading direction around, and is markup
hostile = "a [bold]cat[/bold]\x1b[31m\x1b[1A\u202egnp.tac\u2066\x9b\u2028\ud83d"


def generated(path, prompt="a silver cat", seed=1):
    """Write a picture as AUTOMATIC1111 does, with its parameters in it."""
    image = noise("RGB", (16, 16))
    image = Image.eval(image, lambda value: (value + seed) % 256)
    info = PngInfo()
    text = f"{prompt}\nNegative prompt: blurry\n{SETTINGS.format(seed=seed)}"
    info.add_text("parameters", text)
    image.save(path, pnginfo=info)
    return path
