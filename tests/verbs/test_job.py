"""Everything is decided before anything is trained."""

from pathlib import Path

import pytest
import torch

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.verbs.job import plan_job, steps_per_epoch
from lamina.verbs.reading import prepared_sample


def test_the_network_is_sized_by_the_data(table: Path) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("kind",)))
    assert job.config.network.network == "mlp"
    assert job.blueprint.arguments["num_classes"] == 3
    assert job.blueprint.arguments["in_features"] == prepared_sample(job.prepared)[0].shape[1]


def test_learned_embeddings_take_the_codes(table: Path) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("kind",), categories="embedding"))
    assert job.blueprint.arguments["cardinalities"] == (5,)
    network = job.blueprint.build(0)
    assert network(*prepared_sample(job.prepared)).shape == (2, 3)


def test_the_same_seed_builds_the_same_weights_and_leaves_the_random_state(table: Path) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("kind",)))
    before = torch.random.get_rng_state()
    one, other, third = job.blueprint.build(1), job.blueprint.build(1), job.blueprint.build(2)
    assert torch.equal(before, torch.random.get_rng_state())
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(one.parameters(), third.parameters(), strict=True))


@pytest.mark.parametrize(
    ("rows", "batch", "drop", "steps"), [(100, 32, False, 4), (100, 32, True, 3), (96, 32, False, 3)]
)
def test_steps_of_an_epoch(rows: int, batch: int, drop: bool, steps: int) -> None:
    assert steps_per_epoch(rows, batch, drop) == steps


def test_a_network_that_is_not_for_the_data_is_refused_with_those_that_are(table: Path) -> None:
    with pytest.raises(InputError, match="mlp"):
        plan_job(str(table), RunConfig().replace(data=str(table), network="lenet5"))


def test_images_are_augmented_and_tables_are_not(table: Path) -> None:
    with pytest.warns(UserWarning, match="no effect on a table"):
        job = plan_job(str(table), RunConfig().replace(data=str(table), target=("kind",), augment=("flip",)))
    assert job.augmentation == ()
    assert plan_job("digits", RunConfig().replace(data="digits", augment=("crop",))).augmentation == ("crop",)
