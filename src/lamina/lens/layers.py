"""From what was written down in a trace to a row per layer.

A layer is a module of torch.nn, or any module that calls no other; a function in the forward of a larger module
(`+`, `torch.cat`, `F.relu`) is a row of its own. Parameters are counted in the first row that uses them.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from lamina.core.contracts import CountsConnections, ShownWhole
from lamina.core.inspection import Layer, Step
from lamina.lens import formulas
from lamina.lens.settings import settings_of
from lamina.lens.trace import Call

_CONTAINERS = (
    nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.Transformer, nn.TransformerEncoder, nn.TransformerDecoder,
    nn.TransformerEncoderLayer, nn.TransformerDecoderLayer,
)  # fmt: skip
_FLATTENING = 2  # dimensions left by a flattening that is worth a row
_PICKING = frozenset({"getitem", "unbind", "select", "squeeze", "chunk", "split"})  # views of a part flatten nothing


@dataclass
class _Owners:
    """Which row holds which parameter."""

    names: dict[int, str]
    row_of: dict[int, str] = field(default_factory=dict)

    def take(self, parameters: Iterable[tuple[str, Tensor]], row: str) -> tuple[list[tuple[str, Tensor]], str]:
        """The parameters not yet counted, and the row that holds the others."""
        mine: list[tuple[str, Tensor]] = []
        elsewhere = ""
        for name, parameter in parameters:
            if is_lazy(parameter):
                continue
            if id(parameter) in self.row_of:
                elsewhere = elsewhere or self.row_of[id(parameter)]
            else:
                self.row_of[id(parameter)] = row
                mine.append((name, parameter))
        return mine, elsewhere


def layers_of(network: nn.Module, root: Call, *, why: bool) -> Iterator[Layer]:
    """The rows in the order of the run; at the end a row for each module whose parameters took no part."""
    owners = _Owners({id(parameter): name for name, parameter in network.named_parameters()})
    counts: Counter[str] = Counter()
    for call, name in _rows(root, ""):
        counts[name] += call.module is None
        numbered = f"{name}{counts[name]}" if counts[name] > 1 else name
        yield _layer(call, numbered, owners, why)
    for name, module in network.named_modules():
        mine, _ = owners.take(module.named_parameters(recurse=False), name)
        if mine:
            shapes = {key: tuple(value.shape) for key, value in mine}
            steps = tuple(formulas.parameter_steps(module, shapes)) if why else ()
            yield Layer(
                name=name or type(module).__name__, type=type(module).__name__, settings=settings_of(module),
                used=False, why=steps, **_parameter_counts(mine),
            )  # fmt: skip


def _rows(call: Call, owner: str) -> Iterator[tuple[Call, str]]:
    """The calls that are rows, with their names."""
    if call.module is None:
        if _is_worth_a_row(call):
            yield call, f"{owner}.{call.name}" if owner else call.name
        return
    is_layer = is_torch_layer(call.module) or isinstance(call.module, ShownWhole)
    if is_layer or (call.name and not any(child.module is not None for child in call.children)):
        if not isinstance(call.module, nn.Identity):
            yield call, call.name or type(call.module).__name__
        return
    for child in call.children:
        yield from _rows(child, call.name)


def is_torch_layer(module: nn.Module) -> bool:
    """Whether a module is a layer of torch (or a kind of one), and no container of others."""
    if isinstance(module, _CONTAINERS):
        return False
    return any(
        kind.__module__.startswith("torch.nn.modules") and kind is not nn.Module for kind in type(module).__mro__
    )


def _is_worth_a_row(call: Call) -> bool:
    """Functions that compute something from the input, and flattenings; no bookkeeping with shapes."""
    if not call.from_input or not call.outputs or not call.inputs:
        return False
    flattens = len(call.outputs[0]) == _FLATTENING < len(call.inputs[0]) and call.name not in _PICKING
    return call.computed or flattens or bool(call.all_products())


def _layer(call: Call, name: str, owners: _Owners, why: bool) -> Layer:
    if call.module is None:
        used = [(owners.names.get(id(parameter), "").rpartition(".")[2], parameter) for parameter in call.held]
        shapes_in = [shape for shape in call.inputs[: max(1, len(call.inputs) - len(call.held))] if len(shape) > 1]
    else:
        used, shapes_in = list(call.module.named_parameters()), call.inputs
    mine, shared_with = owners.take(used, name)
    products = call.all_products()
    output = call.outputs[0][1:] if call.outputs else ()
    uses = sum(item.multiplications + item.bias_additions for item in products) if used else 0
    connections = _connections(call.module, output, uses)
    return Layer(
        name=name, type=_type_name(call.module) if call.module is not None else call.name,
        settings=settings_of(call.module) if call.module is not None else "",
        input_shapes=tuple(shape[1:] for shape in shapes_in), output_shape=output, shared_with=shared_with,
        connections=connections,
        multiplications=sum(product.multiplications for product in products),
        additions=sum(product.additions for product in products),
        bias_additions=sum(product.bias_additions for product in products),
        activation_bytes=call.new_bytes, reach=call.reach,
        why=tuple(_why(call, mine, shared_with, connections)) if why else (), **_parameter_counts(mine),
    )  # fmt: skip


def _type_name(module: nn.Module) -> str:
    return type(module).__name__.removeprefix("Parametrized")


def _parameter_counts(parameters: list[tuple[str, Tensor]]) -> dict[str, Any]:
    biases = sum(value.numel() for name, value in parameters if "bias" in name.rpartition(".")[2])
    return {
        "weights": sum(value.numel() for _, value in parameters) - biases,
        "biases": biases,
        "frozen": sum(value.numel() for _, value in parameters if not value.requires_grad),
        "parameter_bytes": sum(value.numel() * value.element_size() for _, value in parameters),
    }


def _connections(module: nn.Module | None, output: tuple[int, ...], counted: int) -> int:
    """What the layer itself states, or each use of a weight or a bias in a product."""
    if isinstance(module, CountsConnections):
        return module.num_connections(*output[1:])
    return counted


def _why(call: Call, mine: list[tuple[str, Tensor]], shared_with: str, connections: int) -> Iterator[Step]:
    module, products = call.module, call.all_products()
    windows = call.all_windows()
    one_window = windows[0] if len(windows) == 1 else []
    yield from formulas.size_steps(one_window)
    if (
        call.outputs
        and len(call.outputs[0]) == _FLATTENING < len(call.inputs[0] if call.inputs else ())
        and not products
    ):
        sizes = call.inputs[0][1:]
        yield Step("flattened", f"{'*'.join(map(str, sizes))} = {math.prod(sizes)}")
    if module is not None:
        yield from formulas.parameter_steps(module, {name: tuple(value.shape) for name, value in mine})
    if shared_with:
        yield Step("shared", "", {"row": shared_with})
    yield from formulas.product_steps(products)
    if connections:
        own = isinstance(module, CountsConnections)
        uses = sum(product.multiplications for product in products)
        biases = connections - uses
        yield Step(
            "connections", f"{connections:,}" if own or not biases else f"{uses:,} + {biases:,} = {connections:,}"
        )
    yield from formulas.reach_steps(call.reach_before, call.reach, one_window, bool(products))
