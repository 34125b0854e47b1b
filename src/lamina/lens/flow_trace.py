"""One forward pass with real numbers, written down as steps: which layer or function ran, and whose values it took.

A step is a layer, or a function in the forward of a larger module. Values are followed by the tensor objects that carry
them: a view (reshape, slice) carries what it is a view of, a function that changes a tensor in place is where its values
come from from then on. Works on any module: nothing is asked of how its forward is written.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from lamina.core.contracts import ShownWhole
from lamina.core.flow import Activity, Shape
from lamina.lens.activity import activity_of
from lamina.lens.kinds import SAME, kind_of, symbol_of
from lamina.lens.layers import is_torch_layer
from lamina.lens.quick import tensors_in
from lamina.lens.settings import settings_of
from lamina.lens.undisturbed import undisturbed

Sources = dict[int, Shape]  # number of a step -> shape of what came from it


@dataclass
class Step:
    """A layer or function that ran: inside which calls (numbers, outermost first), and what it took from which step."""

    number: int
    name: str
    type: str
    kind: str
    inside: tuple[int, ...] = ()
    sources: Sources = field(default_factory=dict)
    shape: Shape = ()
    detail: str = ""
    minor: bool = False  # gives as many values as it takes and holds nothing: can stand in the box before it
    activity: Activity | None = None


@dataclass
class Frame:
    """A module that calls others, while it runs."""

    number: int
    name: str
    type: str


@dataclass
class FlowTrace:
    """Steps in the order in which they ran, the inputs first and the output last; frames by number."""

    steps: list[Step] = field(default_factory=list)
    frames: dict[int, Frame] = field(default_factory=dict)


def trace_flow(network: nn.Module, inputs: tuple[Tensor, ...]) -> FlowTrace:
    """Run the network once on one row, (1, ...) of each input, and write down its steps. It is left as it was."""
    recorder, given = _Recorder(network), tuple(value.clone() for value in inputs)
    for place, value in enumerate(given):
        recorder.begin(value, place)
    with undisturbed(network), torch.no_grad(), ExitStack() as hooks:
        for name, module in network.named_modules():
            entering, leaving = recorder.hooks(name)
            hooks.callback(module.register_forward_pre_hook(entering, prepend=True, with_kwargs=True).remove)
            hooks.callback(module.register_forward_hook(leaving, with_kwargs=True).remove)
        with _Functions(recorder):
            output = network(*given)
    recorder.end(output)
    return recorder.trace


class _Recorder:
    """Follows values from step to step."""

    def __init__(self, network: nn.Module) -> None:
        self.trace = FlowTrace()
        self.root = network
        self._numbers = 0
        self._open: list[Step | Frame] = []  # modules that run; a step among them hides all inside it
        self._sources: dict[int, Sources] = {}
        self.writes = False  # its own measuring is no step of the network
        self._kept: list[Tensor] = []  # so that no other tensor gets the identity of one that was seen

    def begin(self, value: Tensor, place: int) -> None:
        """An input."""
        step = Step(self._next(), str(place), "", "input", shape=tuple(value.shape[1:]))
        self.trace.steps.append(step)
        self._carry([value], {step.number: step.shape})

    def end(self, output: Any) -> None:
        """The output of the whole."""
        given = tensors_in(_plain(output))
        shape = tuple(given[0].shape[1:]) if given else ()
        self.trace.steps.append(Step(self._next(), "", "", "output", sources=self._of(given), shape=shape))

    def hooks(self, name: str) -> tuple[Callable[..., None], Callable[..., None]]:
        """What a module calls when it begins and when it ends."""

        def entering(module: nn.Module, given: tuple[Any, ...], options: dict[str, Any]) -> None:
            with self.writing():
                self._enter(name, module, tensors_in((given, options)))

        def leaving(module: nn.Module, given: tuple[Any, ...], options: dict[str, Any], output: Any) -> None:
            with self.writing():
                self._leave(module, tensors_in(_plain(output)))

        return entering, leaving

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What runs inside is not followed."""
        self.writes = True
        try:
            yield
        finally:
            self.writes = False

    def function(self, name: str, before: list[tuple[Tensor, int]], outputs: list[Tensor]) -> None:
        """A function ran outside of all layers, or inside one. before: what it took, with versions from before."""
        given = [tensor for tensor, _ in before]
        changed = [tensor for tensor, version in before if _version(tensor) != version]
        made = [*outputs, *(tensor for tensor in changed if all(tensor is not one for one in outputs))]
        hidden = self._hidden()
        if hidden is not None:
            fresh = [
                one for one in made if any(one is tensor for tensor in changed) or all(one is not t for t in given)
            ]
            return self._carry(fresh, {hidden.number: ()})
        sources = self._of(given)
        if not sources or not made:
            return
        new = [tensor for tensor in made if not _views(tensor, given)]
        if not changed and (not new or name in SAME or not any(tensor.is_floating_point() for tensor in made)):
            return self._carry(made, sources)
        first = made[0]
        kind = kind_of(None, name)
        step = Step(self._next(), symbol_of(name), "", "join" if kind == "other" and len(sources) > 1 else kind)
        step.inside = tuple(one.number for one in self._open)
        step.sources, step.shape = sources, tuple(first.shape[1:])
        step.minor = len(sources) == 1 and step.shape in sources.values()
        step.activity = activity_of(step.name, name, first)
        self.trace.steps.append(step)
        self._carry(made, {step.number: step.shape})

    def _enter(self, name: str, module: nn.Module, given: list[Tensor]) -> None:
        kind = type(module).__name__
        if self._hidden() is None and module is not self.root and _is_step(module):
            step = Step(self._next(), name, kind, kind_of(module, kind), detail=settings_of(module))
            step.inside = tuple(one.number for one in self._open)
            step.sources = self._of(given)
            self._open.append(step)
            self._versions = [(tensor, _version(tensor)) for tensor in given]
        elif self._hidden() is None:
            frame = Frame(self._next(), name, kind)
            self.trace.frames[frame.number] = frame
            self._open.append(frame)
        else:
            self._open.append(Frame(-1, name, kind))

    def _leave(self, module: nn.Module, outputs: list[Tensor]) -> None:
        step = self._open.pop()
        if isinstance(step, Frame) or not outputs:
            return
        untouched = [tensor for tensor, version in self._versions if _version(tensor) == version]
        if all(any(tensor is one for one in untouched) for tensor in outputs):
            return  # gives what it took: an identity, dropout outside of training
        first = next((one for one in outputs if one.is_floating_point()), outputs[0])
        step.shape = tuple(first.shape[1:])
        same = not list(module.parameters()) or step.kind == "norm"
        step.minor = len(step.sources) == 1 and same and step.kind not in ("pool", "attention")
        step.activity = activity_of(step.name, step.type, first)
        self.trace.steps.append(step)
        self._carry(outputs, {step.number: step.shape})

    def _hidden(self) -> Step | None:
        return next((one for one in self._open if isinstance(one, Step)), None)

    def _of(self, given: list[Tensor]) -> Sources:
        """Where values come from: of numbers; of whole numbers (tokens, lengths, masks) only where there is nothing else."""
        found: tuple[Sources, Sources] = {}, {}
        for tensor in given:
            for number in self._sources.get(id(tensor), {}):
                found[not tensor.is_floating_point()].setdefault(number, tuple(tensor.shape[1:]))
        return found[0] or found[1]

    def _carry(self, tensors: list[Tensor], sources: Sources) -> None:
        for tensor in tensors:
            self._sources[id(tensor)] = sources
            self._kept.append(tensor)

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers


