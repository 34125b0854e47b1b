"""Each kind of network has its look: rows of a batch for layers, a whole batch for tables of vectors."""

import pytest
import torch
from torch import nn

from lamina.core.batch import Batch
from lamina.core.config import TaskConfig
from lamina.core.spec import DataSpec, TargetSpec
from lamina.networks.word2vec import word2vec
from lamina.training.task import make_task
from lamina.verbs.health.looks import look_at

SPEC = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b")),))
TASK = make_task(SPEC, TaskConfig())


def rows(count: int) -> Batch:
    return Batch({"x": torch.randn(count, 3)}, torch.arange(count) % 2, None, torch.arange(count))


def test_layers_are_looked_at_on_some_rows_and_their_update_is_measured() -> None:
    torch.manual_seed(0)
    network = nn.Linear(3, 2)
    look, batch = look_at(network, TASK), rows(40)
    reading = look.read(batch, 0, 0, 8)
    assert look.has_order and reading.rows == 8 and len(look.part(batch, reading).row_ids) == 8
    look.remember()
    with torch.no_grad():
        network.weight *= 1.25
    assert look.changes() == {"Linear": pytest.approx(0.25, rel=1e-5)}
    assert look.changes() == {}  # of one update


def test_tables_are_looked_at_on_the_whole_batch() -> None:
    torch.manual_seed(0)
    network = word2vec(20, 4, window=2)
    words = torch.randint(2, 20, (20,))
    reach = torch.full((16,), 1, dtype=torch.int8)
    noise = torch.randint(2, 20, (1, network.num_shared))
    batch = Batch({"words": words, "left": reach, "right": reach, "noise": noise}, words[2:18], None, words[2:18])
    look = look_at(network, TASK)
    reading = look.read(batch, 0, 0, 8)
    assert not look.has_order and reading.rows == 16 and look.part(batch, reading) is batch
    look.remember()
    with torch.no_grad():
        network.vectors.weight *= 1.5
    found = look.changes()
    assert 0.0 < found["vectors"] <= 0.5 and found["outputs"] == 0.0
