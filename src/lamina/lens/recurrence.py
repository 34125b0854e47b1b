"""Back-propagation through time with every number, for a simple recurrent layer (Werbos 1990).

    z_t = W x_t + U h_{t-1} + b          h_t = sigma(z_t), h_0 = 0, sigma: tanh or relu
    delta_t = dC/dh_t * sigma'(z_t)      dC/dh_{t-1} = U' delta_t
    dC/dU = sum_t delta_t h_{t-1}'       J_t = dh_t/dh_{t-1} = diag(sigma'(z_t)) U

The cost is that of the last hidden state. One sequence, float64.
"""

from dataclasses import replace

import torch
from torch import Tensor, nn

from lamina.core.backpropagation import RecurrentPass, RecurrentStep
from lamina.core.errors import InputError, nearest
from lamina.lens.backprop import LOSSES, cost_of, squared_share
from lamina.lens.copy_of import copy_of


def recurrent_pass(
    layer: nn.RNN, x: Tensor, target: Tensor, *, loss: str = "squared-error-half", learning_rate: float = 0.1
) -> RecurrentPass:
    """Forward, backward and one update of U, on a copy; the layer stays as it is.

    x: (T, in), target: (H,) what the last hidden state should be; loss: one of the three squared errors.
    InputError: more than one layer or direction.
    """
    if loss not in LOSSES[1:]:
        raise InputError("lens.unknown_loss", loss=loss, nearest=nearest(loss, LOSSES), names=", ".join(LOSSES[1:]))
    if layer.num_layers != 1 or layer.bidirectional:
        raise InputError(
            "lens.one_layer_one_way", layer=type(layer).__name__, layers=layer.num_layers, both=layer.bidirectional
        )
    twin = copy_of(layer).double().cpu().requires_grad_(True)
    weights = {name: value.detach().clone() for name, value in twin.named_parameters()}
    weight, recurrent = weights["weight_ih_l0"], weights["weight_hh_l0"]
    nothing = torch.zeros(layer.hidden_size, dtype=torch.float64)
    bias = weights.get("bias_ih_l0", nothing) + weights.get("bias_hh_l0", nothing)
    x, target = x.detach().double().cpu(), target.detach().double().cpu()
    steps = _forward(x, weight, recurrent, bias, layer.nonlinearity)
    cost = cost_of(steps[-1].h[None], target[None], loss)
    steps = _backward(steps, recurrent, squared_share(loss, 1) * (steps[-1].h - target))
    gradient = torch.stack([step.term for step in steps]).sum(dim=0)
    given = x[None] if layer.batch_first else x[:, None]
    own = cost_of(twin(given)[1][0], target[None], loss)
    expected = torch.autograd.grad(own, twin.get_parameter("weight_hh_l0"))[0]
    new = recurrent - learning_rate * gradient
    after = _forward(x, weight, new, bias, layer.nonlinearity)[-1].h
    return RecurrentPass(
        steps, layer.nonlinearity, weight, recurrent, bias, target, loss, learning_rate, float(cost),
        float(cost_of(after[None], target[None], loss)), gradient, new, _products(steps),
        float((gradient - expected).abs().max()),
    )  # fmt: skip


def _forward(x: Tensor, weight: Tensor, recurrent: Tensor, bias: Tensor, kind: str) -> tuple[RecurrentStep, ...]:
    """The steps, as far as they are known on the way forward."""
    before, steps = torch.zeros_like(bias), []
    for number, row in enumerate(x, start=1):
        z = weight @ row + recurrent @ before + bias
        h = z.tanh() if kind == "tanh" else z.relu()
        slope = 1 - h.square() if kind == "tanh" else (z > 0).double()
        nothing = torch.zeros_like(h)
        steps.append(
            RecurrentStep(number, row, before, z, h, slope, nothing, nothing, nothing, slope[:, None] * recurrent)
        )
        before = h
    return tuple(steps)


def _backward(steps: tuple[RecurrentStep, ...], recurrent: Tensor, back: Tensor) -> tuple[RecurrentStep, ...]:
    """The steps with their errors, from the last to the first; back: dC/dh_T."""
    found = []
    for step in reversed(steps):
        delta = back * step.slope
        found.append(replace(step, back=back, delta=delta, term=torch.outer(delta, step.before)))
        back = recurrent.T @ delta
    return tuple(reversed(found))


def _products(steps: tuple[RecurrentStep, ...]) -> tuple[Tensor, ...]:
    """dh_T/dh_{T-k} for k = 1 .. T - 1: J_T, J_T J_{T-1}, ..."""
    products = []
    found = torch.eye(len(steps[0].h), dtype=torch.float64)
    for step in reversed(steps[1:]):
        found = found @ step.jacobian
        products.append(found)
    return tuple(products)