class _Functions(TorchFunctionMode):
    """Sees the functions that a forward calls, outermost ones only."""

    def __init__(self, recorder: _Recorder) -> None:
        super().__init__()
        self.recorder = recorder

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if self.recorder.writes:
            return func(*args, **(kwargs or {}))
        before = [(tensor, _version(tensor)) for tensor in tensors_in((args, kwargs or {}))]
        output = func(*args, **(kwargs or {}))
        if before:
            with self.recorder.writing():
                self.recorder.function(getattr(func, "__name__", ""), before, tensors_in(_plain(output)))
        return output


def _is_step(module: nn.Module) -> bool:
    """Whether a module is shown as one step: a layer of torch, attention, or any that has no modules inside."""
    named = isinstance(module, ShownWhole) or kind_of(module, type(module).__name__) in ("attention", "recurrent")
    return is_torch_layer(module) or named or not any(module.children())


def _views(tensor: Tensor, given: list[Tensor]) -> bool:
    """Whether a tensor is one of those given, or a view of one."""
    try:
        place = tensor.untyped_storage().data_ptr()
        return any(one is tensor or (place != 0 and one.untyped_storage().data_ptr() == place) for one in given)
    except (RuntimeError, NotImplementedError):  # a kind of tensor without storage
        return any(one is tensor for one in given)


def _version(tensor: Tensor) -> int:
    """How often a tensor was changed in place; torch does not count for tensors of its inference mode."""
    return 0 if tensor.is_inference() else tensor._version


def _plain(output: Any) -> Any:
    """What a forward gave, as nested plain containers: an object's attributes as a dictionary."""
    if isinstance(output, Tensor | list | tuple | dict) or not hasattr(output, "__dict__"):
        return output
    return vars(output)
