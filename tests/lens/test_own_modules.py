"""Modules as users write them: every view gives what it gives for the plainly written network, or says why not.

In-place and shared activations, outputs in dictionaries, lists and objects, control flow that depends on data, hooks of
their own, forwards that write on the module or on their input, computed weights, things that cannot be copied.
"""

import dataclasses
import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError
from lamina.lens.attention import attention_maps
from lamina.lens.attribution import grad_cam, gradient, integrated_gradients, occlusion
from lamina.lens.backprop import backpropagate
from lamina.lens.deconvnet import project, strongest
from lamina.lens.features import feature_maps, first_filters
from lamina.lens.fields import field_of
from lamina.lens.flow import flow_of
from lamina.lens.gates import gates_over_time
from lamina.lens.invariance import movement
from lamina.lens.layer_windows import windows_of
from lamina.lens.network_through_time import network_through_time
from lamina.lens.sanity import checked
from lamina.lens.stages import map_stages
from lamina.lens.token_attribution import token_gradients
from lamina.lens.work import macs_of

Look = Callable[[nn.Module, Tensor], Any]


def _cost(output: Tensor) -> Tensor:
    return output.square().sum()


VIEWS: dict[str, Look] = {
    "feature_maps": lambda network, x: feature_maps(network, (x,)),
    "macs": lambda network, x: macs_of(network, (x,)),
    "gradient": lambda network, x: gradient(network, (x,)),
    "integrated": lambda network, x: integrated_gradients(network, (x,), steps=3),
    "checked": lambda network, x: checked(lambda one: gradient(one, (x,)), network),
    "grad_cam": lambda network, x: grad_cam(network, (x,)),
    "grad_cam of a convolution": lambda network, x: grad_cam(network, (x,), layer="conv1"),
    "occlusion": lambda network, x: occlusion(network, (x,), window=5),
    "filters": lambda network, x: first_filters(network),
    "stages": lambda network, x: map_stages(network, (x,)),
    "movement": lambda network, x: movement(network, x, "turn", (0.0, 10.0)),
    "field": lambda network, x: field_of(network, x, "conv2"),
    "deconvnet": lambda network, x: project(network, x, "conv2", 1),
    "strongest": lambda network, x: strongest(network, [x], "conv2", [0, 1]),
    "windows": lambda network, x: windows_of(network, (x,), _cost),
}
OTHERS: dict[str, Look] = {  # which have no meaning here, or show how the forward is written
    "flow": lambda network, x: flow_of(network, (x,)),
    "backprop": lambda network, x: backpropagate(network, x, torch.tensor([0])),
    "attention": lambda network, x: attention_maps(network, (x,)),
    "gates": lambda network, x: gates_over_time(network, (x,)),
    "time": lambda network, x: network_through_time(network, (x,), _cost),
    "tokens": lambda network, x: token_gradients(network, (x,)),
}


class Plain(nn.Module):
    """Its activation stands at two places."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.conv1, self.conv2, self.relu = nn.Conv2d(1, 3, 3), nn.Conv2d(3, 4, 3), nn.ReLU(inplace)
        self.pool, self.dense = nn.MaxPool2d(2), nn.Linear(16, 3)

    def forward(self, x: Tensor) -> Any:
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        return self.dense(x.flatten(1))


class InPlace(Plain):
    def __init__(self) -> None:
        super().__init__(inplace=True)


class Dictionary(Plain):
    def forward(self, x: Tensor) -> Any:
        return {"count": 3, "loss": torch.zeros(()), "auxiliary": torch.zeros(1, 7), "logits": super().forward(x)}


class OneOfAList(Plain):
    def forward(self, x: Tensor) -> Any:
        return [None, super().forward(x)]


@dataclasses.dataclass
class Answer:
    scores: Tensor


class Object(Plain):
    def forward(self, x: Tensor) -> Any:
        return Answer(super().forward(x))


class Steered(Plain):
    def forward(self, x: Tensor) -> Any:
        if x.mean().item() > 100:
            return self.dense(torch.zeros(len(x), 16))
        for _ in range(1 + int(x.std() > 0.01)):
            x = x + 0.0
        return super().forward(x)


class Writes(Plain):
    """On itself, in every forward."""

    mean: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(()))
        self.calls, self.kept = 0, []

    def forward(self, x: Tensor) -> Any:
        self.mean, self.calls = 0.9 * self.mean + x.detach().mean(), self.calls + 1
        self.kept.append(x)
        self.last = x
        random.random()
        return super().forward(x)


class Hooked(Plain):
    """Hooks that change nothing, of each kind, and one that computes the values anew."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1.register_forward_hook(lambda module, given, output: output * 1.0)
        self.conv2.register_forward_pre_hook(lambda module, given: (given[0] * 1.0,))
        self.pool.register_forward_hook(lambda module, given, options, output: None, with_kwargs=True)
        self.dense.register_full_backward_hook(lambda module, given, output: None)


