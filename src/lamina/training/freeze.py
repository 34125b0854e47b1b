"""A network as a fixed extractor of features, of which only the head learns.

What stands before the head stays in evaluation mode: dropout off, batch norm with its stored statistics, which do not
move. So the features of an image are always the same and, where nothing else varies, need to be computed once.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn


class HeadOnly(nn.Module):
    """A network whose head alone is trained: `train()` reaches the head, gradients too. Weights are shared, not copied."""

    def __init__(self, network: nn.Module, head: str) -> None:
        super().__init__()
        self.network = network.requires_grad_(False)
        self.path = head
        self.head_of(network).requires_grad_(True)
        self.train(self.training)

    def head_of(self, network: nn.Module) -> nn.Module:
        """The head within the network."""
        return network.get_submodule(self.path)

    def train(self, mode: bool = True) -> "HeadOnly":
        """Training mode for the head; evaluation mode for everything before it."""
        super().train(False)
        self.training = mode
        self.head_of(self.network).train(mode)
        return self

    def forward(self, *inputs: Tensor) -> Tensor:
        """The network's forward: prepared inputs (B, ...) -> (B, Y)."""
        return self.network(*inputs)


@torch.no_grad()
def head_inputs(network: nn.Module, head: str, batches: Iterable[tuple[Tensor, ...]]) -> Tensor | None:
    """What the head receives for each row, (n, F), with the network in evaluation mode.

    None when the network does more with the head's output than to answer it, or calls it otherwise than once with one
    tensor of two axes: then the head alone is not what is to be trained.
    """
    layer, seen, rows = network.get_submodule(head), [], []
    handle = layer.register_forward_pre_hook(lambda _, inputs: seen.append(inputs))
    try:
        network.eval()
        for batch in batches:
            seen.clear()
            output = network(*batch)
            answer = output if isinstance(output, Tensor) else output[0]
            if len(seen) != 1 or len(seen[0]) != 1 or seen[0][0].dim() != 2:
                return None
            given = seen[0][0]
            if not rows and not torch.equal(layer(given), answer):
                return None
            rows.append(given.clone())
    finally:
        handle.remove()
    return torch.cat(rows) if rows else None
