"""What the classes weigh, and the metrics' unit."""

from pathlib import Path

import pytest
import torch

from lamina.core.config import RunConfig
from lamina.verbs.job import plan_job
from lamina.verbs.task import class_weights, task_of


def test_class_weights_are_inverse_to_the_frequency(table: Path) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("kind",), class_weights="balanced"))
    weights, target = class_weights(job.prepared, job.config.task), job.prepared.parts["train"].target
    assert weights is not None
    assert weights[target].mean().item() == pytest.approx(1.0)
    counts = torch.bincount(target).float()
    assert torch.allclose(weights * counts, (weights * counts)[0].expand(3))
    assert class_weights(job.prepared, job.config.task.model_copy(update={"class_weights": "none"})) is None


def test_a_number_has_no_class_weights_and_its_loss_is_of_scaled_values(table: Path) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("price",), ignore=("kind",)))
    assert class_weights(job.prepared, job.config.task) is None
    assert task_of(job.prepared, job.config.task) is not None
