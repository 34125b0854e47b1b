"""The four views of one answer to an image, as dear as the network allows, each with its sanity check."""

from collections.abc import Callable

from torch import Tensor, nn

from lamina.core.errors import InputError
from lamina.core.looks import Attribution
from lamina.lens.attribution import grad_cam, gradient, integrated_gradients, occlusion
from lamina.lens.sanity import checked, with_random_weights

LIGHT, HEAVY = 5e7, 1e9  # multiply-adds of a pass, up to which much, and from which little is asked of the network
_STEPS = (64, 20, 12)  # of the integral
_WINDOWS = (15, 7, 5)  # along a side


def reasons(
    network: nn.Module,
    inputs: tuple[Tensor, ...],
    index: int | None,
    *,
    macs: int,
    twin: nn.Module | None,
    layer: str = "",
) -> tuple[list[Attribution], list[InputError]]:
    """Gradient, integrated gradients, Grad-CAM and occlusion of one row (1, C, H, W), and why one could not be made.

    macs: of one pass. twin: `random_twin`; without one there is no sanity check. layer: of Grad-CAM, if it gives maps.
    """
    views: list[Callable[[nn.Module], Attribution]] = [
        lambda one: gradient(one, inputs, index),
        lambda one: integrated_gradients(one, inputs, index, steps=_STEPS[_weight(macs)]),
        lambda one: grad_cam(one, inputs, index, layer=layer),
        lambda one: occlusion(one, inputs, index, **windows(inputs[0], macs)),
    ]
    found, refused = [], []
    for view in views:
        try:
            found.append(checked(view, network, twin=twin) if twin is not None else view(network))
        except InputError as error:
            refused.append(error)
    return found, refused


def random_twin(network: nn.Module) -> tuple[nn.Module | None, InputError | None]:
    """The network with random weights; (None, why) where there is no such thing."""
    try:
        return with_random_weights(network), None
    except InputError as error:
        return None, error


def windows(image: Tensor, macs: int) -> dict[str, int]:
    """Side and stride of the occluding window, in pixels: half of it covers what the one before covered."""
    side = min(image.shape[2:])
    along = _WINDOWS[_weight(macs)]
    window = max(1, round(2 * side / (along + 1)))
    return {"window": window, "stride": max(1, window // 2)}


def _weight(macs: int) -> int:
    return (macs > LIGHT) + (macs > HEAVY)
