"""Simple models that a network has to beat: majority or mean, and a fitted linear model.

They see the same prepared features and the same training rows as the network. Their cost is bounded: large parts are
fitted on a drawn sample of the rows, and the description says so.
"""

from collections.abc import Sized
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from lamina.core.errors import sentence
from lamina.core.spec import DataSpec
from lamina.evaluation.linear import Linear, fit_linear

_SIDE = 32  # pictures are averaged down to this side for the linear model


class Fitted(Protocol):
    """A fitted baseline: a name (majority | mean | linear), what it is in words, and its answers."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    def answers(self, features: Any) -> Tensor:
        """features (n, F), or what else it was fitted on -> (n, Y) float64: probabilities or raw units."""
        ...


@dataclass(frozen=True)
class Constant:
    """The same answer for every row: the classes' shares of the training rows, or the targets' means."""

    name: str
    description: str
    values: Tensor  # (Y,) float64

    def answers(self, features: Sized) -> Tensor:
        """features (n, F), or anything of n rows -> (n, Y) float64."""
        return self.values.expand(len(features), -1).clone()


def fit_baselines(features: Tensor, target: Tensor, spec: DataSpec, *, seed: int = 0) -> list[Fitted]:
    """Fit the baselines on prepared training features (n, F) and raw targets; the linear one where it exists.

    There is no linear model of a single class, of no features, or of fewer than two rows.
    """
    fitted: list[Fitted] = [fit_constant(target, spec)]
    linear: Linear | None = fit_linear(features, target, spec, seed)
    return [*fitted, linear] if linear else fitted


def baseline_features(prepared: dict[str, Tensor], spec: DataSpec) -> Tensor:
    """What the linear model sees of prepared inputs, (n, F) float32.

    Features as they are, codes one-hot; pictures and sequences flattened, the larger ones averaged down to 32 x 32 first.
    """
    if "images" in prepared:
        images = prepared["images"]
        height, width = images.shape[2:]
        if max(height, width) > _SIDE:
            images = functional.adaptive_avg_pool2d(images, (min(height, _SIDE), min(width, _SIDE)))
        return images.flatten(1)
    if "window" in prepared:
        return prepared["window"].flatten(1)
    columns = [prepared["features"]]
    if "codes" in prepared:
        sizes = [len(column.categories) + 2 for column in spec.categories]
        codes = prepared["codes"]
        columns += [functional.one_hot(codes[:, k], size).float() for k, size in enumerate(sizes)]
    return torch.cat(columns, dim=1)


def fit_constant(target: Tensor, spec: DataSpec) -> Constant:
    """Prior probabilities of the classes or labels, or the mean of the targets, over the training rows."""
    if spec.numeric or spec.multi_label:
        mean = target.double().numpy().mean(axis=0)  # NumPy: the same bits at any number of threads
        return constant(torch.from_numpy(mean), len(target), spec)
    counts = torch.bincount(target[target >= 0], minlength=len(spec.classes)).double()  # of tags -1 is not scored
    return constant(counts / counts.sum(), int(counts.sum()), spec)


def constant(values: Tensor, rows: int, spec: DataSpec) -> Constant:
    """The baseline of known values (Y,), found on so many training rows: what a bundle keeps of it."""
    if spec.numeric:
        return Constant("mean", sentence("evaluation.mean", {"rows": rows}), values)
    if spec.multi_label:
        return Constant("majority", sentence("evaluation.majority_labels", {"rows": rows}), values)
    most = spec.classes[int(values.argmax())]
    return Constant("majority", sentence("evaluation.majority", {"rows": rows, "most": most}), values)
