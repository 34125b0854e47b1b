"""The baselines of a job see its training rows as the network does."""

from pathlib import Path

import pytest

from lamina.core.config import RunConfig
from lamina.verbs import rivals
from lamina.verbs.job import plan_job


def test_majority_and_linear_are_fitted_and_scored(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = plan_job(str(table), RunConfig().replace(data=str(table), target=("kind",), ignore=("price",)))
    part = job.prepared.parts["test"]
    scores = {item.name: rivals.scored(item, job, part).scores["accuracy"] for item in rivals.baselines_of(job)}
    assert set(scores) == {"majority", "linear"}
    assert scores["linear"] > scores["majority"]
    monkeypatch.setattr(rivals, "BASELINE_CELLS", 200)  # a sample of the rows
    linear = next(item for item in rivals.baselines_of(job) if item.name == "linear")
    assert "33 training rows" in linear.description
