"""What a network should have answered for a row that is looked at, and the cost of what it did: for back-propagation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lamina.lens.backprop import cost_of
from lamina.lens.undisturbed import undisturbed
from lamina.verbs.views.looked import Looked
from lamina.verbs.views.row_steps import token_name


@dataclass(frozen=True)
class Aim:
    """loss: one of `lens.backprop.LOSSES`; target: (1,) a class, or (1, n) numbers in the network's own scale.

    known: the row's own target; else the network's answer stands for it (class), or the mean of training (0).
    """

    loss: str
    target: Tensor
    known: bool

    def cost(self, output: Tensor) -> Tensor:
        """The cost of an output (1, K); of more numbers than the target has that of the first ones."""
        wide = output if self.loss == "cross-entropy" else output[:, : self.target.shape[1]]
        return cost_of(wide, self.target.to(output.device), self.loss)


def aim_of(looked: Looked, place: int = 0) -> Aim:
    """The aim of one row; of a language its next token, of a forecast the first numbers."""
    spec, row = looked.model.spec, looked.rows[place]
    if not spec.numeric:
        names: Sequence[str] = spec.classes
        if spec.task == "language" and spec.text is not None:
            names = [token_name(token, spec.text) for token in spec.text.vocabulary]
        known = row.target in names
        return Aim("cross-entropy", torch.tensor([names.index(row.target) if known else row.index or 0]), known)
    told = _numbers(row.target)
    if not told:
        return Aim("squared-error-half", torch.zeros(1, spec.num_outputs), False)
    finish, values = looked.model.finish, torch.tensor(told, dtype=torch.float64)
    if hasattr(finish, "mean"):  # the network learned targets of mean 0 and deviation 1
        mean, scale = finish.mean.cpu().reshape(-1)[: len(told)], finish.scale.cpu().reshape(-1)[: len(told)]  # pyright: ignore
        values = (values - mean) / scale
    return Aim("squared-error-half", values[None], True)


def costliest(looked: Looked) -> int:
    """The place of the row whose answer costs most: back-propagation of a sure and right one shows numbers near 0."""
    costs = []
    for place in range(len(looked.rows)):
        inputs = tuple(one[place : place + 1].clone() for one in looked.inputs)
        with undisturbed(looked.model.network), torch.no_grad():
            output = looked.model.network(*inputs)
        costs.append(float(aim_of(looked, place).cost(output)) if isinstance(output, Tensor) else 0.0)
    return max(range(len(costs)), key=lambda place: costs[place] if math.isfinite(costs[place]) else -1.0)


def _numbers(text: str) -> list[float]:
    """The first numbers of a target as people read it ("1,051, 0.5 …"), up to one that is missing."""
    found = []
    for part in text.removesuffix(" …").split(", "):
        try:
            value = float(part.replace(",", ""))
        except ValueError:
            break
        if not math.isfinite(value):
            break
        found.append(value)
    return found
