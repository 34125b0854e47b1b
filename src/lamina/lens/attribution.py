"""Why this answer: how much each value of an input counts for it.

    gradient               df/dx                                                     Simonyan, Vedaldi & Zisserman 2013
    integrated gradients   (x - x0) * integral_0^1 df/dx (x0 + s (x - x0)) ds         Sundararajan, Taly & Yan 2017
                           adds up: the values sum to f(x) - f(x0)
    Grad-CAM               relu(sum_k alpha_k A_k), alpha_k = mean over i, j of df/dA_k(i, j)    Selvaraju et al. 2017
    occlusion              f(x) - f(x with a window covered)                         Zeiler & Fergus 2014, section 4.2

Any module that takes a tensor of numbers as its first input; the module is left as it was found.
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError, nearest
from lamina.core.looks import Attribution
from lamina.core.observing import observing
from lamina.lens.answers import answer_of, rows_of
from lamina.lens.slopes import slope_of
from lamina.lens.undisturbed import undisturbed

STEPS = 64  # of the integral: nodes of Gauss and Legendre
AT_ONCE = 32  # rows of one pass


def gradient(network: nn.Module, inputs: tuple[Tensor, ...], index: int | None = None) -> Attribution:
    """df/dx of one row, (1, ...) each of the inputs; the first is explained."""
    with undisturbed(network), torch.enable_grad():
        leaf = _leaf(inputs[0])
        answer = answer_of(network, index)(leaf, *inputs[1:])[0]
        values = slope_of(answer, leaf)
    return Attribution("gradient", values[0], answer.item(), float(values.sum()))


def integrated_gradients(
    network: nn.Module, inputs: tuple[Tensor, ...], index: int | None = None,
    *, baseline: Tensor | None = None, steps: int = STEPS,
) -> Attribution:  # fmt: skip
    """Gradients along the straight way from a baseline (as large as a row; zeros without one) to the row."""
    x = _leaf(inputs[0]).detach()
    start = torch.zeros_like(x) if baseline is None else baseline.reshape(x.shape).to(x)
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    places = torch.from_numpy((nodes + 1) / 2).to(x)
    shares = torch.from_numpy(weights / 2).to(x)
    with undisturbed(network), torch.enable_grad():
        chosen = _chosen(network, inputs, index)
        answer = answer_of(network, chosen)
        mean = torch.zeros_like(x)
        for some, weight in zip(places.split(AT_ONCE), shares.split(AT_ONCE), strict=True):
            along = (start + some.reshape(-1, *[1] * (x.dim() - 1)) * (x - start)).requires_grad_(True)
            others = (value.expand(len(some), *value.shape[1:]) for value in inputs[1:])
            found = slope_of(answer(along, *others).sum(), along)
            mean += torch.einsum("b,b...->...", weight, found)[None]
        with torch.no_grad():
            end, begin = answer(x, *inputs[1:])[0], answer(start, *inputs[1:])[0]
    values = ((x - start) * mean)[0]
    return Attribution("integrated gradients", values, float(end), float(values.sum()), float(end - begin))


def grad_cam(
    network: nn.Module, inputs: tuple[Tensor, ...], index: int | None = None, *, layer: str = ""
) -> Attribution:
    """The maps of a layer, weighted by their mean gradient, laid over the input (H, W).

    layer: a module's name; without one that of the last convolution's maps, as the paper has it, with what follows of
    the same size (activation, norm, the end of its block): a pooling behind it would only make the picture coarser.
    """
    with undisturbed(network), torch.enable_grad():
        for value in network.parameters():
            value.requires_grad_(True)  # a frozen network has a graph, too
        with observing(network, as_given=True) as seen:
            answer = answer_of(network, index)(*inputs)[0]
        maps = {
            name: outputs[-1] for name, outputs in seen.outputs.items()
            if isinstance(outputs[-1], Tensor) and outputs[-1].dim() == 4 and outputs[-1].requires_grad
        }  # fmt: skip
        convolutions = {name for name, one in network.named_modules() if isinstance(one, nn.Conv2d)}
        chosen = _map_layer(maps, seen.order, layer, convolutions)
        slope = slope_of(answer, maps[chosen])
        cam = F.relu((slope.mean(dim=(2, 3), keepdim=True) * maps[chosen]).sum(dim=1, keepdim=True)).detach()
    size = inputs[0].shape[-2:]
    laid = F.interpolate(cam, size=size, mode="bilinear", align_corners=False)[0, 0]
    return Attribution("Grad-CAM", laid, answer.item(), float(laid.sum()), layer=chosen)


def occlusion(
    network: nn.Module, inputs: tuple[Tensor, ...], index: int | None = None,
    *, window: int = 0, stride: int = 0, fill: float = 0.0,
) -> Attribution:  # fmt: skip
    """How much the answer falls when a square window of the image is covered by `fill`; of each pixel the mean over its windows.

    window: pixels, an eighth of the shorter side without one; stride: half a window without one.
    """
    x = inputs[0]
    if x.dim() != 4:
        raise InputError("lens.no_image", shape=str(tuple(x.shape[1:])))
    height, width = x.shape[2:]
    window = window or max(1, min(height, width) // 8)
    stride = stride or max(1, window // 2)
    corners = [(top, left) for top in _starts(height, window, stride) for left in _starts(width, window, stride)]
    total, count = torch.zeros(height, width, dtype=torch.float64), torch.zeros(height, width, dtype=torch.float64)
    with undisturbed(network), torch.no_grad():
        answer = answer_of(network, _chosen(network, inputs, index))
        whole = answer(*inputs)[0]
        for first in range(0, len(corners), AT_ONCE):
            some = corners[first : first + AT_ONCE]
            covered = x.repeat(len(some), 1, 1, 1)
            for row, (top, left) in enumerate(some):
                covered[row, :, top : top + window, left : left + window] = fill
            others = (value.expand(len(some), *value.shape[1:]) for value in inputs[1:])
            fallen = (whole - answer(covered, *others)).double().cpu()
            for (top, left), fall in zip(some, fallen, strict=True):
                total[top : top + window, left : left + window] += fall
                count[top : top + window, left : left + window] += 1
    values = total / count
    return Attribution("occlusion", values, float(whole), float(values.sum()))


def _leaf(x: Tensor) -> Tensor:
    if not x.is_floating_point():
        raise InputError("lens.no_gradient", type=str(x.dtype).removeprefix("torch."))
    return x[:1].detach().clone().requires_grad_(True)


def _chosen(network: nn.Module, inputs: tuple[Tensor, ...], index: int | None) -> int:
    """The output that is explained all along the way: that of the input itself."""
    if index is not None:
        return index
    with torch.no_grad():
        return int(rows_of(network, *inputs)[0].argmax())


def _map_layer(maps: dict[str, Tensor], order: list[str], layer: str, convolutions: set[str]) -> str:
    if layer:
        if layer not in maps:
            raise InputError("lens.no_map_layer", layer=layer, nearest=nearest(layer, maps), names=", ".join(maps))
        return layer
    large = [name for name in order if name and name in maps and min(maps[name].shape[2:]) > 1]
    if not large:
        raise InputError("lens.no_maps")
    last = max((place for place, name in enumerate(large) if name in convolutions), default=len(large) - 1)
    same = [name for name in large[last:] if maps[name].shape[2:] == maps[large[last]].shape[2:]]
    return same[-1]


def _starts(length: int, window: int, stride: int) -> list[int]:
    """Where windows begin, so that the last one ends at the edge."""
    last = max(0, length - window)
    return sorted({*range(0, last, stride), last})
