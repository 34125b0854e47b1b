"""How far a network's maps and answers stay as they are while the image is shifted, turned or scaled.

Pooling is said to make a network invariant; here is how much of it is true: |A(moved) - A| / |A| of each layer's maps A.
0: not moved at all. Two independent maps of the same size are about sqrt(2) apart.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError
from lamina.core.looks import Movement
from lamina.core.observing import Seen, observing
from lamina.lens.answers import rows_of
from lamina.lens.image_functions import Called, ImageFunctions
from lamina.lens.parts import layers_in
from lamina.lens.undisturbed import undisturbed

AMOUNTS = {"shift": (0, 1, 2, 3, 4, 6, 8), "turn": (0, 5, 10, 20, 30, 45), "scale": (1.0, 0.95, 0.9, 0.8, 1.1, 1.2)}


def movement(network: nn.Module, image: Tensor, kind: str = "shift", amounts: tuple[float, ...] = ()) -> Movement:
    """Follow the layers of a network while an image (1, C, H, W) is moved.

    kind: shift (pixels to the right), turn (degrees) or scale (times). The first amount is the one that
    the others are compared with. Layers are those that give maps or rows of numbers, once for each pass, and poolings that
    are called as functions.
    """
    if kind not in AMOUNTS or image.dim() != 4:
        raise InputError("lens.no_movement", kind=kind, names=", ".join(AMOUNTS), shape=str(tuple(image.shape[1:])))
    chosen = amounts or tuple(float(amount) for amount in AMOUNTS[kind])
    moved = torch.cat([MOVES[kind](image, amount) for amount in chosen])
    modules = layers_in(network)
    with (
        undisturbed(network),
        torch.no_grad(),
        observing(network, as_given=True) as seen,
        ImageFunctions(seen, modules) as functions,
    ):
        answers = rows_of(network, moved.clone())
    distances, pooled = {}, {}
    for name, module, before, output in _ran(seen, modules, functions.called):
        if isinstance(output, Tensor) and output.is_floating_point() and len(output) == len(moved):
            distances[name] = _distances(output)
            if isinstance(before, Tensor) and _pools(module, before, output):
                pooled[name] = _distances(before)
    return Movement(kind, chosen, distances, answers, pooled)


def _ran(
    seen: Seen, modules: dict[str, nn.Module], called: Sequence[Called]
) -> Iterator[tuple[str, nn.Module, object, object]]:
    """Layers at their first run, and poolings that are functions ("F.max_pool2d", "F.max_pool2d (2)"), in their order."""
    known, counted, waiting = set[str](), Counter[str](), [one for one in called if _pools(one.module, *one[3:])]
    for place in range(len(seen.order) + 1):
        while waiting and waiting[0].place <= place:
            _, name, module, before, after = waiting.pop(0)
            counted[name] += 1
            yield (f"{name} ({counted[name]})" if counted[name] > 1 else name), module, before, after
        name = seen.order[place] if place < len(seen.order) else ""
        if name and name in modules and name not in known:
            known.add(name)
            given = seen.inputs[name][0]
            yield name, modules[name], given[0] if given else None, seen.outputs[name][0]


def _distances(maps: Tensor) -> tuple[float, ...]:
    """|A - A_0| / |A_0| of each row."""
    rows = maps.flatten(1).double()
    size = float(rows[0].norm())
    return tuple(float(one) / size if size else 0.0 for one in (rows - rows[0]).norm(dim=1))


def _pools(module: nn.Module, before: Tensor, after: Tensor) -> bool:
    """Whether a module makes maps smaller, channel by channel: pooling and subsampling, whatever they are called."""
    return (
        before.dim() == 4 and after.dim() == 4
        and before.shape[:2] == after.shape[:2] and before[0, 0].numel() > after[0, 0].numel()
        and not any(value.dim() > 1 for value in module.parameters())
    )  # fmt: skip


def shifted(image: Tensor, pixels: float) -> Tensor:
    """(B, C, H, W) moved to the right by whole pixels; what comes in repeats the edge, so that no border arises."""
    places = torch.arange(image.shape[3], device=image.device) - round(pixels)
    return image[..., places.clamp(0, image.shape[3] - 1)]


def turned(image: Tensor, degrees: float) -> Tensor:
    """(B, C, H, W) turned about its middle, bilinear; corners repeat the edge."""
    angle = math.radians(degrees)
    return _mapped(image, [[math.cos(angle), -math.sin(angle), 0.0], [math.sin(angle), math.cos(angle), 0.0]])


def scaled(image: Tensor, times: float) -> Tensor:
    """(B, C, H, W) larger or smaller about its middle, bilinear; what comes in repeats the edge."""
    return _mapped(image, [[1 / times, 0.0, 0.0], [0.0, 1 / times, 0.0]])


def _mapped(image: Tensor, matrix: list[list[float]]) -> Tensor:
    ratio = image.shape[3] / image.shape[2]  # coordinates run from -1 to 1 along either side
    matrix = [[matrix[0][0], matrix[0][1] / ratio, 0.0], [matrix[1][0] * ratio, matrix[1][1], 0.0]]
    theta = torch.tensor(matrix, dtype=image.dtype, device=image.device).expand(len(image), 2, 3)
    grid = F.affine_grid(theta, list(image.shape), align_corners=False)
    return F.grid_sample(image, grid, padding_mode="border", align_corners=False)


MOVES: dict[str, Callable[[Tensor, float], Tensor]] = {"shift": shifted, "turn": turned, "scale": scaled}
