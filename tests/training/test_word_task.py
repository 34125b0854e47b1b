"""The task of word vectors passes the network's own sums on, and refuses the losses of other tasks."""

import pytest
import torch

from lamina.core.batch import Batch
from lamina.core.config import TaskConfig
from lamina.core.errors import InputError
from lamina.training.word_task import word_task


def test_sums_are_passed_on() -> None:
    task = word_task(TaskConfig())
    batch = Batch({}, torch.zeros(3), None, torch.zeros(3))
    assert task.loss(torch.tensor([6.0, 2.0]), batch) == (6.0, 2.0)
    assert task.metrics(task.tally(torch.zeros(3, 1), batch)) == {}


def test_another_loss_is_refused() -> None:
    with pytest.raises(InputError, match="huber"):
        word_task(TaskConfig(loss="huber"))
