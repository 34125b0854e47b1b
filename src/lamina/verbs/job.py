"""A job: everything of a run decided (data read, split and fitted, network chosen, "auto" resolved), nothing trained."""

from dataclasses import dataclass
from typing import Any

import polars as pl
from torch import nn

from lamina.blocks.norm import refuse_lone_row
from lamina.core.config import LoopConfig, RunConfig
from lamina.core.device import apply_plan
from lamina.core.errors import warn
from lamina.core.events import Announcement
from lamina.core.plan import Plan
from lamina.data.images.augment_mix import WAYS, find_mixing
from lamina.data.prepared import Prepared
from lamina.data.series.prepared import series_settings
from lamina.data.settings_used import check_embedding, check_settings
from lamina.verbs.network import Blueprint, blueprint
from lamina.verbs.reading import choose_network, look, prepared_sample, read_and_prepare
from lamina.verbs.settings import replayed_plan, settle
from lamina.verbs.transfer import Start, begun, find_weights
from lamina.verbs.tuning import tell_unused, tuning_announcements, tuning_of

SMALL_STEP = 8_000_000  # multiply-adds of a forward pass under which a second thread does not pay


@dataclass(frozen=True)
class Job:
    """What is trained on what, fully decided."""

    config: RunConfig  # nothing is "auto" any more; config.plan is set
    name: str  # of the data, short
    prepared: Prepared
    blueprint: Blueprint
    names: pl.DataFrame  # column row_id, and what a person calls the row (data.row_names)
    choices: tuple[Announcement, ...] = ()  # what was chosen for the user
    start: Start | None = None  # weights to start from
    rows: pl.DataFrame | None = None  # of a table, as read, with the column row_id: for showing samples

    @property
    def plan(self) -> Plan:
        """What the machine decides."""
        assert self.config.plan is not None
        return self.config.plan

    @property
    def loop(self) -> LoopConfig:
        """How long it is trained: the trainings of the folds and the run's own share the time budget."""
        loop, trainings = self.config.loop, self.config.data.folds + 1
        return loop if loop.minutes is None else loop.model_copy(update={"minutes": loop.minutes / trainings})

    @property
    def augmentation(self) -> tuple[str, ...]:
        """What is done to training images; nothing for a table."""
        names = self.config.data.augment
        return names if self.prepared.spec.kind == "images" and names != ("none",) else ()

    def announcements(self) -> list[Announcement]:
        """What the user should know before the first step: the split, the audit's notes, sizes and steps."""
        loop, audit = self.loop, self.prepared.audit
        rows = len(self.prepared.parts["train"])
        steps = steps_per_epoch(rows, int(loop.batch_size), loop.drop_last)
        varied = self.augmentation
        mixed = [name for name in varied if name in WAYS]
        return [
            *self.choices,
            *([Announcement("verbs.augmented", {"names": ", ".join(varied)})] if varied else []),
            *([Announcement("verbs.mixed", {"names": ", ".join(mixed)})] if mixed else []),
            *(Announcement(note.code, note.parameters) for note in (*audit.notes, audit.rule)),
            Announcement(
                "verbs.steps",
                {"rows": rows, "batch_size": loop.batch_size, "steps": steps, "epochs": loop.epochs,
                 "all_steps": steps * int(loop.epochs), "most": loop.minutes is not None,
                 "windows": self.prepared.spec.kind == "series"},
            ),
            *([] if loop.minutes is None else [self.budget_announcement(loop.minutes)]),
        ]  # fmt: skip

    def budget_announcement(self, minutes: float) -> Announcement:
        """What ends a training under a time budget; patience 0: never stops early."""
        loop = self.loop
        patience = loop.patience if "validation" in self.prepared.parts else 0
        return Announcement("verbs.budget", {"minutes": minutes, "epochs": loop.epochs, "patience": patience})


def plan_job(data: Any, config: RunConfig, module: nn.Module | None = None, fold: int | None = None) -> Job:
    """Read, split, fit, choose the network and resolve every "auto"."""
    given_plan = config.plan
    apply_plan(replayed_plan(config))
    detected, table = look(data, config)
    if fold is None:  # folds were told with the run's own split
        check_settings(data, detected, config.data)
    weights = find_weights(config.network, detected, module)
    config, announcements = choose_network(config, detected, module, weights)
    prepared, names, rows = read_and_prepare(data, table, config, fold, weights)
    if fold is None:
        check_embedding(prepared.spec, config.data)
    sample = prepared_sample(prepared)
    plan_of_network = blueprint(config.network, prepared.spec, sample[0][0].numel(), module)
    start = None
    if weights is not None:
        plan_of_network, start = begun(plan_of_network, weights, config.network, prepared.spec)
        announcements = (*announcements, *start.announcements(prepared.spec, plan_of_network.arguments))
    network = plan_of_network.check(sample, prepared.spec.num_outputs, steps=prepared.spec.each_step)
    config = config.replace(task=prepared.spec.task, **series_settings(prepared.spec))
    config = settle(config, plan_of_network.recipe, len(prepared.parts["train"]))
    if detected.kind != "images" and config.data.augment != ("none",):
        warn("verbs.augment_table", names=", ".join(config.data.augment))
    elif detected.kind == "images":
        find_mixing(config.data.augment, len(prepared.spec.classes), config.loop.seed)  # refused now, not at training
    refuse_lone_row(network, min(int(config.loop.batch_size), len(prepared.parts["train"])))
    tell_unused(config)
    announcements = (*announcements, *tuning_announcements(config, tuning_of(config, plan_of_network, network)))
    if given_plan is None and config.loop.threads == "auto":
        config = with_threads_for(config, network)
    if given_plan is None:
        config = with_layout_for(config, network)
    return Job(config, detected.name, prepared, plan_of_network, names, announcements, start, rows)


def with_layout_for(config: RunConfig, network: nn.Module) -> RunConfig:
    """Channels last in memory for two-dimensional convolutions on the CPU, whose kernels then copy less."""
    assert config.plan is not None
    if config.plan.device != "cpu" or not any(isinstance(module, nn.Conv2d) for module in network.modules()):
        return config
    return config.model_copy(update={"plan": config.plan.model_copy(update={"channels_last": True})})


def with_threads_for(config: RunConfig, network: nn.Module) -> RunConfig:
    """One thread where a step is so small that sharing it out costs more than it saves (dense layers only)."""
    assert config.plan is not None
    dense = not any(isinstance(module, nn.modules.conv._ConvNd | nn.RNNBase) for module in network.modules())
    multiply_adds = sum(value.numel() for value in network.parameters()) * int(config.loop.batch_size)
    if not dense or multiply_adds > SMALL_STEP:
        return config
    return config.model_copy(update={"plan": config.plan.model_copy(update={"threads": 1})})


def steps_per_epoch(rows: int, batch_size: int, drop_last: bool) -> int:
    """ceil(rows / batch_size), or floor when the short batch is dropped."""
    return rows // batch_size if drop_last else -(-rows // batch_size)
