"""Looking inside a network while it runs, from outside: what its modules give, and what its blocks show when asked.

    with observing(network) as seen:
        network(x)
    seen.outputs["conv1"], seen.shown["layers.0.attention"]["weights"]

A block that has more to show than its output (weights of attention, gates) asks `is_observed()`, takes its readable
path then and says `emit("weights", weights)`; when nobody looks it takes its fast kernel and emit does nothing. Both
paths give the same numbers to rounding. In export and compilation nobody looks. A block that is asked by a method of its
own and not called (a step of decoding) says who it is: `emit("weights", weights, self)`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

EACH_STEP = "hidden at each step"  # under this name recurrent blocks show h_1, h_2, ... one by one, (B, H) each


@dataclass
class Seen:
    """What was seen, by the module's name ("" is the network itself); a module that ran twice has two entries.

    outputs: what a module gave, as it gave it (a tensor, a tuple ...). inputs: its positional arguments.
    shown: module -> name -> what its block emitted. order: names of the modules in the order in which they ended.
    """

    outputs: dict[str, list[Any]] = field(default_factory=dict)
    inputs: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    shown: dict[str, dict[str, list[Tensor]]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # id of a module -> its name
    _inside: list[str] = field(default_factory=list)

    def enter(self, name: str) -> None:
        """A module begins."""
        self._inside.append(name)

    def leave(self, name: str, given: tuple[Any, ...], output: Any) -> None:
        """It ends."""
        if self._inside and self._inside[-1] == name:
            self._inside.pop()
        self.inputs.setdefault(name, []).append(given)
        self.outputs.setdefault(name, []).append(output)
        self.order.append(name)

    def show(self, name: str, value: Tensor, by: nn.Module | None = None) -> None:
        """A block shows something of itself, or of the module that runs."""
        running = self._inside[-1] if self._inside else ""
        module = self.names.get(id(by), running)
        self.shown.setdefault(module, {}).setdefault(name, []).append(value)


_looking: ContextVar[Seen | None] = ContextVar("observing", default=None)


def is_observed() -> bool:
    """Whether somebody looks: then a block takes the path that it can show."""
    return _looking.get() is not None and not torch.compiler.is_compiling() and not torch.onnx.is_in_onnx_export()


def emit(name: str, value: Tensor, by: nn.Module | None = None) -> None:
    """Show a tensor of a module (by; without it the one that runs), if somebody looks."""
    seen = _looking.get()
    if seen is not None and is_observed():
        seen.show(name, value, by)


@contextmanager
def observing(network: nn.Module) -> Iterator[Seen]:
    """Write down what every module of the network gives while the block runs; its hooks are gone afterwards, whatever happens.

    A module that stands at several places is seen under its first name. Tensors are kept as they are, with their
    graph: look under `torch.no_grad()` where no gradient is wanted.
    """
    seen = Seen()
    with ExitStack() as hooks:
        for name, module in network.named_modules():
            seen.names[id(module)] = name
            hooks.callback(module.register_forward_pre_hook(_entering(seen, name), prepend=True).remove)
            hooks.callback(module.register_forward_hook(_leaving(seen, name)).remove)
        before = _looking.set(seen)
        try:
            yield seen
        finally:
            _looking.reset(before)


def _entering(seen: Seen, name: str) -> Any:
    def enter(module: nn.Module, given: tuple[Any, ...]) -> None:
        seen.enter(name)

    return enter


def _leaving(seen: Seen, name: str) -> Any:
    def leave(module: nn.Module, given: tuple[Any, ...], output: Any) -> None:
        seen.leave(name, given, output)

    return leave
