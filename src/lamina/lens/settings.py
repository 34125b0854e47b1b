"""A layer's settings in the notation of the field, the same in every language: `96 of 11x11, stride 4`."""

from typing import Any

from torch import nn

from lamina.core.inspection import times

_CONVOLUTIONS = (nn.modules.conv._ConvNd,)
_LONGEST = 40  # characters of what a module says of itself
_POOLS = ("MaxPool", "AvgPool", "LPPool")


def settings_of(module: nn.Module) -> str:
    """What distinguishes this layer from others of its type, short enough for a column."""
    if isinstance(module, _CONVOLUTIONS):
        groups = f", groups {module.groups}" if module.groups > 1 else ""
        return f"{module.out_channels} x {times(module.kernel_size)}{_geometry(module)}{groups}"
    if isinstance(module, nn.Linear):
        return f"{module.in_features} → {module.out_features}"
    if isinstance(module, nn.RNNBase):
        return _recurrence(module)
    if isinstance(module, nn.MultiheadAttention):
        return f"{module.embed_dim}, heads {module.num_heads}"
    if isinstance(module, nn.Embedding):
        return f"{module.num_embeddings} x {module.embedding_dim}"
    if isinstance(module, nn.Dropout):
        return f"p {module.p:g}"
    if isinstance(module, nn.LocalResponseNorm):
        return f"n {module.size}, k {module.k:g}"
    name = type(module).__name__
    if any(pool in name for pool in _POOLS):
        if hasattr(module, "output_size"):
            return f"→ {times(_tuple(module.output_size))}"
        kernel = _tuple(getattr(module, "kernel_size", ()))
        axes = next((int(letter) for letter in name if letter.isdigit()), 1)
        return times(kernel * axes if len(kernel) == 1 else kernel) + _geometry(module)
    kernel = getattr(module, "kernel_size", None)
    if isinstance(kernel, int | tuple):  # a module of one's own in the manner of torch's
        count = f"{module.out_channels} x " if isinstance(getattr(module, "out_channels", None), int) else ""
        return count + times(_tuple(kernel) * (2 if isinstance(kernel, int) else 1)) + _geometry(module)
    return _plain(module)


def _geometry(module: nn.Module) -> str:
    """Stride, padding, dilation and rounding, where they are not the usual ones."""
    kernel = _tuple(getattr(module, "kernel_size", 1))
    stride = _tuple(getattr(module, "stride", None) or (kernel if "Pool" in type(module).__name__ else 1))
    text = "" if set(stride) == {1} else f", stride {_short(stride)}"
    padding, dilation = getattr(module, "padding", 0), getattr(module, "dilation", 1)
    if isinstance(padding, str) or set(_tuple(padding)) != {0}:
        text += f", padding {padding if isinstance(padding, str) else _short(_tuple(padding))}"
    if set(_tuple(dilation)) != {1}:
        text += f", dilation {_short(_tuple(dilation))}"
    return text + (", ceil" if getattr(module, "ceil_mode", getattr(module, "ceil", False)) is True else "")


def _recurrence(module: nn.RNNBase) -> str:
    layers = f", layers {module.num_layers}" if module.num_layers > 1 else ""
    return f"{module.input_size} → {module.hidden_size}{layers}{', both ways' if module.bidirectional else ''}"


def _plain(module: nn.Module) -> str:
    """The one number that matters of a module: its features, channels or size."""
    for name in ("num_features", "normalized_shape", "num_channels", "in_channels"):
        value: Any = getattr(module, name, None)
        if isinstance(value, int) or (isinstance(value, tuple) and value):
            return times(_tuple(value))
    text = "" if type(module).__module__.startswith("torch.nn") else module.extra_repr()
    return text if len(text) <= _LONGEST and "\n" not in text else ""


def _short(values: tuple[int, ...]) -> str:
    return str(values[0]) if len(set(values)) == 1 else times(values)


def _tuple(value: Any) -> tuple[int, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)
