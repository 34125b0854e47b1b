"""Which columns of a table made the answers: permutation importance and partial dependence, on rows that were held out.

    permutation importance    score - score with one column shuffled        Breiman 2001; Fisher, Rudin & Dominici 2019
    partial dependence        mean answer with one column set to v in all rows                  Friedman 2001

Any function from raw rows to answers: whatever stands in front of a network (scaling, one-hot) belongs to the function.
Columns that go together hide one another: shuffled alone, each seems to count for little.
"""

import statistics
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from lamina.core.looks import Dependence, Importance
from lamina.core.seed import generator

Rows = dict[str, Tensor]  # column -> (n,) or (n, ...)
REPEATS = 5
STEPS = 20


def permutation_importance(
    score: Callable[[Rows], float], columns: Mapping[str, Tensor], *, repeats: int = REPEATS, seed: int = 0
) -> list[Importance]:
    """Of each column, the most important first. score: of all rows, larger is better (accuracy, or minus the error)."""
    whole = score(dict(columns))
    found = []
    for name, values in columns.items():
        random = generator(seed, "permutation", name)
        falls = [
            whole - score({**columns, name: values[torch.randperm(len(values), generator=random)]})
            for _ in range(repeats)
        ]
        spread = statistics.stdev(falls) if repeats > 1 else 0.0
        found.append(Importance(name, statistics.fmean(falls), spread))
    return sorted(found, key=lambda one: -one.fall)


def partial_dependence(
    answers: Callable[[Rows], Tensor], columns: Mapping[str, Tensor], name: str, *, steps: int = STEPS
) -> Dependence:
    """The mean answer (K,) of all rows at `steps` quantiles of a column's own values; answers: rows -> (n, K)."""
    values = columns[name]
    known = values[~torch.isnan(values)] if values.is_floating_point() else values.unique()
    grid = known.double().quantile(torch.linspace(0, 1, steps, dtype=torch.float64), interpolation="nearest").unique()
    if not values.is_floating_point():
        grid = known.double()
    means = [answers({**columns, name: torch.full_like(values, value)}).double().mean(dim=0) for value in grid.tolist()]
    return Dependence(name, tuple(grid.tolist()), torch.stack(means))
