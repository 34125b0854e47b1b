"""A copy without numbers: same structure and sharing; the module itself is only read."""

import threading

import pytest
import torch
from torch import Tensor, nn

from lamina.lens.meta_copy import meta_copy


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(3, 3)
        self.second = nn.Linear(3, 3)
        self.second.weight = self.first.weight
        self.scale = torch.ones(3) * torch.ones(3, requires_grad=True)  # not a leaf: deepcopy alone would refuse it


def test_shapes_types_and_sharing_are_kept_and_nothing_is_allocated() -> None:
    module = Tied().double()
    module.first.bias.requires_grad_(False)
    copied = meta_copy(module)
    assert all(item.is_meta for item in copied.parameters())
    assert copied.second.weight is copied.first.weight
    assert copied.first.weight.dtype == torch.float64 and not copied.first.bias.requires_grad
    assert copied.scale.is_meta and not module.scale.is_meta


def test_hooks_of_the_user_are_left_out_those_of_torch_stay() -> None:
    seen: list[Tensor] = []
    module = nn.Sequential(nn.Linear(2, 2), nn.LazyLinear(3))
    module[0].register_forward_hook(lambda layer, given, output: seen.append(output))
    copied = meta_copy(module)
    copied(torch.empty(1, 2, device="meta"))
    assert not seen and len(module[0]._forward_hooks) == 1
    assert tuple(copied[1].weight.shape) == (3, 2)


def test_what_cannot_be_copied_stays_shared() -> None:
    module = Tied()
    module.lock = threading.Lock()
    copied = meta_copy(module)
    assert copied.lock is module.lock and copied.first.weight.is_meta and copied.second.weight is copied.first.weight
    assert not module.first.weight.is_meta and copied.first is not module.first
    copied.first.register_forward_hook(lambda *_: None).remove()
    assert not module.first._forward_hooks


@pytest.mark.parametrize("norm", [nn.utils.parametrizations.weight_norm, nn.utils.parametrizations.spectral_norm])
def test_parametrized_weights(norm: object) -> None:
    module = norm(nn.Linear(4, 4))  # type: ignore[operator]
    assert tuple(meta_copy(module)(torch.empty(2, 4, device="meta")).shape) == (2, 4)
