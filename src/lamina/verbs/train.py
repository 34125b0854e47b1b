"""`lamina train`: from raw data to a run folder with a model that can be trusted, in one call."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from torch import nn

from lamina.bundle.pretrained import keep
from lamina.core.config import RunConfig
from lamina.core.errors import InterruptedRunError
from lamina.core.events import Listener
from lamina.core.files import folder_lock
from lamina.verbs.copies import write_learned_rows
from lamina.verbs.ending import ending_recorded
from lamina.verbs.folder import RunFolder
from lamina.verbs.folds import cross_validate
from lamina.verbs.job import Job, plan_job
from lamina.verbs.learn import refuse_unfit, train_job
from lamina.verbs.narrator import Narrator
from lamina.verbs.options import takes
from lamina.verbs.outcome import conclude
from lamina.verbs.own import refuse_unnamed
from lamina.verbs.run import Run
from lamina.verbs.settings import gather, source_of, tell_other_machine


@takes("data", "network", "task", "optim", "loop", "output")
def train(
    data: Any = None,
    *,
    config: RunConfig | str | Path | None = None,
    network: str | nn.Module | None = None,
    listeners: Sequence[Listener] | None = None,
    quiet: bool = False,
    **options: Any,
) -> Run:
    """Train a network on a file, folder, built-in set, data frame, array or image array; the finished `Run`.

    data: what to learn from; None takes the one that `config` names.
    config: a RunConfig or the path of a config.json to start from; `options` go over it. A network of your own that
    it names is named here too: `network="file.py:Class"`; code is not run because a file names it.
    network: a catalogue name, `file.py:Class`, or your own `nn.Module`, of which a copy is trained (run.model.network).
    listeners: objects that hear what happens (core.events) in place of the printed progress; quiet: nothing is printed.
    options: any setting of `lamina train --help` by its flat name: target="y", epochs=20, learning_rate=1e-3 ...
    """
    module = network if isinstance(network, nn.Module) else None
    if isinstance(network, str):
        options["network"] = network
    asked = gather(data, config, options)
    refuse_unnamed(asked, network, str(config) if isinstance(config, str | Path) else "config")
    RunFolder.refuse_taken(asked)
    content = source_of(data, asked)
    with Narrator(listeners, quiet) as narrator:
        return narrator.conclude(_trained_run(content, asked, module, narrator.listeners))


def _trained_run(content: Any, asked: RunConfig, module: nn.Module | None, listeners: Sequence[Listener]) -> Run:
    job = plan_job(content, asked, module)
    refuse_unfit(job)
    tell_other_machine(asked.plan, job.plan)
    folder = RunFolder.new(job.config, job.blueprint.name, job.name)
    with folder_lock(folder.path), folder.removed_if_refused():
        folder.write_config(job.config)
        folder.write_audit(job.prepared.audit)
        write_learned_rows(folder.learned_rows_file, job.prepared)
        if job.start is not None:
            keep(folder.start, job.start.weights)
        with ending_recorded(folder):
            if job.config.data.folds:
                cross_validate(content, job.config, module, folder, listeners)
            trained = run_job(job, folder, listeners)
    return Run(folder.path, network=trained if job.blueprint.row is None else None)


def run_job(job: Job, folder: RunFolder, listeners: Sequence[Listener], *, resume: bool = False) -> nn.Module:
    """Train (or go on training) and conclude; the trained network. The caller holds the folder's lock."""
    for announcement in job.announcements():
        for listener in listeners:
            listener.hear(announcement)
    network, trained = train_job(job, folder.path, listeners=listeners, resume=resume, watched=True)
    if trained.reason == "interrupted":
        raise InterruptedRunError("verbs.interrupted", command=folder.resume_command(), epochs=trained.epochs)
    folder.update_state(status="trained")
    conclude(job, network, trained, folder, listeners)
    shutil.rmtree(folder.start, ignore_errors=True)
    return network
