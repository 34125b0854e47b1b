"""Follows one pass through a network for its health: each layer's output is measured as it comes.

Measured at once, because a layer behind may change it in place; its gradient is asked for later by the place in the
graph where it arose (`Ran.edges`), which such a change does not move.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.graph import GradientEdge, get_gradient_edge
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.conv import _ConvNd
from torch.overrides import TorchFunctionMode

from lamina.core.contracts import ShownWhole
from lamina.core.health import EmbeddingHealth, NormHealth
from lamina.lens.layer_figures import embedding_health, norm_health, output_figures
from lamina.lens.layers import is_torch_layer
from lamina.lens.moments import FUNCTIONS, Shape, activation_of
from lamina.lens.quick import tensors_in

MOST_RUNS = 512  # of one module whose gradients are followed


@dataclass
class Ran:
    """A layer that ran: figures of its first output, and where each of its outputs stands in the graph."""

    name: str
    type: str
    module: nn.Module | None  # None: a function
    shape: Shape
    fed_by: str = ""
    convolved: bool = False
    runs: int = 0
    figures: dict[str, Any] = field(default_factory=dict)
    edges: list[GradientEdge] = field(default_factory=list)
    taken: list[GradientEdge] = field(default_factory=list)  # of what a torch recurrent layer takes in
    lengths: Tensor | None = None
    batch_first: bool = True
    norm: NormHealth | None = None
    embedding: EmbeddingHealth | None = None


def watched_layers(network: nn.Module) -> dict[str, nn.Module]:
    """The modules with a row of their own: torch's layers, those shown whole, those that call no other, and any other

    that holds parameters of its own; not what stands inside a layer.
    """
    found: dict[str, nn.Module] = {}
    whole: list[str] = []
    for name, module in network.named_modules():
        if any(name.startswith(outer) for outer in whole):
            continue
        is_layer = is_torch_layer(module) or getattr(module, "shown_whole", False)
        has_own = any(True for _ in module.parameters(recurse=False))
        if is_layer or has_own or not any(True for _ in module.children()):
            if not isinstance(module, nn.Identity):
                found[name] = module
            if is_layer:
                whole.append(f"{name}." if name else "")
    return found


class LayerWatch:
    """With its hooks on a network: `ran` in the order in which layers ended first."""

    def __init__(self, network: nn.Module, batch_size: int, rows: int) -> None:
        self.ran: dict[str, Ran] = {}
        self.batch_size, self.rows = batch_size, rows
        self.network, self.layers = network, watched_layers(network)
        with torch.no_grad():  # now, while no hook is there
            self.shapes = {name: activation_of(module) for name, module in self.layers.items()}
        self.inside: list[tuple[str, Counter[str]]] = []  # modules that run, with the functions that each called
        self.last_weights: tuple[str, bool] = ("", False)  # the layer with weights that ran last; a convolution?
        self.busy = False
        self._stack = ExitStack()

    def __enter__(self) -> "LayerWatch":
        with ExitStack() as hooks:
            for name, module in self.network.named_modules():
                hooks.callback(module.register_forward_pre_hook(self._entering(name), with_kwargs=True).remove)
                hooks.callback(
                    module.register_forward_hook(self._leaving(name), with_kwargs=True, always_call=True).remove
                )
            hooks.enter_context(_Functions(self))
            self._stack = hooks.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def _entering(self, name: str) -> Callable[..., Any]:
        """Keep where we are; what a torch recurrent layer takes in gets a place in the graph."""

        def enter(module: nn.Module, given: tuple[Any, ...], options: dict[str, Any]) -> Any:
            self.inside.append((name, Counter()))
            if isinstance(module, _BatchNorm) and name in self.layers and self._row(name, module).runs == 0:
                self._measure_norm(self._row(name, module), module, given)
            if not isinstance(module, nn.RNNBase) or name not in self.layers or not given:
                return None
            first = given[0]
            if not isinstance(first, Tensor) or first.dim() != 3 or not torch.is_grad_enabled():
                return None
            if not first.requires_grad:
                first = first.detach().requires_grad_(True)
            ran = self._row(name, module)
            if not ran.taken:
                ran.batch_first = module.batch_first
                ran.taken.append(get_gradient_edge(first))
            return (first, *given[1:]), options

        return enter

    def _leaving(self, name: str) -> Callable[..., None]:
        def leave(module: nn.Module, given: tuple[Any, ...], options: dict[str, Any], output: Any) -> None:
            if self.inside and self.inside[-1][0] == name:
                self.inside.pop()
            if name in self.layers:
                self.note(self._row(name, module), [*given, *options.values()], output)

        return leave

    def _row(self, name: str, module: nn.Module) -> Ran:
        label = name or type(module).__name__
        if label not in self.ran:
            self.ran[label] = Ran(label, type(module).__name__, module, self.shapes[name])
        return self.ran[label]

    def function(self, name: str, output: Any) -> None:
        """An activation that a forward calls as a function."""
        owner, called = self.inside[-1] if self.inside else ("", Counter())
        if owner in self.layers and not any(True for _ in self.layers[owner].parameters(recurse=False)):
            return  # the activation's own module
        if any(isinstance(self.layers.get(outer), nn.RNNBase | ShownWhole) for outer, _ in self.inside):
            return
        kind = name.rstrip("_")
        called[kind] += 1
        number = str(called[kind]) if called[kind] > 1 else ""
        label = f"{owner}.{kind}{number}" if owner else f"{kind}{number}"
        row = self.ran.setdefault(label, Ran(label, kind, None, FUNCTIONS[name]))
        self.note(row, [], output)

    def note(self, row: Ran, given: list[Any], output: Any) -> None:
        """One run of a layer: the first is measured, of the others the places in the graph are kept."""
        tensors = [tensor for tensor in tensors_in(output) if tensor.is_floating_point()]
        row.runs += 1
        if not tensors:
            return
        first = tensors[0]
        if first.requires_grad and len(row.edges) < MOST_RUNS:
            row.edges.append(get_gradient_edge(first))
        self.busy = True
        with torch.no_grad(), torch.autocast(first.device.type, enabled=False):
            if row.runs == 1:
                self._measure(row, given, first.detach())
        self.busy = False

    def _measure_norm(self, row: Ran, module: _BatchNorm, given: tuple[Any, ...]) -> None:
        """Before it runs, which moves its running statistics."""
        if given and isinstance(given[0], Tensor):
            self.busy = True
            with torch.no_grad():
                row.norm = norm_health(module, given[0].detach(), self.batch_size, self.rows)
            self.busy = False

    def _measure(self, row: Ran, given: list[Any], output: Tensor) -> None:
        row.fed_by, row.convolved = self.last_weights
        module = row.module
        if isinstance(module, _ConvNd):
            row.convolved = True
        inputs = [tensor for tensor in tensors_in(given)]
        row.figures = output_figures(output, row.shape, row.convolved, inputs[0] if inputs else None, self.rows)
        if isinstance(module, nn.Embedding | nn.EmbeddingBag) and inputs:
            row.embedding = embedding_health(module, inputs[0])
        if module is not None and any(one.dim() > 1 for one in module.parameters()):
            self.last_weights = (row.name, isinstance(module, _ConvNd))
        whole = isinstance(module, ShownWhole)
        row.lengths = next(
            (one for one in inputs[1:] if whole and one.dim() == 1 and not one.is_floating_point()), None
        )


class _Functions(TorchFunctionMode):
    """Sees activations that a forward calls as functions."""

    def __init__(self, watch: LayerWatch) -> None:
        super().__init__()
        self.watch = watch

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        output = func(*args, **(kwargs or {}))
        name = getattr(func, "__name__", "")
        if not self.watch.busy and name in FUNCTIONS:
            self.watch.function(name, output)
        return output
