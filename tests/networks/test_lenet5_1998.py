"""LeNet-5 of 1998: table I, the initial weights, and logits that are minus the paper's penalties."""

import math

import pytest
import torch
from torch.nn import functional as F

from lamina.blocks.init import initialise
from lamina.core.errors import InputError
from lamina.networks.lenet5_1998 import C3_TABLE, lenet5_1998


def test_table_one() -> None:
    assert [len(row) for row in C3_TABLE] == [3] * 6 + [4] * 9 + [6]
    seen_by = [sum(channel in row for row in C3_TABLE) for channel in range(6)]
    assert seen_by == [10] * 6
    assert len(set(C3_TABLE)) == 16
    assert [tuple(sorted((channel + 1) % 6 for channel in row)) for row in C3_TABLE[:5]] == list(C3_TABLE[1:6])


@pytest.mark.parametrize(("stage", "fan_in"), [("c1", 25), ("c5", 400), ("f6", 120)])
def test_weights_start_uniform_within_the_papers_bound(stage: str, fan_in: int) -> None:
    network = initialise(lenet5_1998(), "auto", generator=torch.Generator().manual_seed(0))
    weight = getattr(network, stage)[0].weight
    bound = 2.4 / fan_in
    assert weight.abs().max().item() <= bound
    assert weight.var().item() == pytest.approx(bound**2 / 3, rel=0.15)


def test_logits_are_minus_the_penalties() -> None:
    network = lenet5_1998()
    x = torch.randn(3, 1, 32, 32)
    torch.testing.assert_close(network(x), -network.penalties(x))
    assert network.penalties(x).min() >= 0


def test_cross_entropy_of_the_logits_is_the_papers_criterion_without_its_constant() -> None:
    penalties = torch.tensor([[3.0, 5.0, 9.0]], dtype=torch.float64)
    target = torch.tensor([1])
    equation_9 = penalties[0, 1] + math.log(sum(math.exp(-y) for y in penalties[0].tolist()))  # e^-j left out
    torch.testing.assert_close(F.cross_entropy(-penalties, target), equation_9)


def test_other_classes_get_codes_and_other_sizes_a_refusal() -> None:
    assert lenet5_1998(3, 7)(torch.zeros(2, 3, 32, 32)).shape == (2, 7)
    with pytest.raises(InputError, match=r"layer f6 cannot take the \(120, 2, 2\).*only size is 32"):
        lenet5_1998(image_size=36)
    with pytest.raises(InputError, match="lenet5-1998 was built for"):
        lenet5_1998()(torch.zeros(1, 1, 28, 28))
