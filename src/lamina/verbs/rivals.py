"""The baselines of a job: fitted on its prepared training rows, scored on its parts."""

import math

import torch
from torch import Tensor

from lamina.core.batch import Part
from lamina.core.records import Baseline
from lamina.data.batches import apply
from lamina.evaluation.baselines import Fitted, baseline_features, fit_baselines
from lamina.evaluation.forecasters import fit_forecasters
from lamina.evaluation.score import point_scores
from lamina.evaluation.text_baseline import fit_text_baselines
from lamina.verbs.job import Job

BASELINE_CELLS = 12_000_000  # most prepared values that the baselines are fitted on; keeps memory and time bounded
VALUES_AT_ONCE = 2**21  # raw values prepared in one go


def baselines_of(job: Job) -> list[Fitted]:
    """The baselines, fitted on the prepared training rows (a seeded sample of them where they are very many)."""
    part, seed = job.prepared.parts["train"], job.config.loop.seed
    if job.prepared.spec.series is not None:
        return fit_forecasters(part.inputs["window"], part.target, job.prepared.spec.series)
    if job.prepared.spec.text is not None:
        return fit_text_baselines(
            written(job, part, torch.arange(len(part))), part.target, job.prepared.spec, seed=seed
        )
    width = prepared_features(job, part, torch.arange(min(1, len(part)))).shape[1]
    rows = torch.arange(len(part))
    if len(part) * width > BASELINE_CELLS:
        order = torch.randperm(len(part), generator=torch.Generator().manual_seed(seed))
        rows = order[: max(1, BASELINE_CELLS // width)].sort().values
    return fit_baselines(prepared_features(job, part, rows), part.target[rows], job.prepared.spec, seed=seed)


def scored(fitted: Fitted, job: Job, part: Part) -> Baseline:
    """A baseline's scores on a part."""
    chunks = torch.arange(len(part)).split(1024)
    see = {"series": raw_windows, "text": written}.get(job.prepared.spec.kind, prepared_features)
    answers = torch.cat([fitted.answers(see(job, part, rows)) for rows in chunks])
    scores = point_scores(answers, part.target, job.prepared.spec)
    return Baseline(name=fitted.name, description=fitted.description, scores=scores)


def written(job: Job, part: Part, rows: Tensor) -> list[str]:
    """What the baselines see of texts: the texts themselves, whole."""
    assert job.rows is not None
    places = dict(zip(job.rows["row_id"].to_list(), job.rows["text"].to_list(), strict=True))
    return [places[row] for row in part.row_ids[rows].tolist()]


def raw_windows(job: Job, part: Part, rows: Tensor) -> Tensor:
    """What the baselines see of a series: windows (n, L, V) float64 in raw units."""
    return part.inputs["window"][rows]


def prepared_features(job: Job, part: Part, rows: Tensor) -> Tensor:
    """What the baselines see of some rows: one float32 matrix (n, F). Prepared piece by piece: photos are large."""
    values = sum(math.prod(column.shape[1:]) for column in part.inputs.values())
    pieces = rows.split(max(1, VALUES_AT_ONCE // max(1, values)))
    prepare, spec = job.prepared.prepare, job.prepared.spec
    features, filled = torch.empty(0), 0
    for some in pieces:
        piece = baseline_features(apply(prepare, {name: value[some] for name, value in part.inputs.items()}), spec)
        if not filled:  # filled in place: pieces joined at the end would take the memory twice
            features = torch.empty(len(rows), piece.shape[1])
        features[filled : filled + len(some)] = piece
        filled += len(some)
    return features
