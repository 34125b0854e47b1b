"""Deconvnet: a unit of a feature map projected back to pixels (Zeiler & Fergus 2014, section 2.1).

From the map, all other units set to 0, back through each layer:

    max pooling    each value goes to where the maximum stood: the switches of the forward pass
    ReLU           what is negative becomes 0
    convolution    the same filters, transposed
    average pooling and subsampling
                   a value is shared among its window
    normalisation  passed by: local response and batch norm are not undone (nor were they there)

For networks whose layers stand in a row (AlexNet, ZFNet, VGG, LeNet); with branches or residual blocks there is no one
way back, and the paper's method does not apply.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeGuard

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.grad import conv2d_input

from lamina.core.contracts import NotUndone
from lamina.core.errors import InputError
from lamina.core.looks import Projection
from lamina.lens.fields import reaches
from lamina.lens.image_chain import Link, image_chain
from lamina.lens.undisturbed import undisturbed

STRONGEST = 9
_PASSED_BY = (nn.Identity, nn.Dropout, nn.Dropout2d, nn.BatchNorm2d, nn.LocalResponseNorm)
Found = tuple[float, int, int, int]  # value, row, i, j


def project(
    network: nn.Module, image: Tensor, layer: str, channel: int, place: tuple[int, int] | None = None, *, row: int = 0
) -> Projection:
    """One unit of a map, without a place the strongest, projected to the pixels of an image (1, C, H, W).

    row: its number among the images, for the record. InputError: see `image_chain`; a layer that has no way back.
    """
    chain = image_chain(network, image, layer)
    maps = chain[-1].after[0]
    if not 0 <= channel < len(maps):
        raise InputError("lens.no_such_channel", layer=layer, channel=channel, channels=len(maps))
    if place is None:
        place = divmod(int(maps[channel].argmax()), maps.shape[2])
    image_back = way_back(network, chain, channel, [place])[0]
    sides = (image.shape[2], image.shape[3])
    reach = reaches(network, image).get(chain[-1].name)
    box = reach.box(place, sides) if reach else (0, 0, *sides)
    return Projection(layer, channel, row, place, float(maps[channel, place[0], place[1]]), image_back, box)


def way_back(network: nn.Module, chain: Sequence[Link], channel: int, places: Sequence[tuple[int, int]]) -> Tensor:
    """Of each of B images one unit of a channel of the chain's last layer, projected to pixels: (B, C, H, W).

    chain: `image_chain` of the B images. InputError: a layer on the way has no way back.
    """
    maps = chain[-1].after
    value = torch.zeros_like(maps)
    for row, (i, j) in enumerate(places):
        value[row, channel, i, j] = maps[row, channel, i, j]
    with undisturbed(network), torch.no_grad():
        for link in reversed(chain):
            value = _back(link, value)
    return value


def strongest(
    network: nn.Module, batches: Iterable[Tensor], layer: str, channels: Sequence[int], count: int = STRONGEST
) -> dict[int, list[Found]]:
    """Of each channel the images that excite it most: (value, row among all images, i, j), the strongest first.

    batches: images (B, C, H, W), one batch after another; each image stands with its strongest unit only.
    """
    found = strongest_units(network, batches, [layer], count)[layer]
    return {channel: found[channel] for channel in channels}


def strongest_units(
    network: nn.Module, batches: Iterable[Tensor], layers: Sequence[str], count: int = STRONGEST
) -> dict[str, list[list[Found]]]:
    """As `strongest`, of every channel of several layers, in the order in which they run: layer -> channel -> found."""
    kept: dict[str, Tensor] = {}  # (channels, count at most, 4): value, row, i, j
    first = 0
    for images in batches:
        chain = image_chain(network, images, layers[-1])
        for layer in layers:
            maps = _link(chain, layer).after
            values, places = maps.flatten(2).max(dim=2)
            rows = torch.arange(first, first + len(images), device=maps.device)[:, None].expand_as(places)
            new = torch.stack([values, rows, places // maps.shape[3], places % maps.shape[3]], dim=2).transpose(0, 1)
            both = torch.cat([kept[layer], new.double()], dim=1) if layer in kept else new.double()
            order = both[..., 0].sort(dim=1, descending=True, stable=True).indices[:, :count]
            kept[layer] = both.gather(1, order[..., None].expand(-1, -1, 4))
        first += len(images)
    return {
        layer: [[(one[0], int(one[1]), int(one[2]), int(one[3])) for one in units] for units in table.tolist()]
        for layer, table in kept.items()
    }


def _link(chain: Sequence[Link], layer: str) -> Link:
    """The link with which a layer, perhaps one of several parts, ends."""
    return [link for link in chain if link.name == layer or link.name.startswith(f"{layer}.")][-1]


def _back(link: Link, value: Tensor) -> Tensor:
    """What stood at a layer's output, at its input."""
    module = link.module
    if isinstance(module, (*_PASSED_BY, NotUndone)):
        return value
    if isinstance(module, nn.MaxPool2d):
        return _unpooled(module, link.before, value)
    if not any(True for _ in module.parameters()) and link.after.shape == link.before.shape:
        return F.relu(value) if bool((link.after >= 0).all()) else value  # an activation that rectifies, or another
    if _is_convolution(module):
        geometry: tuple[Any, ...] = (module.stride, module.padding, module.dilation, module.groups)
        return conv2d_input(list(link.before.shape), module.weight, value, *geometry)
    if not isinstance(module, nn.AvgPool2d) and not _is_affine(module, link.before[:1]):
        raise InputError("lens.no_way_back", layer=link.name, type=type(module).__name__)
    with torch.enable_grad():  # the transpose of a linear map is the way back of its gradient
        leaf = torch.zeros_like(link.before).requires_grad_(True)
        (back,) = torch.autograd.grad(module(leaf), leaf, value)
    return back


def _is_convolution(module: nn.Module) -> TypeGuard[nn.Conv2d]:
    """Torch's own, padded by so many zeros: its transpose is known without running it."""
    plain = isinstance(module, nn.Conv2d) and type(module).forward is nn.Conv2d.forward
    return plain and module.padding_mode == "zeros" and not isinstance(module.padding, str)


def _is_affine(module: nn.Module, x: Tensor) -> bool:
    """Whether f(x) - f(0) doubles with x: a convolution, subsampling, average pooling."""
    with torch.no_grad():
        nothing, once, twice = module(torch.zeros_like(x)), module(x), module(2 * x)
    return torch.allclose(twice - nothing, 2 * (once - nothing), rtol=1e-3, atol=1e-4 * float(once.abs().max()))


def _unpooled(module: nn.MaxPool2d, before: Tensor, value: Tensor) -> Tensor:
    """Each value where the maximum stood; where windows overlap and share a maximum, their values are added."""
    _, switches = F.max_pool2d(
        before, module.kernel_size, module.stride, module.padding, module.dilation, module.ceil_mode, True
    )
    flat = torch.zeros_like(before).flatten(2)
    return flat.scatter_add_(2, switches.flatten(2), value.flatten(2)).view_as(before)
