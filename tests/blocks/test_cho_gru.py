"""Cho's unit against equations 5 to 8, and reset before the product."""

import torch

from lamina.blocks.cho_gru import ChoGRUCell


def test_equations() -> None:
    cell = ChoGRUCell(3, 4).double()
    torch.nn.init.normal_(cell.bias)
    x, h = torch.randn(2, 3, dtype=torch.float64), torch.randn(2, 4, dtype=torch.float64)
    w = cell.named_weights()
    r, z = (torch.sigmoid(x @ w[f"W_{k}"].T + h @ w[f"U_{k}"].T + w[f"b_{k}"]) for k in "rz")
    n = torch.tanh(x @ w["W_n"].T + (r * h) @ w["U_n"].T + w["b_n"])
    (hidden,), gates = cell.step(cell.project(x), (h,))
    torch.testing.assert_close(hidden, z * h + (1 - z) * n)
    torch.testing.assert_close(gates["reset"], r)


def test_z_1_keeps_and_r_0_forgets() -> None:
    cell = ChoGRUCell(3, 4)
    x, h = torch.randn(2, 3), torch.randn(2, 4)
    with torch.no_grad():
        cell.bias[4:8] = 1e4
    assert torch.equal(cell.step(cell.project(x), (h,))[0][0], h)
    with torch.no_grad():
        cell.bias[:8] = -1e4  # nothing recalled, nothing kept
    found = cell.step(cell.project(x), (h,))[0][0]
    torch.testing.assert_close(found, torch.tanh(x @ cell.named_weights()["W_n"].T))
