"""`--minutes` without `--epochs`: as many epochs as fit, so that the learning rate's schedule ends in time."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import replace

import torch

from lamina.core.batch import Batch, BatchSource
from lamina.core.events import Announcement
from lamina.verbs.batches import source
from lamina.verbs.job import Job
from lamina.verbs.learn import built_network
from lamina.verbs.task import task_of

WARM_UP_STEPS, LEAST_STEPS, LEAST_SECONDS = 3, 10, 1.0  # the first steps pay for warming up and are not counted
VALIDATION_COST = 0.4  # of a row without a backward pass, against a training row
MARGIN = 1.1


def within_minutes(job: Job) -> Job:
    """The job with the number of epochs that its minutes allow (at most ten times the recipe's).

    What is measured becomes part of the saved configuration, so that a repeat of the run needs no clock.
    """
    minutes = job.config.loop.minutes
    assert minutes is not None
    validation = len(job.prepared.parts["validation"]) if "validation" in job.prepared.parts else 0
    rows = len(job.prepared.parts["train"])
    seconds, steps = seconds_per_step(job)
    epoch_seconds = seconds * steps * (1 + VALIDATION_COST * validation / rows) * MARGIN
    epochs = max(1, min(int(minutes * 60 / epoch_seconds), 10 * job.blueprint.recipe.epochs))
    told = Announcement("verbs.epochs_fit_budget", {"epochs": epochs, "minutes": minutes, "seconds": epoch_seconds})
    return replace(job, config=job.config.replace(epochs=epochs), choices=(*job.choices, told))


def seconds_per_step(job: Job) -> tuple[float, int]:
    """Measured seconds of a training step of a throw-away copy, and the steps of an epoch."""
    network = built_network(job).train()
    train, task = source(job, "train", network), task_of(job.prepared, job.config.task)
    assert train is not None
    optimizer = torch.optim.Adam(network.parameters())
    steps, begin, elapsed = 0, time.perf_counter(), 0.0
    for batch in endless(train):
        if steps == WARM_UP_STEPS:
            begin = time.perf_counter()
        loss, count = task.loss(network(*batch.inputs.values()), batch)
        optimizer.zero_grad()
        (loss / count).backward()
        optimizer.step()
        steps += 1
        elapsed = time.perf_counter() - begin
        if steps >= LEAST_STEPS and elapsed > LEAST_SECONDS:
            break
    return elapsed / (steps - WARM_UP_STEPS), train.num_batches


def endless(train: BatchSource) -> Iterator[Batch]:
    """Epoch after epoch."""
    for epoch in itertools.count():
        yield from train.epoch(epoch)
