"""Which modules of a network are its layers: those that hold no others.

What computes a layer's weights (torch's parametrizations: weight norm, spectral norm) is no part of the network's way.
"""

from torch import nn
from torch.nn.utils.parametrize import is_parametrized

_COMPUTING = "parametrizations"


def parts_of(module: nn.Module) -> dict[str, nn.Module]:
    """The modules that a module holds and runs, by name."""
    computed = is_parametrized(module)
    return {name: one for name, one in module.named_children() if not (computed and name == _COMPUTING)}


def modules_in(network: nn.Module) -> dict[str, nn.Module]:
    """The network's modules by name, those that compute weights apart; "" is the network itself."""
    return {name: one for name, one in network.named_modules() if _COMPUTING not in name.split(".")}


def layers_in(network: nn.Module) -> dict[str, nn.Module]:
    """The modules without parts, by name."""
    return {name: one for name, one in modules_in(network).items() if not parts_of(one)}


def type_of(module: nn.Module) -> str:
    """The name of a module's class, as the user wrote it."""
    return type(module).__name__.removeprefix("Parametrized") if is_parametrized(module) else type(module).__name__
