"""`lamina evaluate`: a run's scores on its own test part, or on new rows that hold the target."""

from pathlib import Path
from typing import Any

from torch import nn

from lamina.core.records import Evaluation
from lamina.verbs.load import opened
from lamina.verbs.run import Run


def evaluate(
    run: Run | str | Path, data: Any = None, *, crops: int = 1, network: nn.Module | str | None = None
) -> dict[str, float]:
    """Metric name -> value, in raw units (accuracy, f1_macro ...; rmse, mae, r2, mape ...).

    crops: 1, 2, 5 or 10 views of each image, whose answers are averaged (data.crops).
    network: your own, where the run is of one: the module, or `file.py:Class`.
    """
    return opened(run, network).evaluate(data, crops=crops)


def evaluation(
    run: Run | str | Path, data: Any = None, *, crops: int = 1, network: nn.Module | str | None = None
) -> Evaluation:
    """The same with intervals, baselines and confusion: the run's own test part, or `data`."""
    return opened(run, network).score(data, crops=crops)
