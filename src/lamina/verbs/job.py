"""A job: everything of a run decided (data read, split and fitted, network chosen, "auto" resolved), nothing trained."""

import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import torch
from torch import Tensor, nn
from torch.nn.parameter import UninitializedParameter

from lamina.blocks.norm import batch_norms, refuse_lone_row
from lamina.bundle.pretrained import Pretrained
from lamina.core.batch import BatchSource, Part
from lamina.core.config import RunConfig
from lamina.core.contracts import Task
from lamina.core.device import apply_plan
from lamina.core.errors import warn
from lamina.core.events import Announcement, Listener
from lamina.core.plan import Plan
from lamina.data.augment import Augmentation, AugmentedBatches
from lamina.data.augment_colour import fit_colours
from lamina.data.batches import MemoryBatches, prepare_once
from lamina.data.detect import Detected, detect
from lamina.data.images import read_images
from lamina.data.prepared import Prepared, prepare_table
from lamina.data.prepared_images import prepare_images
from lamina.data.settings_used import check_embedding, check_settings
from lamina.data.table import read_table
from lamina.networks import catalog
from lamina.training.freeze import HeadOnly
from lamina.training.session import Trained, train_network
from lamina.training.task import make_task
from lamina.verbs.network import Blueprint, blueprint, is_file
from lamina.verbs.settings import replayed_plan, settle
from lamina.verbs.transfer import Start, begun, features, find_weights, used_to

SMALL_STEP = 8_000_000  # multiply-adds of a forward pass under which a second thread does not pay
LEARNED = ("train", "validation")  # parts that a training sees


@dataclass(frozen=True)
class Job:
    """What is trained on what, fully decided."""

    config: RunConfig  # nothing is "auto" any more; config.plan is set
    name: str  # of the data, short
    prepared: Prepared
    blueprint: Blueprint
    choices: tuple[Announcement, ...] = ()  # what was chosen for the user
    start: Start | None = None  # weights to start from
    rows: pl.DataFrame | None = None  # of a table, as read, with the column "row": for showing samples

    @property
    def plan(self) -> Plan:
        """What the machine decides."""
        assert self.config.plan is not None
        return self.config.plan

    def announcements(self) -> list[Announcement]:
        """What the user should know before the first step: the split, the audit's notes, sizes and steps."""
        loop, audit = self.config.loop, self.prepared.audit
        rows = len(self.prepared.parts["train"])
        steps = steps_per_epoch(rows, int(loop.batch_size), loop.drop_last)
        varied = augmentation_names(self)
        return [
            *self.choices,
            *([Announcement("verbs.augmented", {"names": ", ".join(varied)})] if varied else []),
            *(Announcement(note.code, note.parameters) for note in (*audit.notes, audit.rule)),
            Announcement(
                "verbs.steps",
                {"rows": rows, "batch_size": loop.batch_size, "steps": steps, "epochs": loop.epochs,
                 "all_steps": steps * int(loop.epochs)},
            ),
        ]  # fmt: skip


def plan_job(data: Any, config: RunConfig, module: nn.Module | None = None, fold: int | None = None) -> Job:
    """Read, split, fit, choose the network and resolve every "auto"."""
    given_plan = config.plan
    apply_plan(replayed_plan(config))
    detected = detect(data, config.data)
    if fold is None:  # folds were told with the run's own split
        check_settings(data, detected, config.data)
    weights = find_weights(config.network, detected.kind, module)
    config, announcements = choose_network(config, detected, module, weights)
    prepared, rows = read_and_prepare(data, detected, config, fold, weights)
    if fold is None:
        check_embedding(prepared.spec, config.data)
    sample = prepared_sample(prepared)
    plan_of_network = blueprint(config.network, prepared.spec, sample[0][0].numel(), module)
    start = None
    if weights is not None:
        plan_of_network, start = begun(plan_of_network, weights, config.network, prepared.spec)
        announcements = (*announcements, *start.announcements(prepared.spec, plan_of_network.arguments))
    network = plan_of_network.check(sample, prepared.spec.num_outputs)
    config = config.replace(task=prepared.spec.task)
    config = settle(config, plan_of_network.recipe, len(prepared.parts["train"]))
    if detected.kind == "table" and config.data.augment != ("none",):
        warn("verbs.augment_table", names=", ".join(config.data.augment))
    refuse_lone_row(network, int(config.loop.batch_size))
    if given_plan is None and config.loop.threads == "auto":
        config = with_threads_for(config, network)
    job = Job(config, detected.name, prepared, plan_of_network, announcements, start, rows)
    with warnings.catch_warnings():  # told when the training begins
        warnings.simplefilter("ignore")
        task_of(job)  # a loss that does not fit is refused now, before a folder is made
    return job


