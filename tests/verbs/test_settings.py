"""Options over file over recipe."""

from pathlib import Path

import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.networks.catalog import Recipe
from lamina.verbs.settings import gather, settle, small_data_batch, source_of


def test_options_go_over_the_config() -> None:
    config = gather("a.csv", RunConfig().replace(epochs=3, seed=4), {"epochs": 5, "target": "y"})
    assert (config.data.data, config.loop.epochs, config.loop.seed, config.data.target) == ("a.csv", 5, 4, ("y",))


def test_data_in_memory_is_named_and_cannot_be_read_again() -> None:
    config = gather([{"a": 1}], None, {})
    assert config.data.data == "<list>"
    with pytest.raises(InputError, match="in memory"):
        source_of(None, config)
    with pytest.raises(InputError, match="No data"):
        gather(None, None, {})


def test_the_recipe_fills_what_is_auto_and_nothing_else() -> None:
    settled = settle(RunConfig().replace(data="x", epochs=7), Recipe(epochs=30, learning_rate=0.02), num_rows=10_000)
    assert (settled.loop.epochs, settled.optim.learning_rate, settled.loop.batch_size) == (7, 0.02, 64)
    assert settled.plan is not None


@pytest.mark.parametrize(
    ("asked", "rows", "expected"), [("full", 123, 123), (1, 123, 1), (500, 123, 123), (50, 123, 50)]
)
def test_batch_sizes_as_asked(asked: int | str, rows: int, expected: int) -> None:
    assert settle(RunConfig().replace(batch_size=asked), Recipe(), rows).loop.batch_size == expected


def test_small_data_keeps_several_steps_an_epoch() -> None:
    assert [small_data_batch(128, rows) for rows in (10, 100, 1000, 100_000)] == [8, 8, 32, 128]


def test_another_optimizer_gets_a_usual_rate_of_its_own() -> None:
    recipe = Recipe(optimizer="adamw", learning_rate=3e-3)
    other = settle(RunConfig().replace(optimizer="sgd"), recipe, 100).optim
    asked = settle(RunConfig().replace(optimizer="sgd", learning_rate=0.5), recipe, 100).optim
    assert (other.learning_rate, asked.learning_rate) == (0.1, 0.5)


def test_labels_are_smoothed_by_the_recipe_only_where_there_are_classes() -> None:
    recipe = Recipe(label_smoothing=0.1)
    for task, expected in (("classify", 0.1), ("regress", 0.0)):
        assert settle(RunConfig().replace(task=task), recipe, 100).task.label_smoothing == expected


def test_gradients_are_clipped_by_the_recipe_unless_asked_otherwise() -> None:
    recipe = Recipe(clip_norm=1.0)
    assert settle(RunConfig(), recipe, 100).optim.clip_norm == 1.0
    assert settle(RunConfig().replace(clip_norm=None), recipe, 100).optim.clip_norm is None
    assert settle(RunConfig().replace(clip_norm=0.5), recipe, 100).optim.clip_norm == 0.5
    assert settle(RunConfig(), Recipe(), 100).optim.clip_norm is None


@pytest.mark.parametrize(("schedule", "expected"), [("auto", 3.0), ("cosine", 3.0), ("one-cycle", 0.0)])
def test_the_recipe_warms_up_unless_the_schedule_does_so_itself(schedule: str, expected: float) -> None:
    recipe = Recipe(epochs=20, schedule="inverse-sqrt", warmup_share=0.15)
    assert settle(RunConfig().replace(schedule=schedule), recipe, 10_000).optim.warmup_epochs == expected


def test_a_configuration_names_itself_and_where_its_data_was(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_text('{"data": {"targt": ["y"]}}', encoding="utf-8")
    with pytest.raises(InputError, match=r'no setting "targt" .*c\.json.*"target"'):
        gather("x.csv", file, {})
    file.write_text('{"loop": {"epochs": 0}}', encoding="utf-8")
    with pytest.raises(InputError, match=r'"epochs" .*c\.json'):
        gather("x.csv", str(file), {})
    with pytest.raises(InputError, match="relative to the folder"):
        source_of(None, RunConfig().replace(data="data/not_here.csv"))
    assert source_of(None, RunConfig().replace(data="wine")) == "wine"
