"""Cross-validation (`--folds K`): K networks, each tested on its own fold; mean and spread beside the run's own score."""

import statistics
from collections.abc import Sequence
from typing import Any

from torch import nn

from lamina.core.config import RunConfig
from lamina.core.errors import InputError, InterruptedRunError
from lamina.core.events import Listener
from lamina.core.files import write_json
from lamina.verbs.courses.choice import course_of
from lamina.verbs.folder import RunFolder
from lamina.verbs.job import plan_job
from lamina.verbs.learn import train_job
from lamina.verbs.outcome import announce


def cross_validate(
    data: Any, config: RunConfig, module: nn.Module | None, folder: RunFolder, listeners: Sequence[Listener]
) -> dict[str, Any]:
    """Train and test on each fold; folds/<k>/ keeps each evaluation, folds/folds.json mean, standard deviation and values.

    Folds that are done already (a resumed run) are not trained again; one without a row to test is left out, and told.
    """
    scores: list[dict[str, float]] = []
    for fold in range(config.data.folds):
        part = RunFolder(folder.folds / str(fold + 1))
        if not part.evaluations():
            job = plan_job(data, config, module, fold)
            if "test" not in job.prepared.parts:  # of a series with many gaps
                announce(listeners, "verbs.fold_unscored", fold=fold + 1, folds=config.data.folds)
                continue
            announce(listeners, "verbs.fold", fold=fold + 1, folds=config.data.folds)
            network, trained = train_job(job, part.path, listeners=listeners, resume=part.path.exists())
            if trained.reason == "interrupted":
                raise InterruptedRunError("verbs.interrupted", command=folder.resume_command(), epochs=trained.epochs)
            course = course_of(job.prepared.spec)
            outcome = course.evaluate(job, course.finished(job, network))
            part.write_evaluations(outcome.evaluations)
        test = part.evaluations()["test"]
        scores.append({name: score.value for name, score in test.scores.items()})
    if not scores:
        raise InputError("verbs.no_fold_scored", folds=config.data.folds)
    summary = summarise(scores)
    write_json(folder.folds / "folds.json", summary)
    for note in folder.fold_notes():
        announce(listeners, note.code, **note.parameters)
    return summary


def summarise(scores: list[dict[str, float]]) -> dict[str, Any]:
    """Metric -> mean, standard deviation over the folds (n - 1) and the values."""
    return {
        name: {
            "mean": statistics.fmean(values),
            "std": statistics.stdev(values) if len(values) > 1 else 0.0,
            "values": values,
        }
        for name in scores[0]
        if len(values := [score[name] for score in scores if name in score]) == len(scores)
    }
