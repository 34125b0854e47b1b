"""Strips of gates."""

import numpy as np
import pytest
from tests.report.pngs import WIDE, colours, has, size

from lamina.report.views.gates_picture import Follower, draw_followers, draw_gates
from lamina.report.views.steps import Steps


@pytest.mark.parametrize(
    "steps", [Steps(("a", "<b>", "$x^2", "字") * 3), Steps((), {"level": np.arange(12.0)}), Steps()]
)
def test_a_strip_for_each_gate(steps: Steps) -> None:
    values = {"forget": np.ones((12, 5)), "hidden": np.linspace(-1, 1, 60).reshape(12, 5)}
    content = draw_gates(values, steps)
    assert size(content)[0] == WIDE and colours(content) > 50
    assert has(content, (0, 50, 79)) > 312  # a gate at 1 is dark
    one = draw_gates({"hidden": values["hidden"]}, steps)
    assert size(one)[1] < size(content)[1] and has(one, (0, 50, 79)) < 6


def test_long_rows_and_wide_layers_are_cut() -> None:
    content = draw_gates({"hidden": np.random.default_rng(0).normal(size=(2000, 700))}, Steps())
    assert size(content) == size(draw_gates({"hidden": np.ones((3, 64))}, Steps()))


def test_units_beside_what_they_follow() -> None:
    wave = np.sin(np.arange(20.0))
    found = [Follower(3, "wind", -1.0, -wave, wave), Follower(0, "a constant", 0.9, np.ones(20), wave)]
    assert size(draw_followers(found, Steps()))[0] == WIDE
