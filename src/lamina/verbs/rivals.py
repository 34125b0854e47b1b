"""The baselines of a job: fitted on its prepared training rows, scored on its parts."""

import torch
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.records import Baseline
from lamina.data.batches import apply
from lamina.evaluation.baselines import Fitted, baseline_features, fit_baselines
from lamina.evaluation.score import point_scores
from lamina.verbs.job import Job

BASELINE_CELLS = 12_000_000  # most prepared values that the baselines are fitted on; keeps memory and time bounded


def baselines_of(job: Job) -> list[Fitted]:
    """The baselines, fitted on the prepared training rows (a seeded sample of them where they are very many)."""
    part, seed = job.prepared.parts["train"], job.config.loop.seed
    width = prepared_features(job, part, torch.arange(min(1, len(part)))).shape[1]
    rows = torch.arange(len(part))
    if len(part) * width > BASELINE_CELLS:
        order = torch.randperm(len(part), generator=torch.Generator().manual_seed(seed))
        rows = order[: max(1, BASELINE_CELLS // width)].sort().values
    return fit_baselines(prepared_features(job, part, rows), part.target[rows], job.prepared.spec, seed=seed)


def scored(fitted: Fitted, job: Job, part: Part) -> Baseline:
    """A baseline's scores on a part."""
    chunks = torch.arange(len(part)).split(1024)
    answers = torch.cat([fitted.answers(prepared_features(job, part, rows)) for rows in chunks])
    scores = point_scores(answers, part.target, job.prepared.spec)
    return Baseline(name=fitted.name, description=fitted.description, scores=scores)


def prepared_features(job: Job, part: Part, rows: Tensor) -> Tensor:
    """What the baselines see of some rows: one float32 matrix (n, F)."""
    return baseline_features(
        apply(job.prepared.prepare, {name: value[rows] for name, value in part.inputs.items()}), job.prepared.spec
    )
