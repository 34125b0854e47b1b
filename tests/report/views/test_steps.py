"""The steps along the foot of a picture."""

import numpy as np
from matplotlib.figure import Figure

from lamina.report.views.steps import MOST_NAMED, Steps, draw_curves, name_steps


def test_tokens_are_named_and_of_many_every_second() -> None:
    axes = Figure().add_subplot()
    name_steps(axes, Steps(("call", "<b>", "a very long token indeed")), 3)
    names = [label.get_text() for label in axes.get_xticklabels()]
    assert names[:2] == ["call", "<b>"] and "…" in names[2] and len(names[2]) <= 12
    name_steps(axes, Steps(tuple("x" * 5 for _ in range(MOST_NAMED + 1))), MOST_NAMED + 1)
    assert list(axes.get_xticks()) == list(range(0, MOST_NAMED + 1, 2))


def test_without_names_the_newest_step_is_0() -> None:
    axes = Figure().add_subplot()
    name_steps(axes, Steps(), 24)
    told = dict(zip(axes.get_xticks(), [label.get_text() for label in axes.get_xticklabels()], strict=True))
    assert told[23] == "0" and told[20] == "3"


def test_several_curves_share_a_scale() -> None:
    axes = Figure().add_subplot()
    draw_curves(axes, Steps((), {"a": np.array([0.0, 1000.0]), "b": np.array([3.0, 3.0])}))
    assert [line.get_ydata().max() for line in axes.lines] == [1.0, 0.0]  # type: ignore[union-attr]
