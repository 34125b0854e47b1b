"""The steps of a row, and what a unit could follow."""

import numpy as np
import torch

from lamina.core.spec import TextSpec
from lamina.report.views.steps import Steps
from lamina.verbs.views.row_steps import one_row, signals_of, steps_of, token_name

from . import looks


def test_a_row_comes_without_the_padding_of_others() -> None:
    tokens, lengths = one_row(looks.text(), 1)
    assert tokens.tolist() == [[11, 6, 8, 9]] and lengths.tolist() == [4]
    source, _, written = one_row(looks.pairs(), 1)
    assert source.shape == (1, 4) and written.tolist() == [[2, 9, 4]]
    assert torch.equal(one_row(looks.series(), 1)[0], looks.series().inputs[0][1:])


def test_tokens_as_labels() -> None:
    pieces = TextSpec(tokens="pieces", vocabulary=("<pad>",), max_length=4)
    assert [token_name(token, pieces) for token in ("▁the", "ing", "▁", "<pad>", ".")] == [
        "the",
        "·ing",
        "␣",
        "<pad>",
        ".",
    ]
    letters = TextSpec(tokens="characters", vocabulary=("<pad>",), max_length=4)
    assert [token_name(token, letters) for token in (" ", "\n", "a")] == ["␣", "⏎", "a"]


def test_curves_begin_with_the_target() -> None:
    steps = steps_of(looks.series(variables=3), 0)
    assert list(steps.curves) == ["level", "wind", "rain"] and steps.names == () and len(steps.curves["level"]) == 24


def test_signals_of_a_text_and_a_curve() -> None:
    told = {signal.name: signal.values.tolist() for signal in signals_of(Steps(("Go", ".", "now", "He")), 4)}
    assert told["the place in the row"] == [0, 1, 2, 3]
    assert told["the distance from the last stop"] == [1, 0, 1, 2]
    assert told["capital letters"] == [1, 0, 0, 1]
    curve = {
        signal.name: signal.values.tolist() for signal in signals_of(Steps((), {"x": np.array([1.0, 3.0, 2.0])}), 3)
    }
    assert curve["x"] == [1, 3, 2] and curve["the change of x"] == [0, 2, -1]
    flat = signals_of(Steps((), {"x": np.ones(3)}), 3)
    assert [signal.name for signal in flat] == ["the place in the row"]
