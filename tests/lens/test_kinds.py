"""Sorts of layers, by class and by name."""

import pytest
from torch import nn

from lamina.lens.kinds import kind_of, symbol_of


@pytest.mark.parametrize(
    ("module", "kind"),
    [(nn.Conv1d(1, 1, 1), "conv"), (nn.ConvTranspose2d(1, 1, 1), "conv"), (nn.GRU(1, 1), "recurrent"), (nn.BatchNorm1d(1), "norm"),
     (nn.MultiheadAttention(2, 1), "attention"), (nn.AvgPool2d(2), "pool"), (nn.LeakyReLU(), "activation"), (nn.Flatten(), "other")],
)  # fmt: skip
def test_layers_of_torch(module: nn.Module, kind: str) -> None:
    assert kind_of(module, type(module).__name__) == kind


def test_names_and_symbols() -> None:
    assert kind_of(None, "MyScoreAttention") == "attention" and kind_of(None, "max_pool2d") == "pool"
    assert [symbol_of(name) for name in ("__iadd__", "add_", "cat", "relu")] == ["+", "+", "concat", "relu"]
