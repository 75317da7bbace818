"""Calls: a pipeline of diffusers tells what it is called with and what it gives.

    pipe = AutoPipelineForText2Image.from_pretrained(...)
    with bozzetto.recording(pipe, work="Cat pendant", prompts_by="person"):
        image = pipe("a silver cat", num_inference_steps=30).images[0]

For the time of the ``with`` block this one object gets a class of its own, which differs from its
former one in ``__call__`` alone. Arguments, result and errors go through it unchanged. Whatever
goes wrong here, the pipeline runs; the record says that something was missed.

Nothing of torch or diffusers is imported: the pipeline brings what is needed along.
"""

import functools
import hashlib
import inspect
import json
import secrets
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bozzetto.capture.api.opening import reporters, versions
from bozzetto.capture.api.telling import MAX_NOTE, words_of
from bozzetto.capture.aside import Aside
from bozzetto.capture.handover.redaction import redact
from bozzetto.capture.handover.reporter import File, Reporter, now
from bozzetto.capture.pipelines.arguments import describe_pipeline, plain, read_arguments
from bozzetto.capture.pipelines.encoding import ENCODED, Samples, samples_of, to_file
from bozzetto.capture.pipelines.previews import CALLBACKS, with_previews
from bozzetto.errors import FormatError
from bozzetto.record.kinds import WRITERS

__all__ = ["Recording", "recording"]

LIBRARIES = ("diffusers", "torch", "transformers", "accelerate", "safetensors", "numpy", "Pillow")
SORT = "diffusers"
_RESULTS = ("images", "frames", "image_embeds")  # what diffusers' outputs call pictures, in order


def recording(
    pipe: object,
    *,
    work: str,
    studio: Path | str | None = None,
    prompts_by: str = "unknown",
    person: str | None = None,
    steps: int | None = None,
) -> "Recording":
    """Return what records a pipeline's calls, for a ``with`` statement.

    Args:
        pipe: A pipeline of diffusers, or any object that is called like a function.
        work: The title of the work that its pictures belong to.
        studio: The studio's folder; None is the user's own.
        prompts_by: Who writes the prompts: person, template, language model, image
            description or unknown.
        person: The name of the person whose acts the calls are; None names only the tool.
        steps: Shows what the pipeline has in mind every so many steps; None never.

    Raises:
        FormatError: nobody of that sort writes prompts, or `steps` is not above 0.
        StudioError: there is no such studio, work or person.
    """
    if prompts_by not in WRITERS:
        raise FormatError(
            "nobody of this sort writes prompts: {by!r}",
            hint="write person, template, language model, image description or unknown",
            by=prompts_by,
        )
    if steps is not None and steps < 1:
        raise FormatError("not a number of steps: {steps}", steps=steps)
    open_reporter = reporters(
        work,
        studio=None if studio is None else Path(studio),
        sort=SORT,
        settings=versions(LIBRARIES),
        person=person,
    )
    return Recording(pipe, open_reporter, prompts_by, steps)


