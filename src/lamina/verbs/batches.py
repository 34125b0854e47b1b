"""The batches of a job's parts: shuffled and varied for training, in order otherwise."""

import math
from dataclasses import replace

from torch import Tensor, nn

from lamina.blocks.norm import batch_norms
from lamina.core.batch import BatchSource, Part
from lamina.core.rows import Inputs
from lamina.data.batches import MemoryBatches, prepare_once
from lamina.data.images.augment import Augmentation, AugmentedBatches
from lamina.data.images.augment_colour import fit_colours
from lamina.data.images.augment_mix import find_mixing
from lamina.data.images.pixels import ImagePreparation
from lamina.data.prepared import Prepared
from lamina.data.texts.length_batches import LengthBatches
from lamina.verbs.job import Job

MOST_ROWS = 512  # of a validation batch
MOST_VALUES = 2**21  # of its inputs, where that is fewer rows
MOST_RESIDENT = 2**28  # prepared values of a series' windows that are kept: 1 GiB


def source(job: Job, part: str, network: nn.Module, known: Tensor | None = None) -> BatchSource | None:
    """Batches of a part: shuffled for training, in order otherwise. Tables and series are prepared once, images (and more

    windows than memory should hold) by the batch.

    Images are augmented for training, and in no other part. known: features (n, F) that are learned from in place of the rows' inputs.
    """
    if part not in job.prepared.parts:
        return None
    rows, prepare = job.prepared.parts[part], job.prepared.prepare
    if job.prepared.spec.kind == "text":
        return _by_length(job, rows, network)
    by_batch, training = _by_batch(job, rows) and known is None, part == "train"
    inputs = rows.inputs if by_batch else {"features": known} if known is not None else prepare_once(rows, prepare)
    names = job.augmentation if training and by_batch else ()
    batches = MemoryBatches(
        replace(rows, inputs=inputs, target=network_target(rows, job.prepared)),
        batch_size=int(job.config.loop.batch_size) if training else _looked_at(job, inputs),
        seed=job.config.loop.seed,
        shuffle=training,
        drop_last=training and job.config.loop.drop_last,
        transform=prepare if by_batch and not names else None,
        device=job.plan.device,
        smallest=2 if training and batch_norms(network) else 1,
    )
    if not names:
        return batches
    augmentation = Augmentation(names, fit_colours(rows.inputs["images"]), job.config.loop.seed)
    mixing = find_mixing(names, len(job.prepared.spec.classes), job.config.loop.seed)
    assert isinstance(prepare, ImagePreparation)
    return AugmentedBatches(batches, augmentation, prepare, mixing)


def _by_length(job: Job, rows: Part, network: nn.Module) -> LengthBatches:
    """Batches of texts of similar length."""
    training = rows.name == "train"
    return LengthBatches(
        replace(rows, target=network_target(rows, job.prepared)),
        job.prepared.prepare,
        batch_size=int(job.config.loop.batch_size) if training else _looked_at(job, rows.inputs),
        seed=job.config.loop.seed,
        shuffle=training,
        drop_last=training and job.config.loop.drop_last,
        device=job.plan.device,
        smallest=2 if training and batch_norms(network) else 1,
    )


def _by_batch(job: Job, part: Part) -> bool:
    """Whether a part's inputs are prepared batch by batch."""
    values = len(part) * sum(math.prod(column.shape[1:]) for column in part.inputs.values())
    kind = job.prepared.spec.kind
    return kind == "images" or (kind == "series" and values > MOST_RESIDENT)


def _looked_at(job: Job, inputs: Inputs) -> int:
    """Rows of a batch that nothing is learned from: many, but no more values than memory bears."""
    values = sum(math.prod(column.shape[1:]) for column in inputs.values())
    return max(int(job.config.loop.batch_size), min(MOST_ROWS, MOST_VALUES // max(1, values)))


def network_target(part: Part, prepared: Prepared) -> Tensor:
    """The target as the loss sees it: class indices, or float32 (n, Y), scaled for numbers."""
    if prepared.scale_target is not None:
        return prepared.scale_target(part.target)
    return part.target.float() if prepared.spec.multi_label else part.target
