"""A web UI's own modules in small: enough of A1111's to load an extension and run jobs for real.

`WebUI.load` does what `modules.scripts.load_scripts` does: it puts the extension's folder on the
path while its scripts are imported, and takes it off again. `generate` does what
`process_images` does with pictures that Pillow makes out of the seed: words and seeds are
settled, scripts are told, one picture after the other is saved with its `parameters`, callbacks
are told, and a grid is put before the pictures.
"""

import importlib.util
import sys
import types
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, PngImagePlugin

__all__ = ["Job", "Unit", "WebUI"]

_MODULES = ("processing", "script_callbacks", "scripts", "shared")


@dataclass
class Unit:
    """A ControlNet unit, as its extension passes it in `script_args`."""

    enabled: bool
    module: str
    image: object


@dataclass
class Job:
    """`StableDiffusionProcessing`, as far as anything looks at it from outside."""

    prompt: str
    negative_prompt: str = ""
    seed: int = 1
    n_iter: int = 1
    batch_size: int = 1
    steps: int = 20
    sampler_name: str = "Euler a"
    cfg_scale: float = 7.0
    width: int = 64
    height: int = 48
    denoising_strength: float | None = None
    styles: list = field(default_factory=list)
    init_images: list | None = None
    image_mask: object = None
    script_args: tuple = ()
    save: bool = True
    save_grid: bool = False  # what its settings call `grid_save`
    fail_at: int | None = None
    interrupt_at: int | None = None
    sd_model_name: str = "cat-v2"
    sd_model_hash: str = "6ce0161689"
    extra_generation_params: dict = field(default_factory=dict)


@dataclass
class _Processed:
    images: list
    index_of_first_image: int


class _SaveParams:
    def __init__(self, image, p, filename, pnginfo):
        self.image, self.p, self.filename, self.pnginfo = image, p, filename, pnginfo


class WebUI:
    """One web UI that runs. Only one can be in a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "outputs"
        self.output.mkdir(parents=True)
        self.saved_callbacks, self.pasted_callbacks, self.scripts = [], [], []
        self.state = types.SimpleNamespace(interrupted=False, skipped=False)
        self._count = 0
        self._modules = self._make()

    def _make(self):
        found = {name: types.ModuleType(f"modules.{name}") for name in _MODULES}
        host = self

        class Script:
            """What every script is made of."""

        found["scripts"].Script = Script
        found["scripts"].AlwaysVisible = object()
        found["shared"].state = self.state
        found["script_callbacks"].on_image_saved = self.saved_callbacks.append
        found["script_callbacks"].on_infotext_pasted = self.pasted_callbacks.append
        found["processing"].process_images_inner = host.run_inner
        found["processing"].program_version = lambda: "v1.10.1"
        return found

    @contextmanager
    def running(self):
        """Have the modules importable, as they are in a web UI's own process."""
        before = dict(sys.modules)
        package = types.ModuleType("modules")
        package.__path__ = []
        sys.modules["modules"] = package
        for name, module in self._modules.items():
            sys.modules[f"modules.{name}"] = module
            setattr(package, name, module)
        try:
            yield self
        finally:
            for name in set(sys.modules) - set(before):
                if name == "modules" or name.startswith(("modules.", "bozzetto_")):
                    del sys.modules[name]

    def load(self, extension: Path) -> None:
        """Load an extension's scripts."""
        sys.path.insert(0, str(extension))
        try:
            for file in sorted((extension / "scripts").glob("*.py")):
                spec = importlib.util.spec_from_file_location(f"bozzetto_loaded_{file.stem}", file)
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                self.scripts += [
                    kind()
                    for kind in vars(module).values()
                    if isinstance(kind, type)
                    and issubclass(kind, self._modules["scripts"].Script)
                    and kind is not self._modules["scripts"].Script
                ]
        finally:
            sys.path.remove(str(extension))

    def paste(self, infotext: str) -> None:
        """Fill the fields from a picture's words."""
        for told in self.pasted_callbacks:
            told(infotext, {})

    def generate(self, job: Job) -> _Processed:
        """Run a job, as the button does."""
        self.state.interrupted = False
        return self._modules["processing"].process_images_inner(job)

    def run_inner(self, job: Job) -> _Processed:
        """Do what `process_images_inner` does, in its order."""
        count = job.n_iter * job.batch_size
        job.all_prompts = [job.prompt.replace("__colour__", "silver")] * count
        job.all_negative_prompts = [job.negative_prompt] * count
        job.all_seeds = [job.seed + index for index in range(count)]
        for script in self.scripts:
            script.process(job)
        pictures = []
        for index, seed in enumerate(job.all_seeds):
            if self.state.interrupted:
                break
            if job.fail_at == index:
                raise RuntimeError("CUDA out of memory: sk-1234567890abcdef1234567890")
            if job.interrupt_at == index:
                self.state.interrupted = True
            pictures.append(self._draw(job, index, seed))
        grid = [Image.new("RGB", (job.width * 2, job.height))] if len(pictures) > 1 else []
        if grid and job.save_grid:
            self._save(grid[0], job, self.output / f"grid-{self._count:04d}.png", "")
        processed = _Processed([*grid, *pictures], len(grid))
        for script in self.scripts:
            script.postprocess(job, processed)
        return processed

    def _draw(self, job: Job, index: int, seed: int) -> Image.Image:
        picture = Image.new("RGB", (job.width, job.height), (seed % 256, index % 256, 99))
        if job.save:
            self._count += 1
            place = self.output / f"{self._count:05d}-{seed}.png"
            self._save(picture, job, place, f"{job.all_prompts[index]}\nSteps: {job.steps}")
        return picture

    def _save(self, picture: Image.Image, job: Job, place: Path, words: str) -> None:
        """Do what `modules.images.save_image` does."""
        info = PngImagePlugin.PngInfo()
        info.add_text("parameters", words)
        picture.save(place, pnginfo=info)
        for told in self.saved_callbacks:
            told(_SaveParams(picture, job, str(place), {}))
