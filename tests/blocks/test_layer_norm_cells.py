"""Cells with layer norm against the paper's equations with a norm written out."""

import torch
from torch import Tensor, nn

from lamina.blocks.layer_norm_cells import LayerNormGRUCell, LayerNormLSTMCell


def normed(x: Tensor, norm: nn.Module) -> Tensor:
    centred = x - x.mean(-1, keepdim=True)
    return centred / (centred.square().mean(-1, keepdim=True) + 1e-5).sqrt() * norm.weight + norm.bias


def randomised(cell: nn.Module) -> None:
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.copy_(torch.randn(parameter.shape))


def test_lstm() -> None:
    cell = LayerNormLSTMCell(3, 4).double()
    randomised(cell)
    x, h, c = (torch.randn(2, size, dtype=torch.float64) for size in (3, 4, 4))
    total = (
        normed(x @ cell.input_weight.T, cell.input_norm)
        + normed(h @ cell.recurrent_weight.T, cell.recurrent_norm)
        + cell.bias
    )
    i, f, g, o = total.chunk(4, dim=1)
    memory = f.sigmoid() * c + i.sigmoid() * g.tanh()
    (hidden, found), _ = cell.step(cell.project(x), (h, c))
    torch.testing.assert_close(found, memory)
    torch.testing.assert_close(hidden, o.sigmoid() * normed(memory, cell.cell_norm).tanh())


def test_gru() -> None:
    cell = LayerNormGRUCell(3, 4).double()
    randomised(cell)
    x, h = (torch.randn(2, size, dtype=torch.float64) for size in (3, 4))
    wx, uh = x @ cell.input_weight.T, h @ cell.recurrent_weight.T
    r, z = (normed(wx[:, :8], cell.input_norm) + normed(uh[:, :8], cell.recurrent_norm)).sigmoid().chunk(2, dim=1)
    n = (normed(wx[:, 8:], cell.input_norm_n) + r * normed(uh[:, 8:], cell.recurrent_norm_n)).tanh()
    (hidden,), _ = cell.step(cell.project(x), (h,))
    torch.testing.assert_close(hidden, z * h + (1 - z) * n)


def test_forget_bias_and_scale_of_the_input() -> None:
    cell = LayerNormLSTMCell(3, 4, forget_bias=1.0).double()
    assert torch.equal(cell.bias, torch.tensor([0.0] * 4 + [1.0] * 4 + [0.0] * 8, dtype=torch.float64))
    x = torch.randn(2, 3, dtype=torch.float64)
    torch.testing.assert_close(cell.project(1000 * x), cell.project(x), rtol=1e-3, atol=1e-3)  # the norm takes it away
