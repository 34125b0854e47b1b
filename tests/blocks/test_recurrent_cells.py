"""The cells against their equations written out from the named weights."""

import pytest
import torch
from torch import Tensor

from lamina.blocks.recurrent_cells import GRUCell, KernelCell, LSTMCell, RNNCell


def made(cell: KernelCell) -> tuple[KernelCell, dict[str, Tensor], Tensor, tuple[Tensor, ...]]:
    generator = torch.Generator().manual_seed(0)
    cell = cell.double()
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.copy_(torch.randn(parameter.shape, dtype=torch.float64, generator=generator))
    x = torch.randn(2, 3, dtype=torch.float64, generator=generator)
    state = tuple(torch.randn(2, 4, dtype=torch.float64, generator=generator) for _ in range(cell.num_states))
    return cell, cell.named_weights(), x, state


def affine(weights: dict[str, Tensor], letter: str, x: Tensor, h: Tensor) -> Tensor:
    return (
        x @ weights[f"W_{letter}"].T + weights[f"bW_{letter}"] + h @ weights[f"U_{letter}"].T + weights[f"bU_{letter}"]
    )


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_rnn(activation: str) -> None:
    cell, weights, x, (h,) = made(RNNCell(3, 4, activation))
    (after,), gates = cell.step(cell.project(x), (h,))
    torch.testing.assert_close(after, getattr(torch, activation)(affine(weights, "h", x, h)))
    assert gates["hidden"] is after


def test_lstm() -> None:
    cell, weights, x, (h, c) = made(LSTMCell(3, 4))
    i, f, o = (torch.sigmoid(affine(weights, letter, x, h)) for letter in "ifo")
    g = torch.tanh(affine(weights, "g", x, h))
    (hidden, memory), gates = cell.step(cell.project(x), (h, c))
    torch.testing.assert_close(memory, f * c + i * g)
    torch.testing.assert_close(hidden, o * torch.tanh(f * c + i * g))
    for name, expected in {"input": i, "forget": f, "candidate": g, "output": o}.items():
        torch.testing.assert_close(gates[name], expected)


def test_gru_keeps_the_old_state_at_z_1() -> None:
    cell, weights, x, (h,) = made(GRUCell(3, 4))
    r, z = (torch.sigmoid(affine(weights, letter, x, h)) for letter in "rz")
    recalled = h @ weights["U_n"].T + weights["bU_n"]
    n = torch.tanh(x @ weights["W_n"].T + weights["bW_n"] + r * recalled)
    (hidden,), _ = cell.step(cell.project(x), (h,))
    torch.testing.assert_close(hidden, z * h + (1 - z) * n)
    with torch.no_grad():
        weights["bW_z"].fill_(1e4)
    assert torch.equal(cell.step(cell.project(x), (h,))[0][0], h)


def test_lstm_holds_its_cell_however_long_the_padding() -> None:
    cell, _, _, _ = made(LSTMCell(3, 4))
    x = 10 * torch.randn(1, 600, 3, dtype=torch.float64)
    before, padding = cell.zero_state(x), torch.arange(600).unsqueeze(0) >= 2
    _, (_, held) = cell.fused(x, before, padding)
    _, (_, short) = cell.fused(x[:, :2], before, None)
    torch.testing.assert_close(held, short, rtol=1e-14, atol=1e-14)


def test_named_weights_are_views() -> None:
    cell = LSTMCell(3, 4, forget_bias=2.0)
    assert set(cell.named_weights()) == {f"{part}_{gate}" for part in ("W", "U", "bW", "bU") for gate in "ifgo"}
    assert cell.named_weights()["W_f"].shape == (4, 3) and cell.named_weights()["U_f"].shape == (4, 4)
    assert torch.equal(cell.kernel.bias_ih_l0[4:8], torch.full((4,), 2.0))
