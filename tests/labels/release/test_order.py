"""Orders: what is missing is said before anything is written, with what to give."""

from dataclasses import replace

import pytest

from bozzetto.anchor import Authority
from bozzetto.errors import StudioError
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import Signer
from bozzetto.labels.release import CONTENTS, Order, Preset, Propagator
from bozzetto.labels.visible import Visible
from bozzetto.record import digest_of

ORDER = Order(digest_of(b"a"), (Preset.PLAIN,), "web", "CC0", SourceType.TRAINED)
AUTHORITY = Authority("local", "Local", "http://127.0.0.1:9")


def checked(order, *, has_label=False, has_credentials=False):
    """Check an order."""
    order.check(has_label=has_label, has_credentials=has_credentials)


@pytest.fixture(scope="module")
def signer(own):
    """Somebody who signs."""
    assert isinstance(own, Signer)
    return own


def test_whole_orders(signer):
    """What has all it needs passes."""
    checked(ORDER)
    checked(replace(ORDER, source_type=SourceType.CAPTURE))
    checked(replace(ORDER, presets=(Preset.CN,), provider="example"))
    checked(replace(ORDER, presets=(Preset.CN,)), has_label=True)
    whole = replace(
        ORDER, presets=tuple(Preset), provider="example", signer=signer, authority=AUTHORITY
    )
    checked(whole, has_credentials=True)


@pytest.mark.parametrize(
    ("changes", "why", "hint"),
    [
        pytest.param({"presets": ()}, "one preset", "", id="no preset"),
        pytest.param({"presets": (Preset.PLAIN,) * 2}, "each once", "", id="a preset twice"),
        pytest.param({"presets": (Preset.CN,)}, "cn names who", "--provider", id="cn"),
        pytest.param({"presets": (Preset.US,)}, "us names who", "--provider", id="us"),
        pytest.param(
            {"presets": (Preset.US,), "provider": "x"}, "us has content", "--sign", id="us unsigned"
        ),
        pytest.param({"presets": (Preset.EU,)}, "eu has content", "--self-made", id="eu unsigned"),
        pytest.param(
            {"presets": (Preset.CN,), "source_type": SourceType.CAPTURE},
            "this one is digitalCapture",
            "plain",
            id="a photograph is not generated",
        ),
        pytest.param({"with_root": True}, "new implicit label", "cn", id="root of no label"),
        pytest.param({"bundle": digest_of(b"b")}, "nobody signs", "--sign", id="bundle of nothing"),
        pytest.param(
            {"propagator": Propagator("a", "b")}, "no copy has one", "cn", id="nothing spread"
        ),
        pytest.param({"authority": AUTHORITY}, "nobody signs", "--sign", id="timestamp of nothing"),
    ],
)
def test_refused(changes, why, hint):
    """What is missing is named, and how to give it."""
    with pytest.raises(StudioError, match=why) as refused:
        checked(replace(ORDER, **changes))
    assert hint in refused.value.hint


def test_eu_without_a_time(signer):
    """The Code of Practice wants a time."""
    with pytest.raises(StudioError, match="no authority"):
        checked(replace(ORDER, presets=(Preset.EU,), signer=signer))


def test_credentials_are_not_broken():
    """A picture with credentials is not labelled without anybody who carries them on."""
    with pytest.raises(StudioError, match="labels would break"):
        checked(ORDER, has_credentials=True)


def test_a_label_that_is_there_takes_a_propagator():
    """It is added to, and takes no root: its producer's part is the producer's."""
    order = replace(ORDER, propagator=Propagator("a", "b"))
    checked(order, has_label=True)
    with pytest.raises(StudioError, match="new implicit label"):
        checked(replace(ORDER, presets=(Preset.CN,), with_root=True), has_label=True)


def test_visible_labels():
    """A preset that has one takes the usual words, or those that were given, or none."""
    cn, plain = CONTENTS[Preset.CN], CONTENTS[Preset.PLAIN]
    given = Visible("人工智能生成")
    assert (ORDER.label_of(cn), ORDER.label_of(plain)) == (Visible(), None)
    assert replace(ORDER, visible=given).label_of(plain) == given
    assert replace(ORDER, declines_visible=True).label_of(cn) is None
