"""Back-propagation step by step (Rumelhart, Hinton & Williams 1986), by its equations, each number held to autograd's.

    delta^L = dC/da^L * sigma'(z^L)                     of softmax with cross entropy: y_hat - y, by the Jacobian
    delta^l = (W^{l+1}' delta^{l+1}) * sigma'(z^l)
    dC/dW^l = delta^l a^{l-1}'        dC/db^l = delta^l        W <- W - eta dC/dW

Costs, y_hat the answer, y the target, k the examples, n their number:

    squared-error-sum   sum_k |y_k - y_hat_k|^2            squared-error-mean   1/n sum_k |y_k - y_hat_k|^2
    squared-error-half  1/(2n) sum_k |y_k - y_hat_k|^2     cross-entropy        sum_k -log softmax(z^L)_{k, y_k}

Any network that is a row of dense layers with activations between them; what it is made of is found by running it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.backpropagation import Backpropagation, DenseLayer
from lamina.core.errors import InputError, nearest
from lamina.core.observing import Seen, observing
from lamina.lens.copy_of import copy_of
from lamina.lens.parts import layers_in
from lamina.lens.undisturbed import undisturbed

LOSSES = ("cross-entropy", "squared-error-sum", "squared-error-mean", "squared-error-half")
WIDEST = 256  # units of a layer: the Jacobian of its activation has the square
_NOTHING = (nn.Identity, nn.Dropout, nn.Flatten)  # change nothing when nobody trains


@dataclass(frozen=True)
class _Found:
    """A dense layer, and the activations behind it."""

    name: str
    dense: nn.Linear
    activations: tuple[nn.Module, ...]
    before: Tensor

    def activate(self, z: Tensor) -> Tensor:
        for one in self.activations:
            z = one(z)
        return z


def backpropagate(
    network: nn.Module, x: Tensor, target: Tensor, *, loss: str = "cross-entropy", learning_rate: float = 0.1
) -> Backpropagation:
    """Forward, backward and one update of a network of dense layers, on a copy in float64; the network stays as it is.

    x: (B, ...) a few examples; target: (B,) classes for cross-entropy, else (B, n_L) numbers.
    InputError: the network is no row of dense layers (which layer is not), is too wide to show, the loss is unknown or the
    target does not fit.
    """
    if loss not in LOSSES:
        raise InputError("lens.unknown_loss", loss=loss, nearest=nearest(loss, LOSSES), names=", ".join(LOSSES))
    twin = copy_of(network).double().cpu()
    x, target = x.detach().double().cpu(), target.cpu()
    with undisturbed(twin):
        found = dense_row(twin, x)
        _check(target, found[-1].dense.out_features, len(x), loss)
        layers = _backward(found, target, loss, learning_rate)
        answer = _answer(layers[-1], loss)
        cost = cost_of(layers[-1].a, target, loss)
        difference = _against_autograd(twin, x, target, loss, found, layers)
        _update(found, layers)
        after = cost_of(twin(x).detach(), target, loss)
    return Backpropagation(layers, loss, target, answer, float(cost), float(after), learning_rate, difference)


def _check(target: Tensor, outputs: int, rows: int, loss: str) -> None:
    """Refuse a target that does not fit the answers (rows, outputs)."""
    if loss == "cross-entropy":
        whole = not target.is_floating_point() and target.shape == (rows,)
        fits = whole and int(target.min()) >= 0 and int(target.max()) < outputs
    else:
        fits = target.numel() == rows * outputs
    if not fits:
        raise InputError(
            "lens.wrong_target", loss=loss, shape=str(tuple(target.shape)), rows=rows, outputs=outputs, last=outputs - 1
        )


def dense_row(network: nn.Module, x: Tensor) -> list[_Found]:
    """The dense layers in the order in which they run, each with its activations; refused where it is anything else."""
    with torch.no_grad(), observing(network, as_given=True) as seen:
        output = network(x.clone())
    modules = layers_in(network)
    leaves = [name for name in seen.order if name in modules]
    found: list[_Found] = []
    value = x
    for name in leaves:
        module = modules[name]
        arrived = _single(seen, name)
        if not torch.equal(arrived.flatten(1), value.flatten(1)):
            raise InputError("lens.not_a_row", layer=name)
        value = seen.outputs[name][0]
        if isinstance(module, nn.Linear):
            if module.out_features > WIDEST:
                raise InputError("lens.too_wide", layer=name, units=module.out_features, most=WIDEST)
            found.append(_Found(name, module, (), arrived))
        elif any(True for _ in module.parameters()) or not found:
            if not isinstance(module, _NOTHING):
                raise InputError("lens.not_dense", layer=name, type=type(module).__name__)
        elif not isinstance(module, _NOTHING):
            found[-1] = _Found(found[-1].name, found[-1].dense, (*found[-1].activations, module), found[-1].before)
    if not found or not isinstance(output, Tensor) or not torch.equal(output.flatten(1), value.flatten(1)):
        raise InputError("lens.not_a_row", layer=leaves[-1] if leaves else type(network).__name__)
    return found


def _single(seen: Seen, name: str) -> Tensor:
    """The input of a module that ran once, on one tensor."""
    given = seen.inputs[name]
    if len(given) != 1 or len(given[0]) != 1 or not isinstance(given[0][0], Tensor):
        raise InputError("lens.not_a_row", layer=name)
    return given[0][0]


def _backward(found: Sequence[_Found], target: Tensor, loss: str, learning_rate: float) -> tuple[DenseLayer, ...]:
    """The layers' records, worked out from the last to the first."""
    layers: list[DenseLayer] = []
    for number in range(len(found), 0, -1):
        one = found[number - 1]
        weight = one.dense.weight.detach()
        bias = torch.zeros(len(weight), dtype=torch.float64) if one.dense.bias is None else one.dense.bias.detach()
        z = one.before @ weight.T + bias
        a = one.activate(z).detach()
        slope = _slope(one, z)
        if not layers:
            back, delta = _last(a, slope, target, loss)
        else:
            back = layers[-1].delta @ layers[-1].weight
            delta = _through(slope, back)
        weight_gradient, bias_gradient = delta.T @ one.before, delta.sum(dim=0)
        layers.append(DenseLayer(
            number, one.name, " + ".join(type(each).__name__ for each in one.activations), weight.clone(), bias.clone(),
            one.dense.bias is not None, one.before, z, a, slope, back, delta, weight_gradient, bias_gradient,
            weight - learning_rate * weight_gradient, bias - learning_rate * bias_gradient,
        ))  # fmt: skip
    return tuple(reversed(layers))


