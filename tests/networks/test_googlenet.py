"""GoogLeNet: auxiliary heads in training only, roundings, sizes."""

import pytest
import torch
from torch import nn

from lamina.blocks.norm import LocalResponseNorm
from lamina.core.errors import InputError
from lamina.networks.googlenet import GoogLeNetOutput, googlenet

X = torch.zeros(2, 1, 79, 79)


@pytest.fixture(scope="module")
def small() -> nn.Module:
    torch.manual_seed(0)
    return googlenet(1, 3, 79)


def test_heads_answer_in_training_and_do_not_run_at_prediction(small: nn.Module) -> None:
    ran: list[str] = []
    handles = [
        head.register_forward_hook(lambda *_, name=name: ran.append(name))
        for name, head in small.named_children() if name.startswith("aux")
    ]  # fmt: skip
    output = small.train()(X)
    assert isinstance(output, GoogLeNetOutput) and [part.shape for part in output] == [(2, 3)] * 3
    assert ran == ["aux1", "aux2"]
    assert small.eval()(X).shape == (2, 3) and ran == ["aux1", "aux2"]
    for handle in handles:
        handle.remove()


def test_without_heads_logits_are_the_only_output() -> None:
    assert googlenet(1, 3, 79, auxiliary=False).train()(X).shape == (2, 3)


def test_poolings_round_up_without_padding_and_branches_are_5x5(small: nn.Module) -> None:
    for name in ("pool1", "pool2", "pool3", "pool4"):
        pool = small.get_submodule(name)
        assert (pool.kernel_size, pool.stride, pool.padding, pool.ceil_mode) == (3, 2, 0, True)
    fives = [m for m in small.modules() if isinstance(m, nn.Conv2d) and m.kernel_size == (5, 5)]
    assert len(fives) == 9 and sum(isinstance(m, LocalResponseNorm) for m in small.modules()) == 2
    dropouts = [module.p for module in small.modules() if isinstance(module, nn.Dropout)]
    assert dropouts == [0.4, 0.7, 0.7]


@pytest.mark.parametrize(
    ("auxiliary", "size", "layer", "smallest"), [(True, 78, "aux1_pool", 79), (False, 30, "pool4", 31)]
)
def test_a_small_image_is_refused(auxiliary: bool, size: int, layer: str, smallest: int) -> None:
    with pytest.raises(InputError, match=f"The smallest size is {smallest}") as caught:
        googlenet(image_size=size, auxiliary=auxiliary)
    assert caught.value.parameters["layer"] == layer
    with torch.device("meta"):
        network = googlenet(image_size=smallest, auxiliary=auxiliary).train()
        network(torch.empty(2, 3, smallest, smallest))


def test_another_image_is_refused(small: nn.Module) -> None:
    with pytest.raises(InputError, match=r"googlenet was built for input of shape \(B, 1, 79, 79\)"):
        small(torch.zeros(1, 1, 80, 80))
