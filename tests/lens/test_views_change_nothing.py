"""The sweep of the views: whatever is looked at, in every network of the catalogue, stays as it was, bit by bit.

Weights, buffers, gradients, what asks for a gradient, training modes, hooks, the random state, and the answers: after
a view, after one that does not apply, and after one that broke half-way, in its first pass or in a later one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor, nn

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
from lamina.networks import catalog
from lamina.networks.catalog import CATALOG, Row

STEPS, VOCABULARY = 5, 12
SMALL = {
    "in_features": 3, "in_channels": 1, "num_classes": 3, "vocab_size": VOCABULARY, "source_vocab_size": VOCABULARY,
    "target_vocab_size": VOCABULARY, "embed_dim": 8, "hidden_dim": 8, "num_heads": 2, "num_layers": 2,
}  # fmt: skip
LARGE = {"resnet1202-cifar": "two hundred times the layers of resnet20-cifar, which is looked at"}
SLOW = ("resnet18",)  # resnet20-cifar has its parts
Inputs = tuple[Tensor, ...]
Look = Callable[[nn.Module, Inputs], Any]


def _cost(output: Tensor) -> Tensor:
    return output.square().sum()


def _first_maps(network: nn.Module) -> str:
    return next((name for name, one in network.named_modules() if isinstance(one, nn.Conv2d)), "none")


EVERY: dict[str, Look] = {
    "feature_maps": feature_maps,
    "flow": flow_of,
    "macs": macs_of,
    "attention": attention_maps,
}
OF_NUMBERS: dict[str, Look] = {
    "gradient": gradient,
    "integrated": lambda network, inputs: integrated_gradients(network, inputs, steps=2),
    "checked": lambda network, inputs: checked(lambda one: gradient(one, inputs), network),
}
OF_IMAGES: dict[str, Look] = {
    **OF_NUMBERS,
    "grad_cam": grad_cam,
    "occlusion": lambda network, inputs: occlusion(network, inputs, window=min(inputs[0].shape[2:], default=2) // 2),
    "filters": lambda network, inputs: first_filters(network),
    "stages": map_stages,
    "movement": lambda network, inputs: movement(network, inputs[0], "turn", (0.0, 10.0)),
    "field": lambda network, inputs: field_of(network, inputs[0], _first_maps(network), (0, 0)),
    "deconvnet": lambda network, inputs: project(network, inputs[0], _first_maps(network), 0),
    "strongest": lambda network, inputs: strongest(network, [inputs[0]], _first_maps(network), [0]),
    "windows": lambda network, inputs: windows_of(network, inputs, _cost),
    "backprop": lambda network, inputs: backpropagate(network, inputs[0], torch.tensor([0])),
}
OF_SEQUENCES: dict[str, Look] = {
    "gates": gates_over_time,
    "time": lambda network, inputs: network_through_time(network, inputs, _cost),
}
OF_TOKENS: dict[str, Look] = {
    **OF_SEQUENCES,
    "tokens": lambda network, inputs: token_gradients(network, inputs, 0, steps=2),
}


def _cases() -> Iterator[Any]:
    for row in CATALOG:
        for text in (False, True) if row.text_builder else ("text" in row.kinds,):
            marks = [pytest.mark.heavy] if row.heavy or row.name in SLOW else []
            if row.name in LARGE:
                marks = [pytest.mark.skip(reason=LARGE[row.name])]
            yield pytest.param(row, text, id=f"{row.name}-text" if text and row.text_builder else row.name, marks=marks)


CASES = list(_cases())


def _built(row: Row, text: bool) -> nn.Module:
    torch.manual_seed(0)
    known = catalog.arguments(row.name, text=text)
    small = (
        SMALL
        if "image_size" not in known and row.image is None
        else {key: SMALL[key] for key in ("in_channels", "num_classes")}
    )
    return catalog.build(row.name, **{key: value for key, value in {**small, **row.smoke}.items() if key in known})


def _inputs(row: Row, text: bool) -> Inputs:
    generator = torch.Generator().manual_seed(1)
    tokens = torch.randint(4, VOCABULARY, (1, STEPS), generator=generator)
    if "pairs" in row.kinds:
        return tokens, torch.tensor([STEPS]), tokens[:, :3].clone()
    if text:
        return tokens, torch.tensor([STEPS])
    if "series" in row.kinds:
        return (torch.randn(1, STEPS, 3, generator=generator),)
    if row.name == "mlp":
        return (torch.randn(1, 3, generator=generator),)
    side = row.smoke.get("image_size", row.image[1] if row.image else 32)
    return (torch.randn(1, 1, side, side, generator=generator),)


def _views(row: Row, text: bool) -> dict[str, Look]:
    if row.text_builder and text:
        return {**EVERY, **OF_TOKENS, "time": lambda network, inputs: network_through_time(network, inputs[:1], _cost)}
    if text or "pairs" in row.kinds:
        return {**EVERY, **OF_TOKENS}
    if "series" in row.kinds:
        return {**EVERY, **OF_NUMBERS, **OF_SEQUENCES}
    return {**EVERY, **OF_IMAGES}


class Planted(RuntimeError):
    """What breaks a view half-way."""


def _last_to_run(network: nn.Module, inputs: Inputs) -> nn.Module:
    order: list[nn.Module] = []
    leaves = [one for one in network.modules() if not any(one.children())]
    handles = [one.register_forward_hook(lambda module, *_: order.append(module)) for one in leaves]
    _answers(network, inputs)
    for handle in handles:
        handle.remove()
    return order[-1]


@contextmanager
def _breaking(network: nn.Module, inputs: Inputs, passes: int) -> Iterator[list[int]]:
    """The last module that runs breaks in the pass that is named, counted from 1, also of copies of the network."""
    calls: list[int] = []

    def broken(*_: Any) -> None:
        calls.append(1)
        if len(calls) == passes:
            raise Planted

    handle = _last_to_run(network, inputs).register_forward_hook(broken)
    try:
        yield calls
    finally:
        handle.remove()


def _state(network: nn.Module) -> dict[str, Any]:
    """All of a network that a view could change."""
    return {
        "weights": {name: value.detach().clone() for name, value in network.state_dict().items()},
        "gradients": {
            name: None if value.grad is None else value.grad.clone() for name, value in network.named_parameters()
        },
        "asks": {name: value.requires_grad for name, value in network.named_parameters()},
        "modes": {name: one.training for name, one in network.named_modules()},
        "hooks": {
            name: (len(one._forward_hooks), len(one._forward_pre_hooks), len(one._backward_hooks))
            for name, one in network.named_modules()
        },
        "own": {name: sorted(vars(one)) for name, one in network.named_modules()},
        "random": {"state": torch.get_rng_state()},
        "grad": {"on": torch.is_grad_enabled()},
    }  # fmt: skip


def _same(before: dict[str, Any], after: dict[str, Any], view: str) -> None:
    for kind, values in before.items():
        assert values.keys() == after[kind].keys(), (view, kind)
        for name, value in values.items():
            now = after[kind][name]
            equal = torch.equal(value, now) if isinstance(value, Tensor) and isinstance(now, Tensor) else value == now
            assert equal, (view, kind, name)


def _answers(network: nn.Module, inputs: Inputs) -> list[Tensor]:
    """The network's answers in evaluation mode, every tensor of them."""
    modes = [(one, one.training) for one in network.modules()]
    network.eval()
    with torch.no_grad():
        output = network(*inputs)
    for one, mode in modes:
        one.training = mode
    return [each for each in (output if isinstance(output, tuple) else (output,)) if isinstance(each, Tensor)]


