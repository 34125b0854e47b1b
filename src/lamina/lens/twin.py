"""A twin to experiment on: the same weights in modules of its own, so that an extra pass leaves no trace.

The parameters are shared (nothing is copied of them, and no gradient of theirs is touched by `torch.autograd.grad`);
buffers, modes, hooks and whatever else the modules hold are copies. The random states of torch, Python and numpy are put
back. A module that cannot be copied (one that holds a tensor with a graph) runs itself, and is put back as far as
`undisturbed` can.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn

from lamina.lens.random_kept import random_kept
from lamina.lens.undisturbed import undisturbed


@contextmanager
def twin_of(network: nn.Module) -> Iterator[nn.Module]:
    """A network to run in place of this one, its modules in the same modes."""
    with random_kept(network):
        shared = {id(one): one for one in network.parameters()}
        try:
            twin = copy.deepcopy(network, dict(shared))  # type: ignore[arg-type]
        except Exception:  # whatever a user's module raises when it is copied
            modes = [(one, one.training) for one in network.modules()]
            with undisturbed(network):
                for one, mode in modes:
                    one.training = mode
                yield network
            return
        yield twin
