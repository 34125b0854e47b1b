"""What a training step keeps for its backward pass, measured on torch's own autograd with shapes alone."""

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from lamina.lens.quick import ShapesOnly

OPTIMIZER_NUMBERS = {  # numbers that an optimizer keeps per trained parameter
    "sgd": 0, "momentum": 1, "nesterov": 1, "adagrad": 1, "rmsprop": 1, "adam": 2, "adamw": 2,
}  # fmt: skip


def saved_bytes(network: nn.Module, inputs: tuple[Tensor, ...]) -> int | None:
    """Bytes that autograd saves in a forward pass in training mode, parameters and buffers not counted, views once.

    network: without numbers (see meta_copy). None where it cannot run in training mode on these inputs.
    """
    own = {_key(tensor) for tensor in [*network.parameters(), *network.buffers()]}
    kept: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        if tensor.is_meta and _key(tensor) not in own:
            kept[_key(tensor)] = tensor.untyped_storage().nbytes()
        return tensor

    try:
        with torch.enable_grad(), ShapesOnly(), saved_tensors_hooks(keep, lambda tensor: tensor):
            output = network.train()(*inputs)
    except (RuntimeError, ValueError, TypeError, NotImplementedError):
        return None
    del output
    return sum(kept.values())


def _key(tensor: Tensor) -> int:
    return tensor.untyped_storage()._cdata
