"""Back-propagation through time (Werbos 1990): the gradient of the recurrent matrix as the sum of its steps.

    dC/dU = sum_t (dC/dU)_t          (dC/dU)_t: as if U stood at step t alone
    dh_T/dh_{T-k} = J_T J_{T-1} ... J_{T-k+1},   J_t = dh_t/dh_{t-1}

Where the norm of that product falls towards 0 with the lag k, the end of a sequence cannot teach its beginning
(Bengio, Simard & Frasconi 1994); where it grows, gradients explode. Any of torch's RNN, LSTM and GRU layers; of an LSTM
the product is that of the state (h, c) as a whole.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.func import functional_call

from lamina.core.backpropagation import ThroughTime
from lamina.core.errors import InputError
from lamina.lens.copy_of import copy_of

LONGEST, WIDEST = 256, 512  # steps, and numbers of a state: the product of Jacobians has the square


def through_time(
    layer: nn.RNNBase, x: Tensor, cost: Callable[[Tensor], Tensor], *, name: str = "recurrent"
) -> ThroughTime:
    """Follow a layer of one direction over one sequence, on a copy in float64.

    x: (T, in) what the layer takes at each step. cost: a number from the last hidden state (H,), such as a loss of the
    layers behind it. InputError: more than one layer or direction, or a sequence too long to show.
    """
    if layer.num_layers != 1 or layer.bidirectional:
        raise InputError("lens.one_layer_one_way", layer=name, layers=layer.num_layers, both=layer.bidirectional)
    states = num_states(layer)
    if len(x) > LONGEST or states > WIDEST:
        raise InputError("lens.too_long", steps=len(x), most=LONGEST, numbers=states, widest=WIDEST)
    twin = copy_of(layer).double().cpu()
    x = x.detach().double().cpu()
    weights = {key: value.detach() for key, value in twin.named_parameters()}
    matrix = weights["weight_hh_l0"].clone().requires_grad_(True)
    copies = [matrix.detach().clone().requires_grad_(True) for _ in x]  # the same U at each step, told apart
    hidden = _run(twin, x, weights, copies)
    ends = [state[: layer.hidden_size] for state in hidden]
    value = cost(ends[-1])
    terms = torch.stack(torch.autograd.grad(value, copies, retain_graph=True))
    errors = torch.autograd.grad(value, hidden, retain_graph=True)
    whole = torch.autograd.grad(cost(_run(twin, x, weights, [matrix] * len(x))[-1][: layer.hidden_size]), matrix)[0]
    difference = float((terms.sum(dim=0) - whole).abs().max())
    return ThroughTime(
        name, type(layer).__name__, terms, whole, _reach(twin, x, hidden, weights),
        torch.stack([error[: layer.hidden_size].norm() for error in errors]), difference,
    )  # fmt: skip


def num_states(layer: nn.RNNBase) -> int:
    """Numbers that the layer carries from step to step: h, of an LSTM h and c."""
    return (2 if isinstance(layer, nn.LSTM) else 1) * layer.hidden_size


def _run(twin: nn.RNNBase, x: Tensor, weights: dict[str, Tensor], matrices: list[Tensor]) -> list[Tensor]:
    """The state (H,), of LSTM (2 H,), after each step; matrices[t] stands for U at step t."""
    state = torch.zeros(num_states(twin), dtype=torch.float64, requires_grad=True)
    states = []
    for row, matrix in zip(x, matrices, strict=True):
        state = _step(twin, row[None], state[None], {**weights, "weight_hh_l0": matrix})[0]
        states.append(state)
    return states


def _step(twin: nn.RNNBase, x: Tensor, states: Tensor, weights: dict[str, Tensor]) -> Tensor:
    """The states (B, H), of LSTM (B, 2 H), after one step from those before: x (B, in)."""
    before = [part.contiguous()[None] for part in states.split(twin.hidden_size, dim=1)]
    steps = x[:, None] if twin.batch_first else x[None]
    _, after = functional_call(twin, weights, (steps, tuple(before) if len(before) > 1 else before[0]))
    parts = list(after) if isinstance(after, tuple) else [after]
    return torch.cat([part[0] for part in parts], dim=1)


def _reach(twin: nn.RNNBase, x: Tensor, states: list[Tensor], weights: dict[str, Tensor]) -> Tensor:
    """Largest singular value of d(last state)/d(state k steps before), k = 0 .. T-1.

    The steps' own Jacobians are found together, as if they were the rows of a batch; then they are multiplied.
    """
    product = torch.eye(len(states[0]), dtype=torch.float64)
    reach = [_largest(product)]
    if len(states) > 1:
        before = torch.stack(states[:-1]).detach().requires_grad_(True)
        after = _step(twin, x[1:], before, weights)
        rows = [torch.autograd.grad(after[:, i].sum(), before, retain_graph=True)[0] for i in range(after.shape[1])]
        for jacobian in torch.stack(rows, dim=1).flip(0):  # (T - 1, H, H), the last step first
            product = product @ jacobian
            reach.append(_largest(product))
    return torch.stack(reach)


def _largest(matrix: Tensor) -> Tensor:
    """The largest singular value, by the eigenvalues of the square; scaled, for long products are very small or large."""
    scale = matrix.abs().max()
    if scale == 0 or not torch.isfinite(scale):
        return scale
    return scale * torch.linalg.eigvalsh((matrix / scale) @ (matrix / scale).T)[-1].sqrt()
