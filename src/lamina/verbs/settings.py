"""Settles a run's configuration: options over file over recipe, and "auto" replaced by what it means here."""

import math
from pathlib import Path
from typing import Any

from lamina.core.config import RunConfig, parse
from lamina.core.device import device_exists, machine_name, make_plan
from lamina.core.errors import InputError, warn
from lamina.core.files import read_json
from lamina.core.plan import Plan
from lamina.networks.catalog import Recipe

_IN_MEMORY = "<{}>"
LONGER = 10  # a time budget without --epochs trains at most so many times the recipe's epochs
MACHINE_OPTIONS = {"device", "precision", "threads", "deterministic"}


def gather(data: Any, config: RunConfig | str | Path | None, options: dict[str, Any]) -> RunConfig:
    """The configuration that the user asked for: `options` over `config` (a RunConfig, or a config.json)."""
    base = (
        config
        if isinstance(config, RunConfig)
        else parse(read_json(Path(config)), str(config))
        if config
        else RunConfig()
    )
    if data is not None:
        options = {
            **options,
            "data": str(data) if isinstance(data, str | Path) else _IN_MEMORY.format(type(data).__name__),
        }
    for name in ("target", "ignore", "missing_marks"):
        if isinstance(options.get(name), str):
            options[name] = (options[name],)
    settled = base.replace(**options)
    if settled.task.task == "translate" and settled.data.kind == "auto":
        settled = settled.replace(kind="pairs")
    if MACHINE_OPTIONS & options.keys():  # another machine setting than the saved plan's: the plan is made anew
        settled = settled.model_copy(update={"plan": None})
    if not settled.data.data:
        raise InputError("verbs.no_data")
    return settled


def replayed_plan(config: RunConfig) -> Plan:
    """The saved plan, on the device, processor and versions that are here; without one, what "auto" means here.

    Bits are the same only on the same machine and versions: `tell_other_machine` says where they differ.
    """
    saved, here = config.plan, make_plan(config.loop)
    if saved is None:
        return here
    device = saved.device if device_exists(saved.device) else here.device
    machine = here.machine if device == here.device else machine_name(device)
    return saved.model_copy(update={"device": device, "machine": machine, "torch": here.torch, "python": here.python})


def tell_other_machine(saved: Plan | None, now: Plan) -> None:
    """Warn where a repeated run has another device, processor or PyTorch than the configuration was made with."""
    for what in ("device", "machine", "torch"):
        if saved is not None and getattr(saved, what) != getattr(now, what):
            warn("training.other_machine", what=what, before=getattr(saved, what), now=getattr(now, what))


def source_of(data: Any, config: RunConfig) -> Any:
    """What is to be read: the object in memory, or the path or built-in name of the configuration."""
    if data is not None:
        return data
    if config.data.data.startswith("<"):
        raise InputError("verbs.data_was_in_memory", what=config.data.data)
    path = Path(config.data.data).expanduser()
    if not path.is_absolute() and (path.suffix or len(path.parts) > 1) and not path.exists():
        raise InputError("verbs.data_not_here", data=config.data.data)
    return config.data.data


def settle(config: RunConfig, recipe: Recipe, num_rows: int) -> RunConfig:
    """Replace every "auto" of optim and loop by the network's recipe, and add the machine's plan.

    num_rows: rows of the training part. A plan that the configuration already carries is kept (--config, resume).
    """
    optim, loop, task = config.optim, config.loop, config.task
    batch_size = batch_rows(loop.batch_size, recipe.batch_size, num_rows)
    recipe = recipe.with_optimizer(optim.optimizer).for_data(num_rows, batch_size)
    smoothing = recipe.label_smoothing if config.task.task in ("classify", "translate") else 0.0
    epochs = recipe.epochs * (1 if loop.minutes is None else LONGER) if loop.epochs == "auto" else loop.epochs
    falls = recipe.schedule if optim.schedule == "auto" else optim.schedule
    settled = config.replace(
        optimizer=recipe.optimizer if optim.optimizer == "auto" else optim.optimizer,
        learning_rate=recipe.learning_rate if optim.learning_rate == "auto" else optim.learning_rate,
        weight_decay=recipe.weight_decay if optim.weight_decay == "auto" else optim.weight_decay,
        schedule=falls,
        clip_norm=recipe.clip_norm if optim.clip_norm == "auto" else optim.clip_norm,
        beta2=recipe.beta2 if optim.beta2 == "auto" else optim.beta2,
        warmup_epochs=warmup(recipe, falls, epochs) if optim.warmup_epochs == "auto" else optim.warmup_epochs,
        epochs=epochs,
        patience=recipe.patience if loop.patience == "auto" else loop.patience,
        label_smoothing=smoothing if task.label_smoothing == "auto" else task.label_smoothing,
        batch_size=batch_size,
        augment=recipe.augmentation or ("none",) if config.data.augment == ("auto",) else config.data.augment,
    )
    return settled.model_copy(update={"plan": replayed_plan(config)})


def warmup(recipe: Recipe, schedule: str, epochs: int) -> float:
    """Epochs of warm-up: the recipe's share of those of the whole training, of a time budget of its own epochs.

    None with one-cycle, which rises by itself.
    """
    return 0.0 if schedule == "one-cycle" else round(recipe.warmup_share * min(epochs, recipe.epochs), 2)


def batch_rows(asked: int | str, usual: int, num_rows: int) -> int:
    """Rows of a batch: as asked, at most all rows; the recipe's where nothing is asked, less for small data."""
    if asked == "auto":
        return small_data_batch(usual, num_rows)
    return num_rows if asked == "full" else min(int(asked), num_rows)


def small_data_batch(batch_size: int, num_rows: int) -> int:
    """A batch size that leaves small data at least 16 steps an epoch, in powers of two, never under 8."""
    return max(8, min(batch_size, 2 ** int(math.log2(max(num_rows / 16, 1)))))
