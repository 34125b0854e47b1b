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

from lamina.core.copies import Copies

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
    copies: Copies | None = None
    _inside: list[str] = field(default_factory=list)
    _taken: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    @property
    def running(self) -> str:
        """The innermost module that runs now; "" where it is the network itself, or none."""
        return self._inside[-1] if self._inside else ""

    def enter(self, name: str) -> None:
        """A module begins."""
        self._inside.append(name)

    def take(self, name: str, given: tuple[Any, ...]) -> None:
        """What it works on, after the user's own hooks."""
        if self.copies is not None:
            self._taken.append((name, tuple(self.copies.of(value) for value in given)))

    def leave(self, name: str, given: tuple[Any, ...], output: Any) -> Any:
        """It ends; gives what is handed on in place of its output, None for the output itself."""
        if self._inside and self._inside[-1] == name:
            self._inside.pop()
        self.order.append(name)
        seen, handed = (output, None) if self.copies is None else self.copies.handed_on(output)
        self.inputs.setdefault(name, []).append(given if self.copies is None else self._given(name, given))
        self.outputs.setdefault(name, []).append(seen)
        return handed

    def _given(self, name: str, given: tuple[Any, ...]) -> tuple[Any, ...]:
        """What the module that ends took when it began; what broke off inside it is forgotten."""
        while self._taken:
            begun, values = self._taken.pop()
            if begun == name:
                return values
        return given

    def show(self, name: str, value: Tensor, by: nn.Module | None = None) -> None:
        """A block shows something of itself, or of the module that runs."""
        module = self.names.get(id(by), self.running)
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
def observing(network: nn.Module, *, as_given: bool = False) -> Iterator[Seen]:
    """Write down what every module of the network gives while the block runs; its hooks are gone afterwards, whatever happens.

    A module that stands at several places is seen under its first name. Tensors are kept as they are, with their
    graph: look under `torch.no_grad()` where no gradient is wanted.

    as_given: tensors are seen as they were when a module took or gave them, also where a later one works in place
    (`nn.ReLU(inplace=True)`, `x += 1`). Of one with a graph the module behind works on a copy, so that gradients arrive.
    """
    seen = Seen(copies=Copies() if as_given else None)
    with ExitStack() as hooks:
        for name, module in network.named_modules():
            seen.names[id(module)] = name
            hooks.callback(module.register_forward_pre_hook(_entering(seen, name), prepend=True).remove)
            if as_given:
                hooks.callback(module.register_forward_pre_hook(_taking(seen, name)).remove)
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


def _taking(seen: Seen, name: str) -> Any:
    def take(module: nn.Module, given: tuple[Any, ...]) -> None:
        seen.take(name, given)

    return take


def _leaving(seen: Seen, name: str) -> Any:
    def leave(module: nn.Module, given: tuple[Any, ...], output: Any) -> Any:
        return seen.leave(name, given, output)

    return leave