def _slope(one: _Found, z: Tensor) -> Tensor:
    """sigma'(z) (B, n), or the Jacobian (B, n, n) of an activation that mixes its inputs."""
    jacobians = torch.stack([
        torch.autograd.functional.jacobian(lambda row: one.activate(row[None])[0], row) for row in z
    ])  # fmt: skip
    diagonal = jacobians.diagonal(dim1=1, dim2=2)
    return diagonal.clone() if torch.equal(torch.diag_embed(diagonal), jacobians) else jacobians


def _through(slope: Tensor, back: Tensor) -> Tensor:
    """dC/dz from dC/da: slope * back, or J' back."""
    return slope * back if slope.dim() == 2 else torch.einsum("bij,bi->bj", slope, back)


def _last(a: Tensor, slope: Tensor, target: Tensor, loss: str) -> tuple[Tensor, Tensor]:
    """(dC/da^L, delta^L) of the last layer."""
    if loss == "cross-entropy":
        answer = a.softmax(dim=1)
        jacobian = torch.diag_embed(answer) - answer.unsqueeze(2) * answer.unsqueeze(1)
        truth = F.one_hot(target, a.shape[1]).double()
        back = torch.einsum("bij,bi->bj", jacobian, -truth / answer)  # = answer - truth
        return back, _through(slope, back)
    back = squared_share(loss, len(a)) * (a - target.double().reshape(a.shape))
    return back, _through(slope, back)


def squared_share(loss: str, examples: int) -> float:
    """What stands before (a - y) in the derivative of a squared error over so many examples."""
    return {"squared-error-sum": 2.0, "squared-error-mean": 2.0 / examples, "squared-error-half": 1.0 / examples}[loss]


def _answer(last: DenseLayer, loss: str) -> Tensor:
    return last.a.softmax(dim=1) if loss == "cross-entropy" else last.a


def cost_of(a: Tensor, target: Tensor, loss: str) -> Tensor:
    """The cost of a network's output (B, n) for a target, by one of LOSSES: a number, summed over the examples."""
    if loss == "cross-entropy":
        return F.cross_entropy(a, target, reduction="sum")
    squares = (a - target.double().reshape(a.shape)).square().sum()
    return (
        squares * {"squared-error-sum": 1.0, "squared-error-mean": 1 / len(a), "squared-error-half": 0.5 / len(a)}[loss]
    )


def _against_autograd(
    twin: nn.Module, x: Tensor, target: Tensor, loss: str, found: Sequence[_Found], layers: Sequence[DenseLayer]
) -> float:
    """Largest distance between the gradients of the equations and those of autograd."""
    dense = [one.dense for one in found]
    parameters = [value for one in dense for value in (one.weight, one.bias) if value is not None]
    for value in parameters:
        value.requires_grad_(True)
    expected = torch.autograd.grad(cost_of(twin(x), target, loss), parameters)
    ours = [
        value for one in layers for value in (one.weight_gradient, one.bias_gradient if one.has_bias else None)
        if value is not None
    ]  # fmt: skip
    return max(float((a - b).abs().max()) for a, b in zip(ours, expected, strict=True))


@torch.no_grad()
def _update(found: Sequence[_Found], layers: Sequence[DenseLayer]) -> None:
    for one, layer in zip(found, layers, strict=True):
        one.dense.weight.copy_(layer.new_weight)
        if one.dense.bias is not None:
            one.dense.bias.copy_(layer.new_bias)
