"""The audit's plain facts about the parts: sizes, balance or quantiles, and a hash of which rows each holds."""

import hashlib
from typing import Any

import torch

from lamina.core.batch import Part
from lamina.core.records import PartSummary
from lamina.core.spec import DataSpec

QUARTILES = {"minimum": 0.0, "quartile 1": 0.25, "median": 0.5, "quartile 3": 0.75, "maximum": 1.0}


def row_ids_hash(parts: dict[str, Part]) -> dict[str, str]:
    """sha256 of each part's row numbers, sorted, as int64 little-endian."""
    return {
        name: hashlib.sha256(part.row_ids.sort().values.numpy().astype("<i8").tobytes()).hexdigest()
        for name, part in parts.items()
    }


def part_summaries(parts: dict[str, Part], spec: DataSpec) -> tuple[PartSummary, ...]:
    """Rows of each part (a sentence read in pieces is one), and rows (of tags, tokens) by class name, positive rows by label, or quartiles of the numbers to learn."""
    told = _quantiles if spec.numeric else _balance
    return tuple(
        PartSummary(name=name, rows=len(part.row_ids.unique()), **told(part, spec)) for name, part in parts.items()
    )


def _balance(part: Part, spec: DataSpec) -> dict[str, Any]:
    """Rows (of tags, tokens) of each class, or rows that have each label; nothing where texts are written."""
    if spec.each_step and spec.task != "tag":
        return {}
    if spec.multi_label:
        counts, names = part.target.sum(dim=0, dtype=torch.float64).tolist(), [each.name for each in spec.targets]
    else:
        counts, names = (
            torch.bincount(part.target[part.target >= 0], minlength=len(spec.classes)).tolist(),
            spec.classes,
        )
    return {"balance": dict(zip(names, map(float, counts), strict=True))}


def _quantiles(part: Part, spec: DataSpec) -> dict[str, Any]:
    """Quartiles of each number to learn, which are values that occur."""
    shares = torch.tensor(list(QUARTILES.values()), dtype=torch.float64)
    quantiles: dict[str, float] = {}
    for target, values in zip(spec.targets, part.target.to(torch.float64).T, strict=True):
        prefix = f"{target.name} " if len(spec.targets) > 1 else ""
        quartiles = values.sort().values[(shares * (len(values) - 1)).round().to(torch.int64)].tolist()
        quantiles |= {prefix + name: value for name, value in zip(QUARTILES, quartiles, strict=True)}
    return {"quantiles": quantiles}
