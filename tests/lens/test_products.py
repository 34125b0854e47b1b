"""Multiplications and additions, held against sums written out and torch's own counter."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from lamina.lens.inspect import inspect_module
from lamina.lens.products import Product


def test_a_sum_of_products_with_and_without_bias() -> None:
    layer = Product((5, 5, 48), (27, 27, 256), bias=True)
    assert layer.multiplications == 223_948_800
    assert layer.additions == (5 * 5 * 48 - 1) * 27 * 27 * 256 and layer.bias_additions == 27 * 27 * 256
    assert layer.multiplications + layer.additions + layer.bias_additions == 2 * layer.multiplications
    assert Product((3,), (4,)).bias_additions == 0


class Attends(nn.Module):
    def forward(self, query: torch.Tensor, key: torch.Tensor) -> torch.Tensor:
        return nn.functional.scaled_dot_product_attention(query, key, key)


LAYERS = [
    (nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2), [(4, 9, 8)]),
    (nn.Conv1d(2, 3, 5, dilation=2, padding="same"), [(2, 20)]),
    (nn.Conv3d(2, 3, 2), [(2, 4, 4, 4)]),
    (nn.ConvTranspose2d(4, 6, 3, stride=2), [(4, 5, 5)]),
    (nn.Linear(7, 3), [(7,)]),
    (nn.Linear(7, 3, bias=False), [(5, 7)]),
    (nn.LSTM(3, 5, 2, batch_first=True, bidirectional=True), [(6, 3)]),
    (nn.GRU(3, 5, batch_first=True), [(6, 3)]),
    (nn.RNN(3, 5, batch_first=True), [(6, 3)]),
    (nn.LSTMCell(3, 5), [(3,)]),
    (nn.MultiheadAttention(16, 4, batch_first=True), [(5, 16), (6, 16), (6, 16)]),
    (Attends(), [(4, 5, 8), (4, 6, 8)]),
    (nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), [(5, 16)]),
]


@pytest.mark.parametrize(("layer", "shapes"), LAYERS, ids=lambda item: type(item).__name__)
def test_agrees_with_the_counter_of_torch(layer: nn.Module, shapes: list[tuple[int, ...]]) -> None:
    found = inspect_module(layer, [(shape, torch.float32) for shape in shapes])
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        layer.to("meta").eval()(*(torch.empty(1, *shape, device="meta") for shape in shapes))
    assert found.flops == counter.get_total_flops() > 0


def test_recurrence_and_attention_by_what_they_compute() -> None:
    length, inputs, hidden = 6, 3, 5
    lstm = inspect_module(nn.LSTM(inputs, hidden, batch_first=True), [((length, inputs), torch.float32)])
    assert lstm.macs == length * 4 * hidden * (inputs + hidden)
    width, heads = 16, 4
    attention = inspect_module(nn.MultiheadAttention(width, heads, batch_first=True), [((5, width), torch.float32)] * 3)
    assert attention.macs == 4 * 5 * width * width + 2 * 5 * 5 * width