def with_threads_for(config: RunConfig, network: nn.Module) -> RunConfig:
    """One thread where a step is so small that sharing it out costs more than it saves (dense layers only)."""
    assert config.plan is not None
    dense = not any(isinstance(module, nn.modules.conv._ConvNd | nn.RNNBase) for module in network.modules())
    multiply_adds = sum(value.numel() for value in network.parameters()) * int(config.loop.batch_size)
    if not dense or multiply_adds > SMALL_STEP:
        return config
    return config.model_copy(update={"plan": config.plan.model_copy(update={"threads": 1})})


def choose_network(
    config: RunConfig, detected: Detected, module: nn.Module | None, weights: Pretrained | None = None
) -> tuple[RunConfig, tuple[Announcement, ...]]:
    """Resolve `network = "auto"`: that of the weights to start from; an MLP for tables; LeNet-5 for digit-like arrays,

    a simple CNN for other images.
    """
    if module is not None:
        return config.replace(network=type(module).__name__), ()
    if config.network.network != "auto":
        return config, ()
    if weights is not None:
        told = {"network": weights.network, "reason": "weights"}
        return config.replace(network=weights.network), (Announcement("verbs.network_chosen", told),)
    digits = detected.form in ("idx", "builtin")
    name, reason = (
        ("mlp", "table") if detected.kind == "table" else ("lenet5", "digits") if digits else ("simplecnn", "images")
    )
    return config.replace(network=name), (Announcement("verbs.network_chosen", {"network": name, "reason": reason}),)


def read_and_prepare(
    data: Any, detected: Detected, config: RunConfig, fold: int | None, weights: Pretrained | None = None
) -> tuple[Prepared, pl.DataFrame | None]:
    """From the source to split, fitted parts; of a table also its rows as read."""
    if detected.kind == "table":
        table = read_table(data, config.data)
        return prepare_table(table, config, fold), table.frame.with_columns(pl.Series("row", table.row_ids))
    size, channels = image_input(config, weights)
    prepared = prepare_images(read_images(data, config.data, size=size, channels=channels), config, fold)
    return (prepared if weights is None else used_to(prepared, weights)), None


def image_input(config: RunConfig, weights: Pretrained | None = None) -> tuple[tuple[int, int] | None, int | None]:
    """(height, width) and channels that the chosen network (or weights to start from) insists on; None where data may decide."""
    name, asked = config.network.network, config.data.image_size
    if weights is not None:
        return (weights.image[1:] if asked == "auto" else (asked, asked)), weights.image[0]
    row = next((row for row in catalog.CATALOG if row.name == name), None)
    if config.data.image_size != "auto":
        size: tuple[int, int] | None = (config.data.image_size, config.data.image_size)
    else:
        size = (row.image[1], row.image[2]) if row and row.image else None
    if row is None or is_file(name) or "in_channels" in catalog.arguments(name) or not row.image:
        return size, None
    return size, row.image[0]


def prepared_sample(prepared: Prepared) -> tuple[Tensor, ...]:
    """Two prepared training rows (the same one twice where there is one only), as the network will see them."""
    part = prepared.parts["train"]
    rows = torch.tensor([0, min(1, len(part) - 1)])
    return prepared.prepare(*(value[rows] for value in part.inputs.values()))


def steps_per_epoch(rows: int, batch_size: int, drop_last: bool) -> int:
    """ceil(rows / batch_size), or floor when the short batch is dropped."""
    return rows // batch_size if drop_last else -(-rows // batch_size)


def network_target(part: Part, prepared: Prepared) -> Tensor:
    """The target as the loss sees it: class indices, or float32 (n, Y), scaled for numbers."""
    if prepared.scale_target is not None:
        return prepared.scale_target(part.target)
    return part.target.float() if prepared.spec.multi_label else part.target


