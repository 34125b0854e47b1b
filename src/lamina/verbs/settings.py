"""Settles a run's configuration: options over file over recipe, and "auto" replaced by what it means here."""

import math
from pathlib import Path
from typing import Any

from lamina.core.config import RunConfig, parse
from lamina.core.device import make_plan
from lamina.core.errors import InputError
from lamina.core.files import read_json
from lamina.networks.catalog import Recipe

_IN_MEMORY = "<{}>"


def gather(data: Any, config: RunConfig | str | Path | None, options: dict[str, Any]) -> RunConfig:
    """The configuration that the user asked for: `options` over `config` (a RunConfig, or a config.json)."""
    base = config if isinstance(config, RunConfig) else parse(read_json(Path(config))) if config else RunConfig()
    if data is not None:
        options = {
            **options,
            "data": str(data) if isinstance(data, str | Path) else _IN_MEMORY.format(type(data).__name__),
        }
    for name in ("target", "ignore", "missing_marks"):
        if isinstance(options.get(name), str):
            options[name] = (options[name],)
    settled = base.replace(**options)
    if not settled.data.data:
        raise InputError("verbs.no_data")
    return settled


def source_of(data: Any, config: RunConfig) -> Any:
    """What is to be read: the object in memory, or the path or built-in name of the configuration."""
    if data is not None:
        return data
    if config.data.data.startswith("<"):
        raise InputError("verbs.data_was_in_memory", what=config.data.data)
    return config.data.data


def settle(config: RunConfig, recipe: Recipe, num_rows: int) -> RunConfig:
    """Replace every "auto" of optim and loop by the network's recipe, and add the machine's plan.

    num_rows: rows of the training part. A plan that the configuration already carries is kept (--config, resume).
    """
    optim, loop, task = config.optim, config.loop, config.task
    batch_size = batch_rows(loop.batch_size, recipe.batch_size, num_rows)
    recipe = recipe.with_optimizer(optim.optimizer).for_data(num_rows, batch_size)
    smoothing = recipe.label_smoothing if config.task.task == "classify" else 0.0
    settled = config.replace(
        optimizer=recipe.optimizer if optim.optimizer == "auto" else optim.optimizer,
        learning_rate=recipe.learning_rate if optim.learning_rate == "auto" else optim.learning_rate,
        weight_decay=recipe.weight_decay if optim.weight_decay == "auto" else optim.weight_decay,
        schedule=recipe.schedule if optim.schedule == "auto" else optim.schedule,
        epochs=recipe.epochs if loop.epochs == "auto" else loop.epochs,
        patience=recipe.patience if loop.patience == "auto" else loop.patience,
        label_smoothing=smoothing if task.label_smoothing == "auto" else task.label_smoothing,
        batch_size=batch_size,
        augment=recipe.augmentation or ("none",) if config.data.augment == ("auto",) else config.data.augment,
    )
    return settled.model_copy(update={"plan": config.plan or make_plan(config.loop)})


def batch_rows(asked: int | str, usual: int, num_rows: int) -> int:
    """Rows of a batch: as asked, at most all rows; the recipe's where nothing is asked, less for small data."""
    if asked == "auto":
        return small_data_batch(usual, num_rows)
    return num_rows if asked == "full" else min(int(asked), num_rows)


def small_data_batch(batch_size: int, num_rows: int) -> int:
    """A batch size that leaves small data at least 16 steps an epoch, in powers of two, never under 8."""
    return max(8, min(batch_size, 2 ** int(math.log2(max(num_rows / 16, 1)))))
