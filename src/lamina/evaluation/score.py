"""All that is known of answers on one part: scores with intervals, per class, confusion, calibration, baselines."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lamina.core.errors import InputError
from lamina.core.records import Baseline, ClassScore, Evaluation, Note, Score
from lamina.core.spec import DataSpec
from lamina.evaluation.calibration import calibration_bins
from lamina.evaluation.forecasts import FEWEST_BLOCKS, forecast_extras, forecast_intervals, measure_forecast
from lamina.evaluation.intervals import SMALLEST_PART, Measure, bootstrap, wilson
from lamina.evaluation.metrics import (
    class_shares,
    confusion_matrix,
    measure_classes,
    measure_labels,
    measure_numbers,
)

HEADLINE = {"classify": "accuracy", "regress": "rmse", "forecast": "rmse"}


def evaluate_part(
    part: str, answers: Tensor, target: Tensor, spec: DataSpec,
    *, baselines: Sequence[Baseline] = (), seed: int = 0, weighted: bool = False, intervals: bool = True,
) -> Evaluation:  # fmt: skip
    """Evaluation of answers (n, Y) (probabilities, or raw units) against raw targets, on a part by name.

    Every row counts once; `weighted` says that the data has row weights, and adds a note that they were not used. intervals=False saves their cost.
    Scores that do not exist for these rows (roc_auc of a single class, r2 of a constant) are left out and noted.
    Raises InputError for an empty part and for answers that are not finite.
    """
    given, truth = _checked(part, answers, target)
    values = _scores(given, truth, spec)
    found = _intervals(given, truth, spec, seed) if intervals else {}
    scores = {
        name: Score(value=value, low=found.get(name, (None, None))[0], high=found.get(name, (None, None))[1])
        for name, value in values.items()
    }
    notes = _notes(values, truth, spec) + ((Note(code="evaluation.unweighted"),) if weighted else ())
    common: dict[str, Any] = {
        "part": part, "rows": len(truth), "task": spec.task, "headline": HEADLINE[spec.task], "scores": scores,
        "baselines": tuple(baselines), "notes": notes,
    }  # fmt: skip
    if spec.numeric:
        return Evaluation(**common)
    return Evaluation(**common, **(_labels(given, truth, spec) if spec.multi_label else _classes(given, truth, spec)))


def point_scores(answers: Tensor, target: Tensor, spec: DataSpec) -> dict[str, float]:
    """The scores without intervals (for baselines): name -> value, only those that exist for these rows."""
    return _scores(*_checked("", answers, target), spec)


def _checked(part: str, answers: Tensor, target: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """As NumPy; refuses what cannot be scored."""
    if len(target) == 0:
        raise InputError("evaluation.empty_part", part=part)
    broken = ~torch.isfinite(answers).all(dim=1)
    if bool(broken.any()):
        raise InputError("evaluation.not_finite", part=part, rows=int(broken.sum()), first=int(broken.nonzero()[0]) + 1)
    return answers.detach().double().cpu().numpy(), target.detach().cpu().numpy()


def _measure(given: np.ndarray, truth: np.ndarray, spec: DataSpec) -> Measure:
    if spec.series is not None:
        return measure_forecast(given, truth, spec.series)
    if spec.numeric:
        return measure_numbers(given, truth.astype(np.float64))
    return measure_labels(given, truth) if spec.multi_label else measure_classes(given, truth)


def _scores(given: np.ndarray, truth: np.ndarray, spec: DataSpec) -> dict[str, float]:
    values = _measure(given, truth, spec)(np.ones(len(truth)))
    if spec.series is not None:
        values |= forecast_extras(given, truth, spec.series)
    elif spec.numeric:
        values["mape_rows"] = float((truth != 0).sum())
        if len(spec.targets) > 1:
            for index, target in enumerate(spec.targets):
                one = measure_numbers(given[:, [index]], truth[:, [index]])(np.ones(len(truth)))
                values |= {f"{name}_{target.name}": one[name] for name in ("rmse", "mae", "r2")}
    return {name: value for name, value in values.items() if np.isfinite(value)}


def _intervals(given: np.ndarray, truth: np.ndarray, spec: DataSpec, seed: int) -> dict[str, tuple[float, float]]:
    """Bootstrap intervals; Wilson's for accuracy, which holds for a few rows and near 0 and 1 too."""
    if spec.series is not None:
        return forecast_intervals(given, truth, spec.series, seed)
    found = bootstrap(lambda rows: _measure(given[rows], truth[rows], spec), len(truth), given.shape[1], seed)
    if spec.task == "classify":
        exact = ((given >= 0.5) == (truth > 0.5)).all(axis=1) if spec.multi_label else given.argmax(axis=1) == truth
        interval = wilson(int(exact.sum()), len(exact))
        if interval:
            found["accuracy"] = interval
    return found