class Recording:
    """Records the calls of one pipeline between entering and leaving."""

    def __init__(
        self,
        pipe: object,
        open_reporter: Callable[[dict[str, str]], Reporter],
        prompts_by: str,
        steps: int | None,
    ) -> None:
        self._pipe = pipe
        self._open_reporter = open_reporter
        self._prompts_by = prompts_by
        self._steps = steps
        self._class = type(pipe)
        self._signature = inspect.signature(self._class.__call__)
        self._aside = Aside("bozzetto-pipeline")
        self._reporter: Reporter | None = None

    def __enter__(self) -> Self:
        self._reporter = self._open_reporter(_tool(self._class))
        former, call = self._class, self._call

        @functools.wraps(former.__call__)
        def recorded(_pipe: object, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            return call(args, kwargs)

        names = {"__call__": recorded, "__module__": former.__module__, "__doc__": former.__doc__}
        kind: Any = type(former)  # some libraries' classes have a class of their own
        own = kind(former.__name__, (former,), names)
        own.__qualname__ = former.__qualname__
        self._pipe.__class__ = own
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.__class__ = self._class
        self._aside.close(60)
        if self._reporter is not None:
            self._reporter.close()

    def flush(self, seconds: float = 60.0) -> bool:
        """Wait until all that happened so far is written; False where time runs out."""
        reporter = self._reporter
        return self._aside.flush(seconds) and (reporter is None or reporter.flush(seconds))

    def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: ANN401
        """Run the pipeline, and tell what goes in and what comes out."""
        run = functools.partial(self._class.__call__, self._pipe)
        try:
            bound = self._signature.bind(self._pipe, *args, **kwargs)
        except TypeError:
            return run(*args, **kwargs)  # which says itself what is wrong with them
        job, told = secrets.token_hex(8), _Told()
        self._safely(lambda: self._tell_instruction(job, bound))
        shown = dict(kwargs)
        if self._steps is not None:
            self._safely(lambda: shown.update(self._previewed(job, told, bound, kwargs)))
        try:
            result = run(*args, **shown)
        except BaseException as error:
            self._end(job, *_broken(error))
            raise
        self._safely(lambda: self._tell_result(job, told, result))
        self._safely(lambda: self._end(job, self._how(), None))
        return result

    def _how(self) -> str:
        """Say how a call ended that gave something: diffusers lets a caller stop it early."""
        return "interrupted" if getattr(self._pipe, "interrupt", False) is True else "done"

    def _tell_instruction(self, job: str, bound: inspect.BoundArguments) -> None:
        with_defaults = inspect.BoundArguments(bound.signature, bound.arguments.copy())
        with_defaults.apply_defaults()
        named = dict(list(with_defaults.arguments.items())[1:])  # without the pipeline itself
        for name, parameter in bound.signature.parameters.items():
            if parameter.kind is parameter.VAR_KEYWORD:
                named |= named.pop(name, {})
        found = read_arguments(named, controls=_controls(self._class))
        found.settings |= describe_pipeline(self._pipe)
        config = plain(getattr(self._pipe, "config", None))
        spelled = json.dumps(config, sort_keys=True)
        if config:
            digest = hashlib.sha256(spelled.encode()).hexdigest()
            found.settings["pipeline.config"] = f"sha256:{digest}"
        raw = {"arguments": plain(named), "pipeline": config}
        model = getattr(self._pipe, "name_or_path", None) or self._class.__name__
        body = {
            "prompts": [
                {"role": role, "text": text, "by": self._prompts_by} for role, text in found.prompts
            ],
            "models": [{"name": str(model)}],
            "settings": found.settings,
            "inputs": _inputs([role for role, _ in found.pictures]),
            "raw": len(found.pictures),
        }
        # Together: what one argument's name calls a secret goes out of all the others too
        (body, raw), taken = redact([body, raw])
        body["notes"] = ([ENCODED] if found.pictures else []) + (["secret.removed"] * (taken > 0))
        self._hand_over(
            lambda at: self._instruction(at, job, body, raw, found.pictures), found.pictures
        )

    def _instruction(
        self,
        at: str,
        job: str,
        body: dict[str, Any],
        raw: object,
        pictures: list[tuple[str, Samples]],
    ) -> None:
        files = [
            to_file(samples, f"{role}-{index}") for index, (role, samples) in enumerate(pictures)
        ]
        call = json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace")
        files.append(File(f"{job}-call.json", data=call))
        self._report("instruction", body, job, files, at)

    def _previewed(
        self, job: str, told: "_Told", bound: inspect.BoundArguments, kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        """Return keyword arguments that let the pipeline show its steps, where it can."""
        if (bound.arguments.keys() - kwargs.keys()) & set(CALLBACKS):
            self._lose("steps could not be shown: a callback was given by its place")
            return kwargs
        parameters = {name: each.default for name, each in bound.signature.parameters.items()}
        changed = with_previews(
            kwargs,
            parameters,
            self._steps or 1,
            lambda step, pictures: self._tell_pictures(job, told, pictures, {"step": str(step)}),
            lambda error: self._lose(f"steps could not be shown: {type(error).__name__}"),
        )
        return kwargs if changed is None else changed

    def _tell_result(self, job: str, told: "_Told", result: object) -> None:
        pictures, claims = _read_result(result)
        self._tell_pictures(job, told, list(samples_of(pictures)), claims)

    def _tell_pictures(
        self, job: str, told: "_Told", pictures: list[Samples], claims: Mapping[str, str]
    ) -> None:
        if pictures:
            first, told.pictures = told.pictures, told.pictures + len(pictures)
            said = dict(claims) | ({"partial": "true"} if "step" in claims else {})
            self._hand_over(lambda at: self._output(at, job, first, pictures, said), pictures)

    def _output(
        self, at: str, job: str, first: int, pictures: list[Samples], claims: dict[str, str]
    ) -> None:
        files = [to_file(one, f"{job}-{first + index}") for index, one in enumerate(pictures)]
        body = {"files": list(range(len(files))), "claims": claims, "problems": [ENCODED]}
        self._report("output", body, job, files, at)

    def _end(self, job: str, how: str, note: str | None) -> None:
        body = {"how": how} | ({"note": str(redact(note)[0])[:MAX_NOTE]} if note else {})
        self._hand_over(lambda at: self._report("ended", body, job, at=at), ())

    def _hand_over(self, tell: Callable[[str], None], pictures: Iterable[object]) -> None:
        """Tell something now, or aside where pictures are to be encoded for it, in order.

        What is told aside bears the moment at which it was seen.
        """
        at = now()
        go = self._aside.later if pictures else self._aside.in_order
        go(lambda: self._safely(lambda: tell(at)))

    def _report(
        self,
        act: str,
        body: dict[str, Any],
        job: str | None = None,
        files: Iterable[File] = (),
        at: str | None = None,
    ) -> None:
        if self._reporter is not None:
            self._reporter.report(act, body, job=job, files=list(files), at=at)

    def _safely(self, what: Callable[[], None]) -> None:
        """Do something that must not disturb the pipeline, whatever happens in it."""
        try:
            what()
        except Exception as error:  # noqa: BLE001  # the pipeline runs, and the record says so
            self._lose(f"a call was not understood: {type(error).__name__}")

    def _lose(self, note: str) -> None:
        with suppress(Exception):
            self._report("lost", {"note": note})


class _Told:
    """How many pictures of a call were told."""

    def __init__(self) -> None:
        self.pictures = 0


def _tool(pipeline: type) -> dict[str, str]:
    """Name the library that a pipeline is of; a class of the caller's own is named itself."""
    library = pipeline.__module__.partition(".")[0]
    version = getattr(sys.modules.get(library), "__version__", None)
    if library == "__main__":
        return {"name": pipeline.__qualname__}
    return {"name": library} | ({"version": str(version)} if version else {})


def _controls(pipeline: type) -> bool:
    """Whether ``image`` leads the pipeline: ControlNets take it so where nothing is changed."""
    name = pipeline.__name__
    return "Control" in name and not any(word in name for word in ("Img2Img", "Inpaint"))


def _inputs(roles: list[str]) -> list[dict[str, Any]]:
    """Name the pictures; one mask beside one picture says where that picture is changed."""
    if roles.count("mask") == 1 and roles.count("init") == 1:
        init, mask = roles.index("init"), roles.index("mask")
        rest = [(index, role) for index, role in enumerate(roles) if role not in ("init", "mask")]
        others = [{"role": role, "file": index} for index, role in rest]
        return [{"role": "init", "file": init, "region": mask}, *others]
    return [{"role": role, "file": index} for index, role in enumerate(roles)]


def _read_result(result: object) -> tuple[object, dict[str, str]]:
    """Return the pictures in what a pipeline gives, and what else it says of them."""
    for name in _RESULTS:
        pictures = getattr(result, name, None)
        if pictures is not None:
            flagged = getattr(result, "nsfw_content_detected", None)
            said = {} if flagged is None else {"nsfw_content_detected": repr(plain(flagged))}
            return pictures, said
    if isinstance(result, tuple) and result:
        return result[0], {}
    return result, {}


def _broken(error: BaseException) -> tuple[str, str]:
    return "failed" if isinstance(error, Exception) else "interrupted", words_of(error)