def _disturbed(network: nn.Module) -> None:
    """As in the middle of a training: mixed modes, gradients, frozen weights, a hook of the user's own."""
    network.train()
    for place, one in enumerate(network.modules()):
        one.training = place % 3 != 1
    for place, value in enumerate(network.parameters()):
        value.grad = torch.full_like(value, 0.5) if place % 2 else None
        value.requires_grad_(place % 4 != 2)
    next(network.children(), network).register_forward_hook(lambda *_: None)


@pytest.mark.parametrize(("row", "text"), CASES)
def test_nothing_is_changed(row: Row, text: bool) -> None:
    network, inputs = _built(row, text), _inputs(row, text)
    _disturbed(network)
    answers, before = _answers(network, inputs), _state(network)
    applied = 0
    for name, view in _views(row, text).items():
        try:
            view(network, inputs)
            applied += 1
        except InputError:
            pass  # it has no meaning here, and says so
        _same(before, _state(network), name)
    assert applied >= 3
    for one, other in zip(answers, _answers(network, inputs), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize(("row", "text"), CASES)
def test_nothing_is_changed_when_a_view_breaks_half_way(row: Row, text: bool, passes: int) -> None:
    network, inputs = _built(row, text), _inputs(row, text)
    _disturbed(network)
    answers, before, broke = _answers(network, inputs), _state(network), []
    for name, view in _views(row, text).items():
        with _breaking(network, inputs, passes) as calls:
            try:
                view(network, inputs)
            except Planted:
                broke.append(name)
            except InputError:
                pass
            assert len(calls) < passes or name in broke, name
        _same(before, _state(network), name)
    assert "feature_maps" in broke if passes == 1 else broke
    for one, other in zip(answers, _answers(network, inputs), strict=True):
        assert torch.equal(one, other)


def _leaves_a_hook(network: nn.Module) -> None:
    next(network.modules()).register_forward_pre_hook(lambda *_: None)


def _moves_a_buffer(network: nn.Module) -> None:
    with torch.no_grad():
        network(torch.randn(2, 1, 4, 4, generator=torch.Generator().manual_seed(0)))


@pytest.mark.parametrize(
    ("look", "kind"),
    [
        (_leaves_a_hook, "hooks"), (_moves_a_buffer, "weights"), (lambda _: torch.rand(1), "random"),
        (lambda network: network.eval(), "modes"), (lambda network: network.requires_grad_(False), "asks"),
        (lambda network: network.zero_grad(), "gradients"), (lambda network: setattr(network, "seen", 1), "own"),
    ],
)  # fmt: skip
def test_the_sweep_sees_what_is_changed(look: Callable[[nn.Module], Any], kind: str) -> None:
    network = nn.Sequential(nn.BatchNorm2d(1), nn.Dropout()).train()
    for value in network.parameters():
        value.grad = torch.ones_like(value)
    before = _state(network)
    look(network)
    with pytest.raises(AssertionError, match=kind):
        _same(before, _state(network), "view")
