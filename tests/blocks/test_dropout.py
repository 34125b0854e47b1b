"""Dropout is a probability, and does nothing at prediction."""

import pytest
import torch

from lamina.blocks.dropout import dropout_layer
from lamina.core.errors import InputError


def test_the_mean_is_kept_and_prediction_untouched() -> None:
    torch.manual_seed(0)
    x = torch.ones(10000)
    layer = dropout_layer(0.3)
    assert layer(x).mean().item() == pytest.approx(1.0, abs=0.02)
    assert torch.equal(layer.eval()(x), x)


@pytest.mark.parametrize("dropout", [-0.1, 1.0, 2, float("nan")])
def test_what_is_no_probability_is_refused(dropout: float) -> None:
    with pytest.raises(InputError, match="at least 0 and less than 1"):
        dropout_layer(dropout)
