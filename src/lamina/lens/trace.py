"""One forward pass on shapes alone, written down: which layers ran, on what, and what each computed.

Modules are seen by hooks on a copy, functions in a forward (`F.relu`, `+`, `torch.cat`) by a function mode, and what
either really computes by a dispatch mode, so that nothing is missed however the forward is written.
"""

import math
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy
from torch.overrides import TorchFunctionMode

from lamina.core.inspection import Reach
from lamina.lens.products import Product, products_of
from lamina.lens.quick import ShapesOnly, tensors_in
from lamina.lens.random_kept import random_kept
from lamina.lens.receptive import Window, begin, follow, from_input, reach_of
from lamina.lens.windows import windows_of

Shape = tuple[int, ...]


@dataclass
class Call:
    """A module or a function that ran, with what it called."""

    name: str
    module: nn.Module | None  # None: a function
    inputs: list[Shape]
    outputs: list[Shape] = field(default_factory=list)
    children: list["Call"] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    windows: list[list[Window]] = field(default_factory=list)
    held: list[Tensor] = field(default_factory=list)  # parameters among a function's arguments
    reach: Reach | None = None
    reach_before: Reach | None = None
    new_bytes: int = 0  # of outputs that are no views of the inputs
    computed: bool = False  # something else than a view was made
    from_input: bool = False

    def all_products(self) -> list[Product]:
        """Its own and those of all it called."""
        return [*self.products, *(product for child in self.children for product in child.all_products())]

    def all_windows(self) -> list[list[Window]]:
        """Its own and those of all it called."""
        return [*self.windows, *(windows for child in self.children for windows in child.all_windows())]


class LayerError(Exception):
    """A layer could not take what arrived: the calls that it stood in, outermost first, and torch's reason."""

    def __init__(self, calls: list[Call], reason: Exception) -> None:
        super().__init__(str(reason))
        self.calls = calls
        self.reason = reason


class Trace:
    """What is written down while a network runs on the meta device."""

    def __init__(self, network: nn.Module) -> None:
        self.root = Call("", network, [])
        self.stack: list[Call] = []
        self.peak_bytes = 0
        self._live_bytes = 0
        self._known: set[int] = {_key(tensor) for tensor in _state(network)}

    def enter(self, call: Call) -> None:
        """A module or function begins."""
        if self.stack:
            self.stack[-1].children.append(call)
        self.stack.append(call)

    def leave(self, arguments: Any, output: Any) -> None:
        """It ends: note what it gave."""
        call = self.stack.pop()
        outputs = tensors_in(output)
        before = {_key(tensor) for tensor in tensors_in(arguments)}
        call.outputs = [tuple(tensor.shape) for tensor in outputs]
        call.new_bytes = sum(_bytes(tensor) for tensor in outputs if _key(tensor) not in before)
        call.from_input = any(from_input(tensor) for tensor in outputs)
        call.reach = reach_of(outputs[0]) if outputs else None

    def write(self, func: Any, arguments: tuple[Any, ...], output: Any) -> None:
        """One of torch's operations ran."""
        operation = func._overloadpacket.__name__
        outputs = tensors_in(output)
        call = self.stack[-1]
        call.products += products_of(operation, arguments, output)
        windows = windows_of(operation, arguments, outputs[0]) if outputs else []
        if windows:
            call.windows.append(windows)
        call.computed = call.computed or not func.is_view
        follow(operation, arguments, windows, outputs)
        for tensor in outputs:
            self.allocate(tensor)

    def allocate(self, tensor: Tensor) -> None:
        """Count the tensor's memory until its storage is freed."""
        key, size = _key(tensor), _bytes(tensor)
        if key in self._known or not size:
            return
        self._known.add(key)
        self._live_bytes += size
        self.peak_bytes = max(self.peak_bytes, self._live_bytes)
        weakref.finalize(tensor.untyped_storage(), self._free, key, size).atexit = False

    def _free(self, key: int, size: int) -> None:
        self._known.discard(key)
        self._live_bytes -= size


def trace(network: nn.Module, inputs: tuple[Tensor, ...]) -> Trace:
    """Run a network without numbers (see meta_copy) once, in evaluation mode, and give what was written down.

    LayerError: the layer that could not take what arrived.
    """
    seen = Trace(network)
    names = {module: name for name, module in network.named_modules()}
    hooks = [
        module.register_forward_pre_hook(_entering(seen, name), with_kwargs=True) for module, name in names.items()
    ]
    hooks += [module.register_forward_hook(_leaving(seen), with_kwargs=True) for module in names]
    for tensor in inputs:
        begin(tensor)
        seen.allocate(tensor)
    try:
        with random_kept(network), torch.inference_mode(), _Operations(seen), _Functions(seen):
            network.eval()(*inputs)
    except Exception as error:
        raise LayerError(seen.stack or [seen.root], error) from error
    finally:
        for hook in hooks:
            hook.remove()
    return seen


def _entering(seen: Trace, name: str) -> Callable[..., None]:
    def hook(module: nn.Module, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        given = tensors_in((arguments, options))
        call = Call(name, module, [tuple(tensor.shape) for tensor in given])
        call.reach_before = next((reach for tensor in given if (reach := reach_of(tensor))), None)
        if not seen.stack:
            seen.root = call
        seen.enter(call)

    return hook


def _leaving(seen: Trace) -> Callable[..., None]:
    def hook(_: nn.Module, arguments: tuple[Any, ...], options: dict[str, Any], output: Any) -> None:
        seen.leave((arguments, options), output)

    return hook


_SILENT = {
    "__get__",
    "__set__",
    "dim",
    "size",
    "element_size",
    "untyped_storage",
    "is_floating_point",
    "requires_grad_",
}


class _Functions(TorchFunctionMode):
    """Sees the functions that a forward calls, outermost ones only."""

    def __init__(self, seen: Trace) -> None:
        super().__init__()
        self.seen = seen

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = getattr(func, "__name__", "")
        if name in _SILENT or not self.seen.stack:
            return func(*args, **(kwargs or {}))
        given = tensors_in((args, kwargs))
        call = Call(name.strip("_"), None, [tuple(tensor.shape) for tensor in given])
        call.held = [tensor for tensor in given if isinstance(tensor, nn.Parameter)]
        call.reach_before = next((reach for tensor in given if (reach := reach_of(tensor))), None)
        self.seen.enter(call)
        output = func(*args, **(kwargs or {}))
        self.seen.leave((args, kwargs), output)
        return output


class _Operations(ShapesOnly):
    """Sees what is computed: torch's operations, those made of others taken apart."""

    def __init__(self, seen: Trace) -> None:
        super().__init__()
        self.seen = seen

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if func._overloadpacket.__name__ == "dropout" and not args[2]:
            return args[0]  # outside training nothing is dropped or copied
        if func._can_decompose():
            with self:
                output = func.decompose(*args, **(kwargs or {}))
            if output is not NotImplemented:
                return output
        output = super().__torch_dispatch__(func, types, args, kwargs)
        if self.seen.stack:
            self.seen.write(func, args, output)
        return output


def _state(network: nn.Module) -> list[Tensor]:
    tensors = [*network.parameters(), *network.buffers()]
    return [tensor for tensor in tensors if not is_lazy(tensor)]


def _key(tensor: Tensor) -> int:
    return tensor.untyped_storage()._cdata


def _bytes(tensor: Tensor) -> int:
    return math.prod(tensor.shape) * tensor.element_size()
