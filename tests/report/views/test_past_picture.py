"""Past steps that count."""

import numpy as np
from tests.report.pngs import WIDE, has, size

from lamina.report.views.past_picture import Counted, draw_past
from lamina.report.views.steps import Steps


def test_bars_of_a_single_variable() -> None:
    steps = Steps((), {"level": np.arange(12.0)})
    values = np.zeros((12, 1))
    values[3], values[7] = 4.0, -2.0
    content = draw_past("row 3", steps, ["level"], [Counted("level +1", values)], np.array([12.0, 13.0]))
    assert has(content, (0, 114, 178)) > 31 and has(content, (213, 94, 0)) > 18
    two = draw_past(
        "row 3", steps, ["level"], [Counted("level +1", values), Counted("level +2", values)], np.array([12.0, 13.0])
    )
    assert size(two)[1] > size(content)[1] and size(two)[0] == WIDE


def test_strips_of_many_variables_keep_the_largest() -> None:
    names = [f"variable {number}" for number in range(40)]
    steps = Steps((), {name: np.random.default_rng(0).random(12) for name in names})
    content = draw_past(
        "row 3", steps, names, [Counted("class", np.random.default_rng(1).normal(size=(12, 40)), "logit")]
    )
    assert size(content)[1] < 225 and has(content, (213, 94, 0), 40) > 6