class Computed(Plain):
    """Weights that are computed for each forward."""

    def __init__(self) -> None:
        super().__init__()
        nn.utils.parametrizations.weight_norm(self.conv1)
        nn.utils.parametrizations.weight_norm(self.dense)


class Locked(Plain):
    """It cannot be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()


class OnItsInput(Plain):
    def forward(self, x: Tensor) -> Any:
        x *= 1.0
        x.abs_()
        return super().forward(x.clone())


class OnACopy(Plain):
    def forward(self, x: Tensor) -> Any:
        return super().forward((x * 1.0).abs())


class Frozen(Plain):
    def forward(self, x: Tensor) -> Any:
        with torch.no_grad():
            return super().forward(x)


class Functions(Plain):
    """Only convolutions and the dense layer are modules; the activations work in place."""

    def forward(self, x: Tensor) -> Any:
        x = F.max_pool2d(F.relu(self.conv1(x), inplace=True), 2)
        return self.dense(F.max_pool2d(self.conv2(x).relu_(), (2, 2), stride=2).flatten(1))


SAME = (InPlace, Dictionary, OneOfAList, Object, Steered, Writes, Hooked, Computed, Locked)
ODD = (*SAME, OnItsInput, OnACopy, Functions, Frozen)


def _made(kind: type[Plain]) -> Plain:
    torch.manual_seed(0)
    return kind().train()


def _image() -> Tensor:
    return torch.randn(1, 1, 14, 14, generator=torch.Generator().manual_seed(1))


def _numbers(record: Any) -> Any:
    """A record with its tensors, in plain containers."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {one.name: _numbers(getattr(record, one.name)) for one in dataclasses.fields(record)}
    if isinstance(record, dict):
        return {key: _numbers(value) for key, value in record.items()}
    return [_numbers(one) for one in record] if isinstance(record, list | tuple) else record


def _close(one: Any, other: Any) -> None:
    if isinstance(one, Tensor):
        torch.testing.assert_close(one.double(), other.double(), atol=1e-6, rtol=1e-4)
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key, value in one.items():
            _close(value, other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for value, theirs in zip(one, other, strict=True):
            _close(value, theirs)
    else:
        assert one == pytest.approx(other, abs=1e-6, rel=1e-4) if isinstance(one, float) else one == other


def _cases() -> list[Any]:
    """Of computed weights other random ones are drawn, and without a copy none."""
    return [
        pytest.param(kind, view, id=f"{kind.__name__}-{view}")
        for kind in SAME for view in VIEWS if view != "checked" or kind not in (Computed, Locked)
    ] + [
        pytest.param(Functions, view, id=f"Functions-{view}")
        for view in ("macs", "gradient", "integrated", "occlusion", "filters", "deconvnet", "strongest", "field")
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "view"), _cases())
def test_the_way_it_is_written_changes_no_view(kind: type[Plain], view: str) -> None:
    x = _image()
    _close(_numbers(VIEWS[view](_made(kind), x.clone())), _numbers(VIEWS[view](_made(Plain), x)))


@pytest.mark.parametrize("view", [*VIEWS, *OTHERS])
@pytest.mark.parametrize("kind", ODD, ids=lambda kind: kind.__name__)
def test_a_record_or_a_sentence_and_nothing_is_changed(kind: type[Plain], view: str) -> None:
    network, x = _made(kind), _image()
    before, held = x.clone(), {name: dict(vars(one)) for name, one in network.named_modules()}
    hooks = {name: len(one._forward_hooks) + len(one._forward_pre_hooks) for name, one in network.named_modules()}
    buffers, weights = dict(network.named_buffers()), [value.clone() for value in network.parameters()]
    states = random.getstate(), torch.get_rng_state()
    try:
        {**VIEWS, **OTHERS}[view](network, x)
    except InputError as error:
        assert error.code.startswith("lens.") and str(error)
    assert torch.equal(x, before) and network.training
    for name, one in network.named_modules():
        now = vars(one)
        assert now.keys() == held[name].keys() and all(now[key] is value for key, value in held[name].items()), name
        assert hooks[name] == len(one._forward_hooks) + len(one._forward_pre_hooks)
    assert not getattr(network, "kept", ()) and all(buffers[name] is one for name, one in network.named_buffers())
    assert all(torch.equal(one, other) for one, other in zip(network.parameters(), weights, strict=True))
    assert random.getstate() == states[0] and torch.equal(torch.get_rng_state(), states[1])


@pytest.mark.parametrize("view", ["gradient", "integrated", "grad_cam", "occlusion", "stages", "movement"])
def test_what_writes_on_its_input_is_explained_as_what_does_not(view: str) -> None:
    _close(_numbers(VIEWS[view](_made(OnItsInput), _image())), _numbers(VIEWS[view](_made(OnACopy), _image())))
