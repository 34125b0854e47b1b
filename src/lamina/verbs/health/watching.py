"""Whether and how a job's training is watched, for the doctor."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from torch import nn

from lamina.core.batch import BatchSource
from lamina.core.contracts import DifferentiatesItself, Task
from lamina.core.errors import StoppedError
from lamina.core.events import FaultFound, Listener
from lamina.core.health import Chance, Told
from lamina.data.corpus.word_windows import WindowBatches
from lamina.networks.word2vec import Word2Vec
from lamina.training.session import autocast_of
from lamina.verbs.batches import network_target
from lamina.verbs.health.chance import chance_of_rows, chance_of_tokens, chance_of_words
from lamina.verbs.health.checkup import checkup_of
from lamina.verbs.health.file import FILE
from lamina.verbs.health.live import LiveDoctor
from lamina.verbs.health.watch import HealthWatch
from lamina.verbs.job import Job


@contextmanager
def watching(
    job: Job,
    network: nn.Module,
    task: Task,
    train: BatchSource,
    folder: Path,
    *,
    asked: bool,
    listeners: Sequence[Listener] = (),
) -> Iterator[HealthWatch | None]:
    """Who watches the training inside: a source of its batches that is a listener too. None: nobody.

    listeners: they are told of a fault while the training goes on. A number that is not finite is written down as it
    passes by.
    """
    if not asked or not job.config.output.doctor:
        yield None
        return
    itself = isinstance(network, DifferentiatesItself)  # then batches are not accumulated (training.row_step)
    watch = HealthWatch(
        network, task, train, folder / FILE, window_size=1 if itself else job.config.loop.accumulate,
        autocast=partial(autocast_of, job.plan),
    )  # fmt: skip
    watch.chance = partial(chance_of, job, task, network, train)

    def tell(event: FaultFound, told: Told) -> None:
        watch.file.add(told)
        for listener in listeners:
            listener.hear(event)

    watch.live = LiveDoctor(partial(checkup_of, folder), tell)
    try:
        yield watch
    except StoppedError as error:
        if error.code == "training.not_finite":
            watch.broke(error.parameters)
        raise


def chance_of(job: Job, task: Task, network: nn.Module, train: BatchSource) -> Chance | None:
    """The loss that a job's training must get below to have learned anything of its inputs."""
    if isinstance(train, WindowBatches) and isinstance(network, Word2Vec):
        return chance_of_words(train, network)
    spec, part = job.prepared.spec, job.prepared.parts["train"]
    smoothing = 0.0 if job.config.task.label_smoothing == "auto" else job.config.task.label_smoothing
    if spec.each_step:
        return chance_of_tokens(part.target, spec.num_outputs, smoothing)
    return chance_of_rows(task, network_target(part, job.prepared), part.weight, spec.num_outputs, smoothing)
