"""The gradient of the recurrent matrix is the sum of its steps; how far back the end of a sequence reaches."""

import pytest
import torch
from torch import nn

from lamina.core.errors import InputError
from lamina.lens.through_time import through_time


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_terms_sum_to_autograds_gradient(kind: type[nn.RNNBase]) -> None:
    torch.manual_seed(0)
    layer = kind(2, 3, batch_first=True)  # pyright: ignore[reportCallIssue]
    x, direction = torch.randn(6, 2), torch.randn(3, dtype=torch.float64)
    seen = through_time(layer, x, lambda hidden: (hidden * direction).sum())
    assert seen.terms.shape[0] == 6 and seen.difference < 1e-12
    twin = kind(2, 3, batch_first=True).double()  # pyright: ignore[reportCallIssue]
    twin.load_state_dict({key: value.double() for key, value in layer.state_dict().items()})
    (twin(x.double()[None])[0][0, -1] * direction).sum().backward()
    torch.testing.assert_close(seen.terms.sum(dim=0), dict(twin.named_parameters())["weight_hh_l0"].grad)
    assert all(value.dtype == torch.float32 and value.grad is None for value in layer.parameters())


def test_a_simple_layer_by_its_equations() -> None:
    torch.manual_seed(0)
    layer = nn.RNN(1, 2, batch_first=True).double()
    x = torch.randn(4, 1, dtype=torch.float64)
    seen = through_time(layer, x, lambda hidden: hidden.sum())
    weights = dict(layer.named_parameters())
    u, bias = weights["weight_hh_l0"].detach(), weights["bias_ih_l0"] + weights["bias_hh_l0"]
    hidden, states = torch.zeros(2, dtype=torch.float64), []
    for row in x:
        z = weights["weight_ih_l0"] @ row + u @ hidden + bias
        states.append((hidden, torch.tanh(z).detach()))
        hidden = states[-1][1]
    error, product = torch.ones(2, dtype=torch.float64), torch.eye(2, dtype=torch.float64)
    for lag, (before, after) in enumerate(reversed(states)):
        torch.testing.assert_close(seen.reach[lag], torch.linalg.matrix_norm(product, ord=2))
        torch.testing.assert_close(seen.errors[-1 - lag], error.norm())
        delta = error * (1 - after**2)
        torch.testing.assert_close(seen.terms[-1 - lag], delta[:, None] * before[None])
        error, product = u.T @ delta, product @ torch.diag(1 - after**2) @ u


def test_a_small_matrix_forgets() -> None:
    torch.manual_seed(0)
    layer = nn.RNN(1, 4, batch_first=True)
    layer.load_state_dict({**layer.state_dict(), "weight_hh_l0": 0.5 * torch.eye(4)})
    reach = through_time(layer, torch.zeros(20, 1), lambda hidden: hidden.sum()).reach
    assert reach[0] == pytest.approx(1.0) and reach[-1] < 0.5**18 and bool((reach[1:] < reach[:-1]).all())


@pytest.mark.parametrize(
    ("layer", "steps", "code"),
    [
        (nn.RNN(1, 2, num_layers=2), 3, "lens.one_layer_one_way"),
        (nn.GRU(1, 2, bidirectional=True), 3, "lens.one_layer_one_way"),
        (nn.GRU(1, 2), 1000, "lens.too_long"),
    ],
)
def test_what_is_not_shown(layer: nn.RNNBase, steps: int, code: str) -> None:
    with pytest.raises(InputError) as caught:
        through_time(layer, torch.zeros(steps, 1), lambda hidden: hidden.sum())
    assert caught.value.code == code
