"""What is learned of running words: to foretell the words around each word. The network itself gives loss and gradient."""

import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.core.config import TaskConfig
from lamina.core.errors import InputError


class Words:
    """The mean loss of a predicted word. output: (2,), the sum of the losses and how many words were predicted."""

    name = "embed"
    divides = True

    def loss(self, output: Tensor, batch: Batch) -> tuple[Tensor, Tensor | float]:
        """(sum of the losses, number of predictions)."""
        return output[0], output[1]

    def tally(self, output: Tensor, batch: Batch) -> Tensor:
        """Nothing but the loss is counted."""
        return torch.zeros(0)

    def metrics(self, tally: Tensor) -> dict[str, float]:
        """None: word vectors are measured on judgements of people, not on the text."""
        return {}


def word_task(config: TaskConfig) -> Words:
    """The task; a loss or weights that belong to other tasks are refused."""
    if config.loss != "auto":
        raise InputError("embed.loss", loss=config.loss)
    return Words()
