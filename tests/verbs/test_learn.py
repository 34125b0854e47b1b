"""Building and training a job's network."""

from pathlib import Path

import pytest
import torch

import lamina
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.verbs.job import plan_job
from lamina.verbs.learn import built_network, learners, train_job


def test_the_same_job_learns_the_same_weights(table: Path, tmp_path: Path) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("kind",), epochs=1))
    one, trained = train_job(job, tmp_path / "one")
    other, _ = train_job(job, tmp_path / "other")
    assert (trained.epochs, trained.reason, one.training) == (1, "epochs", False)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
    fresh = built_network(job)
    assert not all(torch.equal(a, b) for a, b in zip(one.parameters(), fresh.parameters(), strict=True))


def test_a_loss_that_does_not_fit_is_refused_before_a_folder_is_made(table: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="huber"):
        lamina.train(str(table), target="kind", loss="huber", out=str(tmp_path / "runs"))
    assert not (tmp_path / "runs").exists()


def test_without_weights_to_start_from_the_whole_network_learns(table: Path) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("kind",)))
    network = built_network(job)
    learner, train, validation = learners(job, network, ())
    assert learner is network
    assert train.num_rows == len(job.prepared.parts["train"])
    assert validation is not None
