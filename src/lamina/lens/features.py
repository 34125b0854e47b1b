"""What every layer of a network gives for one input, and the filters of its first convolution."""

import math

import torch
from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.looks import Filters, LayerSeen
from lamina.core.observing import observing
from lamina.lens.parts import layers_in, parts_of, type_of
from lamina.lens.undisturbed import undisturbed

_GRID = 64  # frequencies along an axis: filters are laid on a field of so many pixels


def feature_maps(network: nn.Module, inputs: tuple[Tensor, ...], *, whole: bool = False) -> list[LayerSeen]:
    """Outputs of the layers for one row (1, ...) of each input, in the order in which they ran.

    Layers: the modules without modules inside; `whole`: containers too, which give what their last part gives.
    """
    with undisturbed(network), torch.no_grad(), observing(network, as_given=True) as seen:
        network(*(value.clone() for value in inputs))
    modules, layers = dict(network.named_modules()), layers_in(network)
    found = []
    for name in dict.fromkeys(seen.order):
        outputs = tuple(value[0] for value in seen.outputs[name] if isinstance(value, Tensor) and value.dim())
        if name and outputs and (name in layers or (whole and parts_of(modules[name]))):
            found.append(LayerSeen(name, type_of(modules[name]), outputs))
    return found


def first_filters(network: nn.Module) -> Filters:
    """The first convolution's filters and their frequencies (the two findings of Zeiler & Fergus 2014, section 4.1, on

    AlexNet: few middle frequencies, and a stride of 4 that aliases).
    """
    found = next(((name, one) for name, one in network.named_modules() if isinstance(one, nn.Conv2d)), None)
    if found is None:
        raise InputError("lens.no_convolution", network=type(network).__name__)
    name, layer = found
    weights = layer.weight.detach().cpu()
    energy = torch.fft.fft2(weights.double(), s=(_GRID, _GRID)).abs().square().sum(dim=1)  # (K, grid, grid)
    total = energy.sum(dim=(1, 2)).clamp(min=1e-300)
    shares = torch.einsum("kij,bij->kb", energy, _bands().double()) / total[:, None]
    rows, columns = (int(side) for side in layer.stride)
    aliased = (energy * _lost(rows, columns)).sum(dim=(1, 2)) / total
    return Filters(name, (rows, columns), weights, shares.float(), aliased.float())


def aliased_at(filters: Filters, stride: int) -> float:
    """Of the filters' whole energy, the part that a stride of so many pixels could not keep."""
    energy = torch.fft.fft2(filters.weights.double(), s=(_GRID, _GRID)).abs().square().sum(dim=(0, 1))
    return float((energy * _lost(stride, stride)).sum() / energy.sum().clamp(min=1e-300))


def band_limits(height: int, width: int) -> list[tuple[float, float]]:
    """Least and largest share of low, middle and high frequencies that any filter of this size can have.

    The share of a band is w' M w / w' w for a matrix M of the band and the size, so these are M's extreme eigenvalues
    (Slepian 1978, discrete prolate sequences): a small window cannot hold a wave of one band alone.
    """
    places = torch.cartesian_prod(torch.arange(height), torch.arange(width))
    apart = places[:, None] - places[None]  # (n, n, 2)
    found = []
    for band in _bands().double():
        kernel = torch.fft.ifft2(band).real  # mean over the band's waves of cos(2 pi f d)
        values = torch.linalg.eigvalsh(kernel[apart[..., 0] % _GRID, apart[..., 1] % _GRID])
        found.append((max(0.0, float(values[0])), min(1.0, float(values[-1]))))
    return found


def _bands() -> Tensor:
    """(3, grid, grid): low, middle, high, as thirds of the way to 0.5 cycles a pixel."""
    frequency = torch.fft.fftfreq(_GRID, dtype=torch.float64).abs()
    radius = (frequency[:, None].square() + frequency[None].square()).sqrt()
    third = 0.5 / 3
    return torch.stack([radius < third, (radius >= third) & (radius < 2 * third), radius >= 2 * third])


def _lost(rows: int, columns: int) -> Tensor:
    """(grid, grid): the frequencies beyond half of what a stride samples."""
    frequency = torch.fft.fftfreq(_GRID, dtype=torch.float64).abs()
    return (frequency[:, None] > 0.5 / rows) | (frequency[None] > 0.5 / columns)


def grid_of(count: int) -> tuple[int, int]:
    """Rows and columns of a near-square grid for so many pictures."""
    columns = math.ceil(math.sqrt(count))
    return math.ceil(count / columns), columns
