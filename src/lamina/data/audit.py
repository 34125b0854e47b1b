"""The audit's plain facts about the parts: sizes, balance, and a hash of which rows each holds."""

import hashlib

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
    """Rows and balance of each part: rows by class name, positive rows by label, or quartiles of a number."""
    return tuple(PartSummary(name=name, rows=len(part), balance=_balance(part, spec)) for name, part in parts.items())


def _balance(part: Part, spec: DataSpec) -> dict[str, float]:
    if spec.task == "classify" and not spec.multi_label:
        counts = torch.bincount(part.target, minlength=len(spec.classes)).tolist()
        return dict(zip(spec.classes, map(float, counts), strict=True))
    columns = part.target.to(torch.float64).T
    if spec.multi_label:
        return {target.name: float(values.sum()) for target, values in zip(spec.targets, columns, strict=True)}
    shares = torch.tensor(list(QUARTILES.values()), dtype=torch.float64)
    balance: dict[str, float] = {}
    for target, values in zip(spec.targets, columns, strict=True):
        prefix = f"{target.name} " if len(spec.targets) > 1 else ""
        quartiles = values.sort().values[(shares * (len(values) - 1)).round().to(torch.int64)].tolist()
        balance |= {prefix + name: value for name, value in zip(QUARTILES, quartiles, strict=True)}
    return balance
