"""The linear baseline: logistic regression or ridge regression from scikit-learn, at a bounded cost."""

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from lamina.core.errors import sentence
from lamina.core.later import Later
from lamina.core.seed import generator
from lamina.core.spec import DataSpec

exceptions, linear_model = Later("sklearn.exceptions"), Later("sklearn.linear_model")


_MOST_CELLS = 64_000_000  # rows x features that are fitted; 256 MB as float32
_MOST_WORK = 1e11  # multiply-adds of all iterations: about 6 s on one core
_MOST_ITERATIONS, _FEWEST_ITERATIONS = 200, 20


@dataclass(frozen=True)
class Linear:
    """weights (F, Y) and bias (Y,) over features that are shifted and scaled, float64."""

    description: str
    form: Literal["softmax", "sigmoid", "identity"]
    shift: Tensor
    scale: Tensor
    weights: Tensor
    bias: Tensor
    name: str = "linear"

    def answers(self, features: Tensor) -> Tensor:
        """features (n, F) -> (n, Y) float64: probabilities or raw units."""
        parts = []
        for start in range(0, max(len(features), 1), 2048):
            rows = (features[start : start + 2048].double() - self.shift) / self.scale
            parts.append(rows @ self.weights + self.bias)
        output = torch.cat(parts)
        if self.form == "identity":
            return output
        return output.softmax(dim=1) if self.form == "softmax" else output.sigmoid()


def fit_linear(features: Tensor, target: Tensor, spec: DataSpec, seed: int) -> Linear | None:
    """Fit on prepared features (n, F) and raw targets; None where no linear model exists.

    Columns that are not just 0 and 1 are brought to mean 0 and deviation 1 (pictures are normalised already).
    L2 penalty as scikit-learn's defaults (C = 1, alpha = 1).
    """
    rows, width = features.shape
    if rows < 2 or width == 0 or (spec.task == "classify" and not spec.multi_label and len(target.unique()) < 2):
        return None
    used = max(2, min(rows, _MOST_CELLS // width))
    if used < rows:
        chosen = torch.randperm(rows, generator=generator(seed, "linear baseline"))[:used].sort().values
        features, target = features[chosen], target[chosen]
    if spec.task == "classify" and not spec.multi_label and len(target.unique()) < 2:
        return None
    shift, scale = _standard(features, spec)
    scaled = features if spec.kind == "images" else ((features.double() - shift) / scale).to(_kind(used * width))
    told = {"rows": used, "all_rows": rows, "features": width}
    fit = _ridge if spec.numeric else _logistic_labels if spec.multi_label else _logistic
    weights, bias, form, iterations = fit(scaled.numpy(), target.numpy(), spec)
    code = "evaluation.ridge" if spec.numeric else "evaluation.logistic"
    return Linear(
        description=sentence(code, {**told, "stopped_after": iterations}),
        form=form, shift=shift, scale=scale, weights=torch.from_numpy(weights), bias=torch.from_numpy(bias),
    )  # fmt: skip


def _kind(cells: int) -> torch.dtype:
    """float64 where it costs nothing."""
    return torch.float32 if cells > 2_000_000 else torch.float64


_Solution = tuple[np.ndarray, np.ndarray, Literal["softmax", "sigmoid", "identity"], int | None]


def _ridge(features: np.ndarray, target: np.ndarray, spec: DataSpec) -> _Solution:
    model = linear_model.Ridge().fit(features, target)
    weights = np.atleast_2d(model.coef_).astype(np.float64).T
    return weights, np.broadcast_to(np.float64(model.intercept_), weights.shape[1]).copy(), "identity", None


def _logistic(features: np.ndarray, target: np.ndarray, spec: DataSpec) -> _Solution:
    """Softmax over all classes; a class without training rows gets no probability to speak of."""
    model, stopped = _fit_logistic(features, target, len(spec.classes))
    weights = np.zeros((features.shape[1], len(spec.classes)))
    bias = np.full(len(spec.classes), -50.0)
    if len(model.classes_) == 2:
        bias[model.classes_] = [0.0, float(np.ravel(model.intercept_)[0])]
        weights[:, model.classes_[1]] = model.coef_[0]
    else:
        bias[model.classes_] = model.intercept_
        weights[:, model.classes_] = model.coef_.T
    return weights, bias, "softmax", stopped


def _logistic_labels(features: np.ndarray, target: np.ndarray, spec: DataSpec) -> _Solution:
    """A logistic regression for each label; a label that never varies keeps its constant answer."""
    weights, bias, slowest = np.zeros((features.shape[1], target.shape[1])), np.zeros(target.shape[1]), None
    for index in range(target.shape[1]):
        truth = target[:, index] > 0.5
        if truth.all() or not truth.any():
            bias[index] = 50.0 if truth.all() else -50.0
            continue
        model, stopped = _fit_logistic(features, truth, target.shape[1])
        weights[:, index], bias[index] = model.coef_[0], np.ravel(model.intercept_)[0]
        slowest = stopped if slowest is None else max(slowest, stopped or 0)
    return weights, bias, "sigmoid", slowest


def _fit_logistic(features: np.ndarray, target: np.ndarray, outputs: int) -> tuple[Any, int | None]:
    """The fitted model, and after how many iterations it was stopped (None: converged)."""
    work = 4.0 * features.size * outputs
    iterations = int(np.clip(_MOST_WORK / work, _FEWEST_ITERATIONS, _MOST_ITERATIONS))
    model = linear_model.LogisticRegression(max_iter=iterations)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(features, target)
    unfinished = any(issubclass(each.category, exceptions.ConvergenceWarning) for each in caught)
    return model, iterations if unfinished else None


def _standard(features: Tensor, spec: DataSpec) -> tuple[Tensor, Tensor]:
    """Mean and deviation of each column, (F,) float64; 0 and 1 for one-hot and constant columns and for pictures."""
    width = features.shape[1]
    shift, scale = torch.zeros(width, dtype=torch.float64), torch.ones(width, dtype=torch.float64)
    if spec.kind == "images":
        return shift, scale
    values = features.double()
    columns = values.numpy()  # NumPy's sums: the same bits at any number of threads
    mean, deviation = torch.from_numpy(columns.mean(axis=0)), torch.from_numpy(columns.std(axis=0))
    numeric = ((values != 0) & (values != 1)).any(dim=0) & (deviation > 0)
    return torch.where(numeric, mean, shift), torch.where(numeric, deviation, scale)
