"""Acts: values that are compared by what they say, and do not change."""

import dataclasses
from typing import get_args

import pytest

from bozzetto.capture.handover import acts
from bozzetto.capture.handover.acts import Act, JobOutput, Stopped


def test_values_are_compared_by_content():
    """Two references to one output are one."""
    assert JobOutput("j", 1) == JobOutput("j", 1)
    assert len({JobOutput("j", 1), JobOutput("j", 1), JobOutput("j", 2)}) == 2
    assert Stopped() == Stopped()


@pytest.mark.parametrize("kind", get_args(Act), ids=lambda kind: kind.__name__)
def test_values_do_not_change(kind):
    """What was handed over stays as it was read."""
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert kind.__name__ in acts.__all__
