"""How many rows a look at a training takes: as many as bear enough values, fewer where a network is slow."""

import math
import time
from collections.abc import Callable

import torch
from torch import Tensor

from lamina.core.batch import Batch

MOST_ROWS, USUAL_ROWS, FEWEST_ROWS = 64, 16, 4
ENOUGH_VALUES = 2**18  # of the inputs: fewer rows of large ones
PASSES = 6.0  # forward in both modes, two ways back of two each, in units of a way forward
TIMED = 4  # rows whose way forward is timed

Allowance = Callable[[float], float]  # from the seconds of one row's way forward to those that a look may take


def first_rows(batch: Batch, rows: int) -> Batch:
    """The first rows of a batch."""
    inputs = {name: values[:rows] for name, values in batch.inputs.items()}
    weight = None if batch.weight is None else batch.weight[:rows]
    return Batch(inputs, batch.target[:rows], weight, batch.row_ids[:rows])


def bounded_rows(batch: Batch) -> int:
    """As many as bear enough values, from 16 to 64."""
    values = sum(math.prod(one.shape[1:]) for one in batch.inputs.values())
    return max(USUAL_ROWS, min(MOST_ROWS, ENOUGH_VALUES // max(1, values)))


def fitting_rows(forward: Callable[[Batch], Tensor], batch: Batch, allowance: Allowance) -> int:
    """Of these at least 4, as many as a look that keeps to its allowance can take.

    forward: of the network, in evaluation mode. It runs twice over four rows; the second time counts.
    """
    few, begin = first_rows(batch, TIMED), 0.0
    with torch.no_grad():
        for _ in range(2):
            begin = time.process_time()
            forward(few).flatten()[:1].tolist()  # an accelerator's work is done
    row = (time.process_time() - begin) / max(1, len(few.row_ids))
    affordable = allowance(row) / (PASSES * max(row, 1e-9))
    return max(FEWEST_ROWS, min(bounded_rows(batch), int(affordable)))
