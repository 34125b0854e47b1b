"""Back-propagation through one convolution and one pooling layer, by their sums, held to autograd.

    convolution    z_k(i, j) = b_k + sum_{c, u, v} w_k(c, u, v) x_c(i S + u - P, j S + v - P)
                   dC/dw_k(c, u, v) = sum_{i, j} delta_k(i, j) x_c(i S + u - P, j S + v - P)
                   dC/dx: each window's w_k delta_k(i, j), laid where the window stood and added up
    max pooling    delta goes to the window's largest value; average pooling: an equal share to each

One row (C, H, W) in float64; groups and dilation are those of the layer.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.backpropagation import Windowed
from lamina.core.errors import InputError
from lamina.lens.copy_of import copy_of

_KINDS: dict[type[nn.Module], str] = {
    nn.Conv2d: "convolution", nn.MaxPool2d: "max-pooling", nn.AvgPool2d: "average-pooling",
}  # fmt: skip
Pair = tuple[int, int]


def through_window(layer: nn.Module, x: Tensor, delta: Tensor | None = None) -> Windowed:
    """Forward and backward through a layer, x (C, H, W); delta (K, OH, OW) is dC/dz, ones where it is not given.

    InputError: the layer is no plain two-dimensional convolution or pooling, or pads in a way that is not by zeros.
    """
    if not can_be_shown(layer):
        raise InputError("lens.no_window", type=type(layer).__name__)
    kind = _kind(layer)
    twin = _plain(layer).double().cpu().requires_grad_(True)
    x = x.detach().double().cpu()
    leaf = x.clone().requires_grad_(True)
    z = twin(leaf[None])[0]
    delta = torch.ones_like(z) if delta is None else delta.detach().double().cpu()
    weights = list(twin.parameters())
    expected = torch.autograd.grad(z, [leaf, *weights], delta)
    ours = _convolution(twin, x, delta) if isinstance(twin, nn.Conv2d) else (_pooling(twin, kind, x, delta),)
    difference = max(float((a - b).abs().max()) for a, b in zip(ours, expected, strict=False))
    weight, bias = (
        None if one is None else one.detach() for one in (getattr(twin, "weight", None), getattr(twin, "bias", None))
    )
    return Windowed(
        kind, *sizes(layer), x, z.detach(), delta, ours[0], difference, weight, bias,
        ours[1] if len(ours) > 1 else None, ours[2] if len(ours) > 2 and bias is not None else None,
    )  # fmt: skip


def can_be_shown(layer: nn.Module) -> bool:
    """Whether it is a plain convolution or pooling over two dimensions."""
    plain = getattr(layer, "padding_mode", "zeros") == "zeros" and not getattr(layer, "ceil_mode", False)
    single = getattr(layer, "groups", 1) == 1 and not isinstance(getattr(layer, "padding", 0), str)
    own = isinstance(layer, nn.Conv2d) and type(layer).forward is not nn.Conv2d.forward
    return bool(_kind(layer)) and plain and single and not own


def _plain(layer: nn.Module) -> nn.Module:
    """The layer with nothing but its geometry and the weights as they are now (they may be computed: weight norm)."""
    if not isinstance(layer, nn.Conv2d):
        return copy_of(layer)
    geometry = sizes(layer)
    twin = nn.Conv2d(  # on the meta device no random weights are drawn
        layer.in_channels, layer.out_channels, *geometry, bias=layer.bias is not None, device="meta"
    ).to_empty(device="cpu")  # fmt: skip
    with torch.no_grad():
        twin.weight.copy_(layer.weight)
        if twin.bias is not None and layer.bias is not None:
            twin.bias.copy_(layer.bias)
    return twin


def _kind(layer: nn.Module) -> str:
    return next((name for one, name in _KINDS.items() if isinstance(layer, one)), "")


def sizes(layer: nn.Module) -> tuple[Pair, Pair, Pair, Pair]:
    """Kernel, stride, padding and dilation of a convolution or pooling, each (height, width)."""
    kernel, padding, dilation = layer.kernel_size, layer.padding, getattr(layer, "dilation", 1)
    return _pair(kernel), _pair(layer.stride or kernel), _pair(padding), _pair(dilation)  # pyright: ignore[reportArgumentType]


def window_at(seen: Windowed, values: Tensor, place: Pair) -> Tensor:
    """What stands under the window at the place (i, j) in values (C, H, W): (C, h, w), 0 in the padding."""
    (h, w), (down, right), (above, left), (by, apart) = seen.kernel_size, seen.stride, seen.padding, seen.dilation
    padded = F.pad(values, (left, left, above, above))
    top, first = place[0] * down, place[1] * right
    return padded[:, top : top + (h - 1) * by + 1 : by, first : first + (w - 1) * apart + 1 : apart]


def _convolution(layer: nn.Conv2d, x: Tensor, delta: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(dC/dx, dC/dw, dC/db) by the sums over windows."""
    _, step, padding, dilation = sizes(layer)
    windows = _windows(x, layer.weight.shape[2:], step, padding, dilation, 0.0)  # (C h w, OH OW)
    flat = delta.flatten(1)
    laid = layer.weight.detach().flatten(1).T @ flat
    back = F.fold(laid[None], x.shape[1:], layer.weight.shape[2:], dilation, padding, step)[0]
    return back, (flat @ windows.T).reshape(layer.weight.shape), flat.sum(dim=1)


def _pooling(layer: nn.Module, kind: str, x: Tensor, delta: Tensor) -> Tensor:
    """dC/dx: to the largest value of each window (the first of equal ones), or shared."""
    size, step, padding, dilation = sizes(layer)
    count = size[0] * size[1]
    if kind == "max-pooling":
        windows = _windows(x, size, step, padding, dilation, -torch.inf).reshape(len(x), count, -1)
        shares = F.one_hot(windows.argmax(dim=1), count).transpose(1, 2).double()
    else:
        ones = torch.ones_like(x) if not layer.count_include_pad else None  # pyright: ignore
        held = count if ones is None else _windows(ones, size, step, padding, dilation, 0.0).reshape(len(x), count, -1)
        total = held if isinstance(held, int) else held.sum(dim=1, keepdim=True)
        shares = torch.ones(len(x), count, delta[0].numel(), dtype=torch.float64) / (layer.divisor_override or total)  # pyright: ignore
    laid = (shares * delta.flatten(1).unsqueeze(1)).flatten(0, 1)
    return F.fold(laid[None], x.shape[1:], size, dilation, padding, step)[0]


def _windows(x: Tensor, size: tuple[int, ...], step: Pair, padding: Pair, dilation: Pair, fill: float) -> Tensor:
    """Every window as a column: (C * h * w, positions)."""
    padded = F.pad(x, (padding[1], padding[1], padding[0], padding[0]), value=fill)
    return F.unfold(padded[None], size, dilation, 0, step)[0]


def _pair(value: int | tuple[int, ...]) -> Pair:
    return (value, value) if isinstance(value, int) else (value[0], value[1])