def source(job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
    """Batches of a part: shuffled for training, in order otherwise. Tables are prepared once, images by the batch.

    Images are augmented for training, and in no other part. known: features (n, F) that are learned from in place of the rows' inputs.
    """
    if part not in job.prepared.parts:
        return None
    rows, prepare = job.prepared.parts[part], job.prepared.prepare
    images, training = job.prepared.spec.kind == "images" and known is None, part == "train"
    inputs = rows.inputs if images else {"features": known} if known is not None else prepare_once(rows, prepare)
    names = augmentation_names(job) if training and images else ()
    batches = MemoryBatches(
        replace(rows, inputs=inputs, target=network_target(rows, job.prepared)),
        batch_size=int(job.config.loop.batch_size) if training else max(int(job.config.loop.batch_size), 512),
        seed=job.config.loop.seed,
        shuffle=training,
        drop_last=training and job.config.loop.drop_last,
        transform=prepare if images and not names else None,
        device=job.plan.device,
        smallest=2 if training and batch_norms(network) else 1,
    )
    if not names:
        return batches
    augmentation = Augmentation(names, fit_colours(rows.inputs["images"]), job.config.loop.seed)
    return AugmentedBatches(batches, augmentation, prepare)


def augmentation_names(job: Job) -> tuple[str, ...]:
    """What is done to training images; nothing for a table."""
    names = job.config.data.augment
    return names if job.prepared.spec.kind == "images" and names != ("none",) else ()


def learners(
    job: Job, network: nn.Module, listeners: Sequence[Listener]
) -> tuple[nn.Module, BatchSource, BatchSource | None]:
    """What is trained, and on which batches: the network on the images, or its head on features computed once."""
    learner, known = network, {}
    if job.start is not None and job.start.freeze == "features":
        path, begin = job.start.head_path, time.perf_counter()
        learner = HeadOnly(network, path)
        if not augmentation_names(job):  # nothing random stands before the head
            inputs = {name: job.prepared.parts[name].inputs for name in LEARNED if name in job.prepared.parts}
            known = features(network, path, job.prepared.prepare, inputs, job.plan.device)
        if known:
            learner = network.get_submodule(path)
            told = {"rows": sum(map(len, known.values())), "seconds": time.perf_counter() - begin}
            for listener in listeners:
                listener.hear(Announcement("weights.features", told))
    train, validation = (source(job, name, learner, known.get(name)) for name in LEARNED)
    assert train is not None
    return learner, train, validation


def class_weights(job: Job) -> Tensor | None:
    """n / (classes x rows of the class) per class when asked for (mean weight 1 over the training rows), else None."""
    if job.config.task.class_weights == "none" or not job.prepared.spec.classes:
        return None
    target = job.prepared.parts["train"].target
    counts = torch.bincount(target, minlength=len(job.prepared.spec.classes)).clamp(min=1)
    return (len(target) / (len(counts) * counts)).float()


def task_of(job: Job) -> Task:
    """The task object: loss and metrics."""
    scale = job.prepared.scale_target
    target_scale = None if scale is None else scale.get_buffer("scale")
    return make_task(job.prepared.spec, job.config.task, class_weights=class_weights(job), target_scale=target_scale)


def built_network(job: Job) -> nn.Module:
    """The network with its initial weights on the plan's device; lazy layers get their sizes from two rows first."""
    network = job.blueprint.build(job.config.loop.seed, job.config.network.initialisation)
    if any(isinstance(parameter, UninitializedParameter) for parameter in network.parameters()):
        with torch.no_grad():
            network.eval()(*prepared_sample(job.prepared))
    return network.to(job.plan.device)


def train_job(
    job: Job, folder: Path, *, listeners: Sequence[Listener] = (), resume: bool = False
) -> tuple[nn.Module, Trained]:
    """Train the job's network; it comes back on the CPU with the best epoch's weights."""
    network = built_network(job)
    learner, train, validation = learners(job, network, listeners)
    trained = train_network(
        learner, task_of(job), train, validation,
        optim=job.config.optim, loop=job.config.loop, plan=job.plan,
        folder=folder, listeners=listeners, resume=resume,
    )  # fmt: skip
    return network.cpu().eval(), trained
