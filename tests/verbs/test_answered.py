"""What the predictions tell of classes, losses and labels."""

from pathlib import Path

import polars as pl
import pytest

from lamina.core.spec import DataSpec, TargetSpec
from lamina.verbs.answered import answered_facts

SPEC = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="kind", classes=("a", "b")),))


def test_recalls_losses_and_the_labels_that_are_contradicted(tmp_path: Path) -> None:
    frame = pl.DataFrame({
        "line": [2, 3, 4, 5, 6],
        "split": ["train", "train", "train", "test", "test"],
        "target": ["a", "a", "b", "b", "a"],
        "answer": ["a", "b", "b", "a", "a"],
        "probability": [0.9, 0.8, 0.7, 0.99, 0.6],
        "probability_a": [0.9, 0.2, 0.3, 0.99, 0.6],
        "probability_b": [0.1, 0.8, 0.7, 0.01, 0.4],
        "loss": [0.1, 1.6, 0.36, 4.6, 0.5],
    })  # fmt: skip
    path = tmp_path / "predictions.parquet"
    frame.write_parquet(path)
    facts = answered_facts(path, SPEC)
    assert facts["recalls"] == {"train": {"a": 0.5, "b": 1.0}, "test": {"b": 0.0, "a": 1.0}}
    assert facts["loss_quantiles"]["train"][0] == 0.1 and facts["loss_quantiles"]["train"][-1] == 1.6
    first, second = facts["suspects"]
    assert (first.row_id, first.name, first.part, first.label, first.answer) == (3, "line 5", "test", "b", "a")
    assert first.label_probability == pytest.approx(0.01) and second.row_id == 1 and facts["suspects_total"] == 2


def test_wrong_labels_are_doubted(tmp_path: Path) -> None:
    """200 sure answers, ten of them against their label: more than answers so sure could be wrong."""
    wrong = [row < 10 for row in range(200)]
    frame = pl.DataFrame({
        "line": range(200), "split": ["train"] * 200, "target": ["b" if one else "a" for one in wrong],
        "answer": ["a"] * 200, "probability": [0.999] * 200,
        "loss": [3.0 if one else 0.1 for one in wrong],
    }).with_columns(probability_a=pl.lit(0.999), probability_b=pl.lit(0.001))  # fmt: skip
    frame.write_parquet(tmp_path / "sure")
    facts = answered_facts(tmp_path / "sure", SPEC)
    held, train = facts["label_noise"]
    assert (train.part, train.rows, held.rows) == ("train", 200, 0) and held.gain == 0.0
    assert len(facts["suspects"]) == 10 and all(0 <= one.doubt <= 1 for one in facts["suspects"])


def test_without_a_file_or_with_another_nothing_is_told(tmp_path: Path) -> None:
    assert answered_facts(tmp_path / "none", SPEC) == {}
    (tmp_path / "broken").write_bytes(b"PAR1")
    assert answered_facts(tmp_path / "broken", SPEC) == {}
    numbers = SPEC.model_copy(update={"task": "regress", "targets": (TargetSpec(name="price"),)})
    pl.DataFrame({"split": ["train", "train"], "target": [1.0, 3.0]}).write_parquet(tmp_path / "numbers")
    assert answered_facts(tmp_path / "numbers", numbers)["target_std"] == pytest.approx(2**0.5)
