"""A small evaluated run to draw and report, with hostile names."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
import torch

import lamina.words
from lamina.core.config import RunConfig
from lamina.core.plan import Plan
from lamina.core.records import Audit, Baseline, Evaluation, Note, PartSummary, Statistic
from lamina.core.spec import DataSpec, ImageSpec, TargetSpec
from lamina.evaluation.advice import recommend
from lamina.evaluation.predictions import predictions_frame
from lamina.evaluation.score import evaluate_part

HOSTILE = ("<script>alert(1)</script>", '猫 & "dog"', "$x$ | `b` \x07")


@dataclass(frozen=True)
class Case:
    """What plots, page and card are made of."""

    spec: DataSpec
    evaluation: Evaluation
    predictions: pl.DataFrame
    audit: Audit
    history: list[dict[str, float]]
    config: RunConfig


@pytest.fixture(autouse=True)
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures of a few dots are drawn sooner."""
    monkeypatch.setattr("lamina.report.style.DPI", 40)


@pytest.fixture(autouse=True)
def english():
    lamina.words.use("en")
    yield
    lamina.words.use("en")


def epochs_of(epochs: int) -> list[dict[str, float]]:
    return [
        {
            "epoch": epoch, "train_loss": 2.0 / epoch, "train_accuracy": 1 - 0.5 / epoch,
            "validation_loss": 2.1 / epoch + 0.02 * epoch, "validation_accuracy": 1 - 0.6 / epoch,
            "learning_rate": 0.001, "seconds": 0.5, "samples_per_second": 1000.0,
        }
        for epoch in range(1, epochs + 1)
    ]  # fmt: skip


def audit(name: str) -> Audit:
    return Audit(
        source=f"data/{name}.csv", fingerprint="0123456789abcdef" * 4, kind="table", rows_read=103, rows_used=100,
        rule=Note(code="unknown.rule", parameters={"name": name}),
        parts=(PartSummary(name="train", rows=60, balance={name: 40.0, "other": 20.0}), PartSummary(name="test", rows=40)),
        statistics=(Statistic(name=name, what="mean", values=[1.25, 2.5], rows=60),),
        notes=(Note(code="unknown.note", parameters={"column": name}),), shared_rows={"train/test": 2},
    )  # fmt: skip


def _classified(rows: int = 60, classes: tuple[str, ...] = HOSTILE, kind: str = "table") -> Case:
    random = torch.Generator().manual_seed(0)
    image = ImageSpec(channels=1, height=8, width=8) if kind == "images" else None
    targets = (TargetSpec(name="<i>kind</i>", classes=classes),)
    spec = DataSpec(kind=kind, task="classify", image=image, targets=targets)  # type: ignore[arg-type]
    logits = torch.randn(rows, len(classes), generator=random, dtype=torch.float64) * 2
    target = torch.multinomial(logits.softmax(dim=1), 1, generator=random).squeeze(1)
    answers = logits.softmax(dim=1)
    baselines = (Baseline(name="majority", description=f'always "{classes[0]}"', scores={"accuracy": 0.2}),)
    evaluation = evaluate_part("test", answers, target, spec, baselines=baselines)
    evaluation = evaluation.model_copy(update={"notes": (*evaluation.notes, recommend(evaluation))})
    predictions = predictions_frame("test", torch.arange(rows), answers, target, spec)
    config = RunConfig(plan=Plan(machine="<b>processor</b>")).replace(epochs=1, name="<u>run</u>")
    return Case(spec, evaluation, predictions, audit(classes[0]), epochs_of(5), config)


def _estimated(rows: int = 60, num_targets: int = 1) -> Case:
    random = torch.Generator().manual_seed(0)
    spec = DataSpec(
        kind="table", task="regress", targets=tuple(TargetSpec(name=f"<i>price {k}</i>") for k in range(num_targets))
    )
    target = torch.randn(rows, num_targets, generator=random, dtype=torch.float64) * 50 + 200
    answers = target + torch.randn(rows, num_targets, generator=random, dtype=torch.float64) * 10
    evaluation = evaluate_part("test", answers, target, spec)
    predictions = predictions_frame("test", torch.arange(rows), answers, target, spec)
    return Case(spec, evaluation, predictions, audit("price"), epochs_of(3), RunConfig())


@pytest.fixture
def classified() -> Callable[..., Case]:
    """classified(rows=60, classes=HOSTILE, kind="table") -> Case"""
    return _classified


@pytest.fixture
def estimated() -> Callable[..., Case]:
    """estimated(rows=60, num_targets=1) -> Case"""
    return _estimated


@pytest.fixture
def history() -> Callable[[int], list[dict[str, float]]]:
    """history(epochs) -> rows as history.csv has them"""
    return epochs_of


@pytest.fixture
def is_picture() -> Callable[[Path | None], bool]:
    """Whether a file is a PNG with something on it."""

    def check(path: Path | None) -> bool:
        return path is not None and path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 1000

    return check
