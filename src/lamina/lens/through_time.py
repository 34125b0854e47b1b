"""Back-propagation through time (Werbos 1990): the gradient of the recurrent matrix as the sum of its steps.

    dC/dU = sum_t (dC/dU)_t          (dC/dU)_t: as if U stood at step t alone
    dh_T/dh_{T-k} = J_T J_{T-1} ... J_{T-k+1},   J_t = dh_t/dh_{t-1}

Where the norm of that product falls towards 0 with the lag k, the end of a sequence cannot teach its beginning
(Bengio, Simard & Frasconi 1994); where it grows, gradients explode. Any of torch's RNN, LSTM and GRU layers; of an LSTM
the product is that of the state (h, c) as a whole.
"""

import copy
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.func import functional_call

from lamina.core.backpropagation import ThroughTime
from lamina.core.errors import InputError

LONGEST, WIDEST = 256, 256  # steps, and numbers of a state: the product of Jacobians has the square


def through_time(
    layer: nn.RNNBase, x: Tensor, cost: Callable[[Tensor], Tensor], *, name: str = "recurrent"
) -> ThroughTime:
    """Follow a layer of one direction over one sequence, on a copy in float64.

    x: (T, in) what the layer takes at each step. cost: a number from the last hidden state (H,), such as a loss of the
    layers behind it. InputError: more than one layer or direction, or a sequence too long to show.
    """
    if layer.num_layers != 1 or layer.bidirectional:
        raise InputError("lens.one_layer_one_way", layer=name, layers=layer.num_layers, both=layer.bidirectional)
    states = (2 if isinstance(layer, nn.LSTM) else 1) * layer.hidden_size
    if len(x) > LONGEST or states > WIDEST:
        raise InputError("lens.too_long", steps=len(x), most=LONGEST, numbers=states, widest=WIDEST)
    twin = copy.deepcopy(layer).double().cpu()
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
        name, type(layer).__name__, terms, whole, _reach(hidden),
        torch.stack([error[: layer.hidden_size].norm() for error in errors]), difference,
    )  # fmt: skip


def _run(twin: nn.RNNBase, x: Tensor, weights: dict[str, Tensor], matrices: list[Tensor]) -> list[Tensor]:
    """The state (H,), of LSTM (2 H,), after each step; matrices[t] stands for U at step t."""
    size, lstm = twin.hidden_size, isinstance(twin, nn.LSTM)
    state = torch.zeros((2 if lstm else 1) * size, dtype=torch.float64, requires_grad=True)
    states = []
    for row, matrix in zip(x, matrices, strict=True):
        before = tuple(part[None, None] for part in state.split(size))
        given = functional_call(
            twin, {**weights, "weight_hh_l0": matrix}, (row[None, None], before if lstm else before[0])
        )
        after = given[1] if lstm else (given[1],)
        state = torch.cat([part.reshape(-1) for part in after])
        states.append(state)
    return states


def _reach(states: list[Tensor]) -> Tensor:
    """Largest singular value of d(last state)/d(state k steps before), k = 0 .. T-1."""
    last = states[-1]
    rows = [torch.autograd.grad(last[i], states, retain_graph=True, allow_unused=True) for i in range(len(last))]
    reach = []
    for place in range(len(states) - 1, -1, -1):
        jacobian = torch.stack([torch.zeros_like(last) if row[place] is None else row[place] for row in rows])
        reach.append(torch.linalg.matrix_norm(jacobian, ord=2))
    return torch.stack(reach)
