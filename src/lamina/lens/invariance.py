"""How far a network's maps and answers stay as they are while the image is shifted, turned or scaled.

Pooling is said to make a network invariant; here is how much of it is true: |A(moved) - A| / |A| of each layer's maps A.
0: not moved at all. Two independent maps of the same size are about sqrt(2) apart.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError
from lamina.core.looks import Movement
from lamina.core.observing import observing
from lamina.lens.answers import rows_of
from lamina.lens.undisturbed import undisturbed

AMOUNTS = {"shift": (0, 1, 2, 3, 4, 6, 8), "turn": (0, 5, 10, 20, 30, 45), "scale": (1.0, 0.95, 0.9, 0.8, 1.1, 1.2)}


def movement(network: nn.Module, image: Tensor, kind: str = "shift", amounts: tuple[float, ...] = ()) -> Movement:
    """Follow the layers of a network while an image (1, C, H, W) is moved.

    kind: shift (pixels to the right, zeros come in), turn (degrees) or scale (times). The first amount is the one that
    the others are compared with. Layers are those that give maps or rows of numbers, once for each pass.
    """
    if kind not in AMOUNTS or image.dim() != 4:
        raise InputError("lens.no_movement", kind=kind, names=", ".join(AMOUNTS), shape=str(tuple(image.shape[1:])))
    chosen = amounts or tuple(float(amount) for amount in AMOUNTS[kind])
    moved = torch.cat([MOVES[kind](image, amount) for amount in chosen])
    with undisturbed(network), torch.no_grad(), observing(network) as seen:
        answers = rows_of(network, moved)
    modules = dict(network.named_modules())
    distances = {}
    for name in dict.fromkeys(seen.order):
        output = seen.outputs[name][0]
        plain = isinstance(output, Tensor) and output.is_floating_point() and len(output) == len(moved)
        if name and plain and not any(modules[name].children()):
            rows = output.flatten(1).double()
            size = float(rows[0].norm())
            distances[name] = tuple(float(one) / size if size else 0.0 for one in (rows - rows[0]).norm(dim=1))
    return Movement(kind, chosen, distances, answers)


def shifted(image: Tensor, pixels: float) -> Tensor:
    """(B, C, H, W) moved to the right by whole pixels; zeros come in."""
    whole = round(pixels)
    if whole >= image.shape[3]:
        return torch.zeros_like(image)
    return (
        F.pad(image[..., : image.shape[3] - whole], (whole, 0))
        if whole >= 0
        else F.pad(image[..., -whole:], (0, -whole))
    )


def turned(image: Tensor, degrees: float) -> Tensor:
    """(B, C, H, W) turned about its middle, bilinear."""
    angle = math.radians(degrees)
    return _mapped(image, [[math.cos(angle), -math.sin(angle), 0.0], [math.sin(angle), math.cos(angle), 0.0]])


def scaled(image: Tensor, times: float) -> Tensor:
    """(B, C, H, W) larger or smaller about its middle, bilinear."""
    return _mapped(image, [[1 / times, 0.0, 0.0], [0.0, 1 / times, 0.0]])


def _mapped(image: Tensor, matrix: list[list[float]]) -> Tensor:
    ratio = image.shape[3] / image.shape[2]  # coordinates run from -1 to 1 along either side
    matrix = [[matrix[0][0], matrix[0][1] / ratio, 0.0], [matrix[1][0] * ratio, matrix[1][1], 0.0]]
    theta = torch.tensor(matrix, dtype=image.dtype, device=image.device).expand(len(image), 2, 3)
    return F.grid_sample(image, F.affine_grid(theta, list(image.shape), align_corners=False), align_corners=False)


MOVES: dict[str, Callable[[Tensor, float], Tensor]] = {"shift": shifted, "turn": turned, "scale": scaled}
