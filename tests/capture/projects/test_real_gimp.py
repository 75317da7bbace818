"""GIMP itself saves, without a screen, and the layer that changed shows."""

import os
import shutil
import subprocess

import pytest

from bozzetto.capture.projects import How, changed_layers, read_project

GIMP = shutil.which("gimp-console-2.10")  # the next one speaks another Scheme
_LONGEST = 300  # seconds; the first start looks at all plug-ins
SCRIPT = """
(let* ((image (car (gimp-image-new 300 200 RGB)))
       (ink (car (gimp-layer-new image 300 200 RGBA-IMAGE "Tusche 墨" 100 LAYER-MODE-NORMAL)))
       (group (car (gimp-layer-group-new image)))
       (inner (car (gimp-layer-new image 100 80 RGBA-IMAGE "inner" 50 LAYER-MODE-MULTIPLY))))
  (gimp-image-insert-layer image ink 0 -1)
  (gimp-image-insert-layer image group 0 -1)
  (gimp-item-set-name group "Group")
  (gimp-image-insert-layer image inner group -1)
  (gimp-drawable-fill ink FILL-WHITE)
  (gimp-item-set-visible ink FALSE)
  (gimp-layer-add-mask ink (car (gimp-layer-create-mask ink ADD-MASK-WHITE)))
  (gimp-xcf-save 0 image ink "one.xcf" "one.xcf")
  (gimp-context-set-foreground (list 255 0 0))
  (gimp-drawable-fill inner FILL-FOREGROUND)
  (gimp-xcf-save 0 image ink "two.xcf" "two.xcf"))
"""
AGAIN = """
(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "two.xcf" "two.xcf"))))
  (gimp-xcf-save 0 image (car (gimp-image-get-active-drawable image)) "three.xcf" "three.xcf"))
"""


@pytest.fixture(scope="module")
def drawings(tmp_path_factory):
    """Three files that GIMP has saved: the second after painting, the third after opening it."""
    folder = tmp_path_factory.mktemp("gimp")
    commands = [word for script in (SCRIPT, AGAIN, "(gimp-quit 0)") for word in ("-b", script)]
    done = subprocess.run(
        [GIMP, "-i", "-d", "-f", "-s", *commands],
        cwd=folder,
        env={**os.environ, "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    names = ("one.xcf", "two.xcf", "three.xcf")
    assert all((folder / name).is_file() for name in names), done.stdout + done.stderr
    found = []
    for name in names:
        with (folder / name).open("rb") as file:
            found.append(read_project(file))
    return found


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(GIMP is None, reason="no GIMP 2.10 here (Debian 12: gimp)"),
]


def test_gimp_layers(drawings):
    """Layers, groups and masks of a real file are read."""
    first = drawings[0]
    assert (first.width, first.height, first.problems) == (300, 200, ())
    assert [(layer.path, layer.kind) for layer in first.layers] == [
        (("Group",), "group"),
        (("Group", "inner"), "layer"),
        (("Tusche 墨",), "layer"),
        (("Tusche 墨", "Tusche 墨 mask"), "mask"),
    ]
    _, inner, ink, mask = first.layers
    assert (ink.visible, inner.visible, inner.opacity) == (False, True, 127)
    assert None not in (inner.digest, ink.digest, mask.digest)


def test_gimp_changes(drawings):
    """The layer that was painted is the one that changed; opening and saving changes none."""
    first, second, third = drawings
    (change,) = changed_layers(first, second)
    assert (change.path, change.how) == (("Group", "inner"), (How.DATA,))
    assert changed_layers(second, third) == []
