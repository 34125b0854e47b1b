"""A copy of a module to work on, or why there is none."""

import copy
from typing import TypeVar

from torch import nn

from lamina.core.errors import InputError

M = TypeVar("M", bound=nn.Module)


def copy_of(network: M) -> M:
    """Weights and all, sharing nothing. InputError: it holds what cannot be copied."""
    try:
        return copy.deepcopy(network)
    except Exception as error:  # a lock, an open file, a kept result of the last pass
        raise InputError("lens.no_copy", network=type(network).__name__, reason=str(error)) from error
