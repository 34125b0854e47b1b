"""A job's network is built and trained."""

import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn
from torch.nn.parameter import UninitializedParameter

from lamina.core.batch import BatchSource
from lamina.core.device import apply_plan
from lamina.core.events import Announcement, Listener
from lamina.training.freeze import HeadOnly
from lamina.training.session import Trained, train_network
from lamina.verbs.courses.choice import course_of
from lamina.verbs.health.watching import watching
from lamina.verbs.job import Job
from lamina.verbs.reading import prepared_sample
from lamina.verbs.transfer import features
from lamina.verbs.tuning import tell_learned, tuning_of

LEARNED = ("train", "validation")  # parts that a training sees


def refuse_unfit(job: Job) -> None:
    """A loss that does not fit is refused now, before a folder is made; what it warns of is told when training begins."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        course_of(job.prepared.spec).task(job.prepared, job.config.task)


def train_job(
    job: Job, folder: Path, *, listeners: Sequence[Listener] = (), resume: bool = False, watched: bool = False
) -> tuple[nn.Module, Trained]:
    """Train the job's network; it comes back on the CPU with the best epoch's weights.

    watched: write down its health beside (health.jsonl), where the configuration asks for that.
    """
    apply_plan(job.plan)  # what is still fitted here (features, colours) has the threads that a resumed run has
    network = built_network(job)
    tuning = tuning_of(job.config, job.blueprint, network)
    learner, train, validation = learners(job, network, listeners)
    course = course_of(job.prepared.spec)
    task = course.task(job.prepared, job.config.task)
    heard = [*listeners, *course.watchers(job, network, folder, listeners)]
    with watching(job, learner, task, train, folder, asked=watched, listeners=listeners) as health:
        trained = train_network(
            learner, task, health or train, validation,
            optim=job.config.optim, loop=job.loop, plan=job.plan,
            folder=folder, listeners=[*heard, *([health] if health else [])], resume=resume, tuning=tuning,
        )  # fmt: skip
    tell_learned(tuning, trained, listeners)
    return network.cpu().eval(), trained


def built_network(job: Job) -> nn.Module:
    """The network with its initial weights on the plan's device; lazy layers get their sizes from two rows first."""
    network = job.blueprint.build(job.config.loop.seed, job.config.network.initialisation)
    if any(isinstance(parameter, UninitializedParameter) for parameter in network.parameters()):
        with torch.no_grad():
            network.eval()(*prepared_sample(job.prepared))
    return network.to(job.plan.device)


def learners(
    job: Job, network: nn.Module, listeners: Sequence[Listener]
) -> tuple[nn.Module, BatchSource, BatchSource | None]:
    """What is trained, and on which batches: the network on the images, or its head on features computed once."""
    learner, known = network, {}
    if job.start is not None and job.start.freeze == "features":
        path, begin = job.start.head_path, time.perf_counter()
        learner = HeadOnly(network, path)
        if not job.augmentation:  # nothing random stands before the head
            inputs = {name: job.prepared.parts[name].inputs for name in LEARNED if name in job.prepared.parts}
            known = features(network, path, job.prepared.prepare, inputs, job.plan.device)
        told = Announcement("weights.features_anew", {"varied": ", ".join(job.augmentation)})
        if known:
            learner = network.get_submodule(path)
            facts = {"rows": sum(map(len, known.values())), "seconds": time.perf_counter() - begin}
            told = Announcement("weights.features", facts)
        for listener in listeners:
            listener.hear(told)
    course = course_of(job.prepared.spec)
    train, validation = (course.batches(job, name, learner, known.get(name)) for name in LEARNED)
    assert train is not None
    return learner, train, validation
