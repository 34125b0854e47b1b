"""`lamina resume`: go on with a run that was stopped or killed, to the same weights as if it never had been."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from torch import nn

from lamina.core.events import Listener
from lamina.core.files import folder_lock
from lamina.verbs.copies import write_learned_rows
from lamina.verbs.ending import ending_recorded
from lamina.verbs.folder import RunFolder
from lamina.verbs.folds import cross_validate
from lamina.verbs.job import plan_job
from lamina.verbs.narrator import Narrator
from lamina.verbs.own import named_again
from lamina.verbs.own_parts import check_same
from lamina.verbs.run import Run
from lamina.verbs.settings import source_of
from lamina.verbs.train import run_job


def resume(
    path: str | Path,
    *,
    data: Any = None,
    network: nn.Module | str | None = None,
    listeners: Sequence[Listener] | None = None,
    quiet: bool = False,
) -> Run:
    """Finish a run from its last checkpoint. A run that is done is given back as it is.

    data: only for a run whose data was in memory; network: only for a run of your own: the module, or its `file.py:Class`;
    no file of the run is asked which code to run.
    listeners, quiet: as in `lamina.train`.
    Refused when the data is not the same as at the start, or while another process holds the run.
    """
    folder = RunFolder.existing(path)
    folder.need_run("resume")
    with folder_lock(folder.path):
        if folder.state()["status"] == "done":
            return Run(folder.path, network=network)
        with Narrator(listeners, quiet) as narrator:
            return narrator.conclude(_resumed(folder, data, network, narrator.listeners))


def _resumed(folder: RunFolder, data: Any, network: nn.Module | str | None, listeners: Sequence[Listener]) -> Run:
    config = named_again(folder.config(), network, str(folder.config_file))
    module = network if isinstance(network, nn.Module) else None
    if folder.start.is_dir():
        config = config.replace(weights=str(folder.start))
    content = source_of(data, config)
    job = plan_job(content, config, module)
    check_same(folder.audit(), job.prepared.audit, folder)
    if not folder.learned_rows_file.is_file():  # killed before it was written
        write_learned_rows(folder.learned_rows_file, job.prepared)
    with ending_recorded(folder):
        if config.data.folds:
            cross_validate(content, config, module, folder, listeners)
        trained = run_job(job, folder, listeners, resume=True)
    return Run(folder.path, network=trained if job.blueprint.row is None else None)