def _classes(given: np.ndarray, truth: np.ndarray, spec: DataSpec) -> dict[str, Any]:
    """Per class, confusion and calibration of one classified target."""
    chosen = given.argmax(axis=1)
    confusion = confusion_matrix(truth, chosen, len(spec.classes), np.ones(len(truth))).astype(np.int64)
    rows = confusion.sum(axis=1)
    return {
        "classes": spec.classes,
        "per_class": _per_class(spec.classes, confusion.diagonal(), rows, confusion.sum(axis=0)),
        "confusion": tuple(tuple(int(count) for count in row) for row in confusion),
        "calibration": calibration_bins(given.max(axis=1), (chosen == truth).astype(np.float64)),
    }


def _labels(given: np.ndarray, truth: np.ndarray, spec: DataSpec) -> dict[str, Any]:
    """Per label, and calibration over all rows x labels; a confusion of labels does not exist."""
    true, chosen = truth > 0.5, given >= 0.5
    names = tuple(target.name for target in spec.targets)
    confidence = np.where(chosen, given, 1 - given)
    return {
        "classes": names,
        "per_class": _per_class(names, (true & chosen).sum(axis=0), true.sum(axis=0), chosen.sum(axis=0)),
        "calibration": calibration_bins(confidence.ravel(), (true == chosen).astype(np.float64).ravel()),
    }


def _per_class(
    names: Sequence[str], right: np.ndarray, rows: np.ndarray, answered: np.ndarray
) -> tuple[ClassScore, ...]:
    shares = class_shares(right, rows, answered)
    return tuple(
        ClassScore(name=name, precision=float(p), recall=float(r), f1=float(f), rows=int(count))
        for name, p, r, f, count in zip(names, shares.precision, shares.recall, shares.f1, rows, strict=True)
    )


def _notes(values: dict[str, float], truth: np.ndarray, spec: DataSpec) -> tuple[Note, ...]:
    """What a reader must know beside the scores."""
    notes = []
    if spec.task == "classify":
        counts = (truth > 0.5).sum(axis=0) if spec.multi_label else np.bincount(truth, minlength=len(spec.classes))
        names = [target.name for target in spec.targets] if spec.multi_label else spec.classes
        absent = [name for name, count in zip(names, counts, strict=True) if count == 0]
        if absent:
            notes.append(Note(code="evaluation.classes_absent", parameters={"names": absent}))
        if "roc_auc" not in values:
            notes.append(Note(code="evaluation.no_roc_auc"))
    else:
        if "r2" not in values:
            notes.append(Note(code="evaluation.no_r2"))
        zeros = truth.size - int(values["mape_rows"])
        if zeros:
            notes.append(Note(code="evaluation.mape_zeros", parameters={"zeros": zeros, "rows": truth.size}))
    least = SMALLEST_PART if spec.series is None else FEWEST_BLOCKS * spec.series.horizon
    if len(truth) < least:
        told = {"rows": len(truth), "least": least, "task": spec.task}
        notes.append(Note(code="evaluation.few_rows", parameters=told))
    return tuple(notes)
