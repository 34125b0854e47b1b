"""`lamina evaluate`: a run's scores on its own test part, or on new rows that hold the target."""

from pathlib import Path
from typing import Any

from lamina.core.records import Evaluation
from lamina.verbs.load import load
from lamina.verbs.run import Run


def evaluate(run: Run | str | Path, data: Any = None, *, crops: int = 1) -> dict[str, float]:
    """Metric name -> value, in raw units (accuracy, f1_macro ...; rmse, mae, r2, mape ...).

    crops: 1, 2, 5 or 10 views of each image, whose answers are averaged (data.crops).
    """
    return (run if isinstance(run, Run) else load(run)).evaluate(data, crops=crops)


def evaluation(run: Run | str | Path, data: Any = None, *, crops: int = 1) -> Evaluation:
    """The same with intervals, baselines and confusion: the run's own test part, or `data`."""
    return (run if isinstance(run, Run) else load(run)).score(data, crops=crops)
