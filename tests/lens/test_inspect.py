"""The analysis as a whole: published numbers, torch's counter, any module, nothing touched."""

import copy

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from lamina.core.errors import InputError
from lamina.lens.inspect import inspect_module

FLOAT = torch.float32


class AlexNet(nn.Module):
    """Written by hand, with functions where one can: two groups in conv 2, 4, 5."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 96, 11, 4)
        self.conv2 = nn.Conv2d(96, 256, 5, padding=2, groups=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1, groups=2)
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1, groups=2)
        self.fc6, self.fc7, self.fc8 = nn.Linear(9216, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.local_response_norm(F.relu(self.conv1(x)), 5), 3, 2)
        x = F.max_pool2d(F.local_response_norm(F.relu(self.conv2(x)), 5), 3, 2)
        x = F.relu(self.conv5(F.relu(self.conv4(F.relu(self.conv3(x))))))
        x = F.max_pool2d(x, 3, 2).flatten(1)
        return self.fc8(F.relu(self.fc7(F.relu(self.fc6(x)))))


def vgg16() -> nn.Module:
    layers: list[nn.Module] = []
    channels = 3
    for width in (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0):
        layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()] if width else [nn.MaxPool2d(2)]
        channels = width or channels
    dense = (nn.Flatten(), nn.Linear(25088, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000))
    return nn.Sequential(*layers, *dense)


@pytest.mark.parametrize(
    ("make", "side", "parameters", "macs"),
    [(AlexNet, 227, 60_965_224, 724_406_816), (vgg16, 224, 138_357_544, 15_470_264_320)],
)
def test_written_by_hand(make: object, side: int, parameters: int, macs: int) -> None:
    with torch.device("meta"):
        network = make()  # type: ignore[operator]
    found = inspect_module(network, [((3, side, side), FLOAT)])
    assert (found.num_parameters, found.macs, found.flops) == (parameters, macs, 2 * macs)
    assert sum(row.macs for row in found.rows) == macs and found.output_shape == (1000,)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(torch.empty(1, 3, side, side, device="meta"))
    assert counter.get_total_flops() == found.flops


def test_bottleneck_example_of_the_notes() -> None:
    direct = nn.Conv2d(192, 32, 5, padding=2)
    reduced = nn.Sequential(nn.Conv2d(192, 16, 1), nn.Conv2d(16, 32, 5, padding=2))
    for network, macs in ((direct, 120_422_400), (reduced, 12_443_648)):
        found = inspect_module(network, [((192, 28, 28), FLOAT)])
        assert found.macs == macs and found.output_shape == (32, 28, 28)


def test_the_module_is_the_same_before_and_after_also_when_it_fails() -> None:
    class Remembers(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm, self.dense, self.last = nn.BatchNorm1d(4), nn.Linear(4, 2), None

        def forward(self, x: Tensor) -> Tensor:
            self.last = x
            return self.dense(self.norm(x))

    network = Remembers()
    network.norm.eval()
    network.dense.register_forward_hook(lambda *_: None)
    state, modes = copy.deepcopy(network.state_dict()), [part.training for part in network.modules()]
    generator = torch.get_rng_state()
    inspect_module(network, [((4,), FLOAT)])
    with pytest.raises(InputError, match="norm"):
        inspect_module(network, [((5,), FLOAT)])
    assert all(torch.equal(value, state[key]) for key, value in network.state_dict().items())
    assert [part.training for part in network.modules()] == modes and network.last is None
    assert len(network.dense._forward_hooks) == 1 and not network.norm._forward_hooks
    assert torch.equal(generator, torch.get_rng_state())


def test_a_refusal_names_the_layer_and_the_shape() -> None:
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(99, 3))
    with pytest.raises(InputError) as caught:
        inspect_module(network, [((1, 6, 6), FLOAT)])
    assert caught.value.code == "inspect.layer_refused" and caught.value.parameters["shape"] == "32"
    assert caught.value.parameters["layer"] == "2" and caught.value.parameters["type"] == "Linear"
    assert "\n" not in str(caught.value)


def test_a_decision_by_values_is_refused() -> None:
    class Decides(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x if x.sum() > 0 else -x

    with pytest.raises(InputError) as caught:
        inspect_module(Decides(), [((3,), FLOAT)])
    assert caught.value.code == "inspect.needs_numbers"


def test_softmax_row_and_outputs_that_are_tuples() -> None:
    found = inspect_module(nn.Linear(4, 3), [((4,), FLOAT)], softmax=True)
    assert found.rows[-1].type == "Softmax" and found.rows[-1].output_shape == (3,)
    assert inspect_module(nn.LSTM(3, 2, batch_first=True), [((5, 3), FLOAT)]).output_shape == (5, 2)


def test_half_precision_lazy_and_compiled_modules() -> None:
    half = inspect_module(nn.Linear(4, 4).bfloat16(), [((4,), torch.bfloat16)])
    assert half.inference.parameters == 40
    lazy = nn.Sequential(nn.LazyConv2d(4, 3), nn.Flatten(), nn.LazyLinear(3))
    assert inspect_module(lazy, [((3, 8, 8), FLOAT)]).num_parameters == 112 + 435
    assert nn.parameter.is_lazy(lazy[0].weight)


def test_nothing_is_computed_or_allocated_for_a_network_on_the_meta_device() -> None:
    with torch.device("meta"):
        network = vgg16()
    found = inspect_module(network, [((3, 224, 224), FLOAT)])
    assert found.num_parameters == 138_357_544
    assert all(parameter.is_meta for parameter in network.parameters())
