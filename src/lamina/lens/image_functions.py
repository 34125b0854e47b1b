"""Layers over images that a forward calls as functions (`F.relu`, `F.max_pool2d`), seen as the modules that they stand for."""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from lamina.core.copies import Copies
from lamina.core.observing import Seen

_POOLS: dict[str, tuple[type[nn.Module], tuple[str, ...]]] = {  # and the names of what they take by place, after the maps
    "max_pool2d": (nn.MaxPool2d, ("kernel_size", "stride", "padding", "dilation", "ceil_mode")),
    "avg_pool2d": (
        nn.AvgPool2d, ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
    ),
    "adaptive_avg_pool2d": (nn.AdaptiveAvgPool2d, ("output_size",)),
    "adaptive_max_pool2d": (nn.AdaptiveMaxPool2d, ("output_size",)),
}  # fmt: skip
_VALUE_BY_VALUE: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "gelu": nn.GELU,
    "silu": nn.SiLU, "relu6": nn.ReLU6, "softplus": nn.Softplus, "dropout": nn.Identity, "dropout2d": nn.Identity,
}  # fmt: skip


class Called(NamedTuple):
    """A function that ran: before how many modules had ended, what it stands for, what it took and gave."""

    place: int
    name: str
    module: nn.Module
    before: Tensor
    after: Tensor


class ImageFunctions(TorchFunctionMode):
    """Notes the functions on maps (B, C, H, W) that run outside of the layers while it is entered."""

    def __init__(self, seen: Seen, layers: Collection[str]) -> None:
        super().__init__()
        self.seen, self.layers = seen, layers
        self.copies = seen.copies or Copies()
        self.called: list[Called] = []

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name, given = getattr(func, "__name__", "").strip("_"), kwargs or {}
        maps = args[0] if args else given.get("input")
        if self.seen.running in self.layers or not isinstance(maps, Tensor) or maps.dim() != 4:
            return func(*args, **given)
        module = _stands_for(name, args[1:], given)
        if module is None:
            return func(*args, **given)
        before = self.copies.of(maps)
        output = func(*args, **given)
        if isinstance(output, Tensor):
            self.called.append(Called(len(self.seen.order), f"F.{name}", module, before, self.copies.of(output)))
        return output


def _stands_for(name: str, given: tuple[Any, ...], options: dict[str, Any]) -> nn.Module | None:
    """The module of a function; of those that treat each value alone its settings are left out: only their kind counts."""
    if name in _VALUE_BY_VALUE:
        return _VALUE_BY_VALUE[name]()
    if name not in _POOLS:
        return None
    kind, names = _POOLS[name]
    settings = {**dict(zip(names, given, strict=False)), **{key: options[key] for key in names if key in options}}
    return kind(**settings)
