"""Batches of a job's parts."""

from pathlib import Path

import torch

from lamina.core.config import RunConfig
from lamina.verbs.batches import network_target, source
from lamina.verbs.job import plan_job


def test_images_are_brought_to_the_networks_size() -> None:
    job = plan_job("digits", RunConfig().replace(data="digits"))
    assert job.config.network.network == "lenet5"
    batches = source(job, "train", job.blueprint.build(0))
    assert batches is not None
    assert next(batches.epoch(0)).inputs["images"].shape[1:] == (1, 32, 32)


def test_training_rows_are_shuffled_and_validation_rows_stand_in_order(table: Path) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("kind",)))
    network = job.blueprint.build(0)
    train, validation = source(job, "train", network), source(job, "validation", network)
    assert train is not None
    assert validation is not None
    seen = torch.cat([batch.row_ids for batch in train.epoch(0)])
    assert sorted(seen.tolist()) == sorted(job.prepared.parts["train"].row_ids.tolist())
    assert seen.tolist() != torch.cat([batch.row_ids for batch in train.epoch(1)]).tolist()
    kept = torch.cat([batch.row_ids for batch in validation.epoch(0)])
    assert torch.equal(kept, job.prepared.parts["validation"].row_ids)
    assert source(job, "nothing", network) is None


def test_numbers_are_learned_scaled(table: Path) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("price",), ignore=("kind",)))
    scaled = network_target(job.prepared.parts["train"], job.prepared)
    assert scaled.dtype == torch.float32
    assert abs(scaled.mean().item()) < 1e-5
