"""Named outputs: the answer, and auxiliary losses with their weights."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from lamina.core.batch import Batch
from lamina.core.outputs import losses_of, main_output


class Plain(NamedTuple):
    hidden: Tensor
    logits: Tensor


class Auxiliary(NamedTuple):
    logits: Tensor
    aux: Tensor

    loss_weights = (1.0, 0.3)


class Sum:
    """A task whose loss is the sum of the squared errors."""

    name, divides = "sum", True

    def loss(self, output: Tensor, batch: Batch) -> tuple[Tensor, float]:
        return F.mse_loss(output, batch.target, reduction="sum"), float(len(output))

    def tally(self, output: Tensor, batch: Batch) -> Tensor:
        return output.sum().view(1)

    def metrics(self, tally: Tensor) -> dict[str, float]:
        return {}


A, B = torch.tensor([[1.0], [3.0]]), torch.tensor([[2.0], [2.0]])
BATCH = Batch({}, torch.zeros(2, 1), None, torch.arange(2))


def test_the_answer_is_the_tensor_the_field_logits_or_the_first() -> None:
    assert main_output(A) is A
    assert main_output(Plain(B, A)) is A
    assert main_output((A, B)) is A


def test_a_tensors_loss_is_learned_and_told() -> None:
    losses = losses_of(Sum(), A, BATCH)
    assert losses.learned is losses.told and losses.told.item() == 10.0 and losses.weight == 2.0


def test_auxiliary_losses_are_learned_with_their_weights_and_not_told() -> None:
    losses = losses_of(Sum(), Auxiliary(A, B), BATCH)
    assert losses.told.item() == 10.0 and losses.weight == 2.0
    torch.testing.assert_close(losses.learned, torch.tensor(10.0 + 0.3 * 8.0))


def test_without_weights_only_the_answer_is_learned() -> None:
    assert losses_of(Sum(), Plain(B, A), BATCH).learned.item() == 10.0
    assert losses_of(Sum(), (A, B), BATCH).learned.item() == 10.0
