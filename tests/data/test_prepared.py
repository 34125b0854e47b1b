"""From a table to fitted parts: the proof that test rows teach nothing, every option, and the shared real tables."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.finish import LabelProbabilities, Probabilities, RawUnits
from lamina.data.prepare import describe, rebuild
from lamina.data.prepared import Prepared, prepare_table
from lamina.data.tables.table import read_table

TABLES = Path(__file__).parents[2].parent / "shared" / "data" / "tabular"
N = 60


def frame(seed: int = 0) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    age = [None if i % 7 == 0 else float(value) for i, value in enumerate(random.integers(1, 80, N))]
    kind = [None if i % 5 == 0 else value for i, value in enumerate(random.choice(["x", "y", "z"], N))]
    columns = {"age": age, "fare": random.lognormal(3, 1, N), "kind": kind, "y": random.choice(["no", "yes"], N)}
    return pl.DataFrame(columns, strict=False)


def prepared(source: Any = None, fold: int | None = None, **options: Any) -> Prepared:
    config = RunConfig().replace(**options)
    return prepare_table(read_table(frame() if source is None else source, config.data), config, fold)


def state(found: Prepared) -> dict[str, Any]:
    tensors = {name: tensor.tolist() for name, tensor in found.prepare.state_dict().items()}
    return {**tensors, "spec": found.spec.model_dump(exclude={"targets"}), "statistics": found.audit.statistics}


def codes(found: Prepared) -> set[str]:
    return {note.code for note in found.audit.notes}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 3), st.floats(-1e6, 1e6), st.sampled_from(["x", "new", None]))
def test_statistics_do_not_change_when_held_out_rows_change(seed: int, number: float, kind: str | None) -> None:
    before = prepared(frame(seed), target=("y",))
    held = torch.cat([before.parts[name].row_ids for name in ("validation", "test")]).tolist()
    changed = frame(seed)
    changed[held, "age"], changed[held, "fare"] = number, -number
    changed[held, "kind"] = kind
    after = prepared(changed, target=("y",))
    assert state(before) == state(after)
    assert before.audit.row_ids_hash == after.audit.row_ids_hash
    assert all(statistic.rows == len(before.parts["train"]) for statistic in after.audit.statistics)


def test_target_statistics_do_not_change_when_held_out_targets_change() -> None:
    before = prepared(target=("fare",))
    held = before.parts["test"].row_ids.tolist()
    changed = frame()
    changed[held, "fare"] = 1e6
    after = prepared(changed, target=("fare",))
    assert before.finish.state_dict() == after.finish.state_dict()
    assert before.spec.targets == after.spec.targets


def test_statistics_do_change_with_training_rows() -> None:
    changed = frame()
    changed[prepared().parts["train"].row_ids.tolist(), "fare"] = 5.5
    assert state(prepared()) != state(prepared(changed))


def test_parts_hold_each_row_once_with_its_own_values() -> None:
    found = prepared()
    ids = torch.cat([part.row_ids for part in found.parts.values()])
    assert sorted(ids.tolist()) == list(range(N)) and found.audit.rows_used == found.audit.rows_read == N
    fare = frame()["fare"].to_numpy()
    for part in found.parts.values():
        assert part.inputs["numbers"].dtype == torch.float64 and part.inputs["codes"].dtype == torch.int64
        np.testing.assert_array_equal(part.inputs["numbers"][:, 1].numpy(), fare[part.row_ids.numpy()])
        answers = [found.spec.classes[index] for index in part.target.tolist()]
        assert answers == [frame()["y"][row] for row in part.row_ids.tolist()]


def test_prepared_training_rows_are_standard_and_one_hot() -> None:
    found = prepared()
    (features,) = found.prepare(*found.parts["train"].inputs.values())
    assert features.dtype == torch.float32 and features.shape[1] == found.prepare.num_features == 2 + 1 + 4
    np.testing.assert_allclose(features[:, :2].mean(0), [0, 0], atol=1e-6)
    np.testing.assert_allclose(features[:, :2].std(0, correction=0), [1, 1], rtol=1e-6)
    assert features[:, 3:].sum(1).tolist() == [1.0] * len(features)


def test_finish_and_target_scale_by_task() -> None:
    classes, number = prepared(), prepared(target=("fare",))
    assert isinstance(classes.finish, Probabilities) and classes.scale_target is None and not classes.spec.embedded
    assert isinstance(number.finish, RawUnits) and number.scale_target is not None and number.spec.task == "regress"
    target = number.parts["test"].target
    np.testing.assert_allclose(number.finish(number.scale_target(target)).numpy(), target.numpy(), rtol=1e-6)


def test_several_labels() -> None:
    random = np.random.default_rng(1)
    columns = {"x": random.normal(size=N), "l": random.integers(0, 2, N) * 1.0, "m": random.integers(0, 2, N) * 1.0}
    found = prepared(columns, target=("l", "m"))
    assert found.spec.multi_label and isinstance(found.finish, LabelProbabilities)
    assert found.parts["train"].target.shape[1] == 2 and [t.classes for t in found.spec.targets] == [("0", "1")] * 2


def test_embedding_keeps_codes() -> None:
    found = prepared(categories="embedding")
    outputs = found.prepare(*found.parts["test"].inputs.values())
    assert found.spec.embedded and found.prepare.output_names == ("features", "codes")
    assert outputs[1].dtype == torch.int64 and int(outputs[1].max()) < len(found.spec.categories[0].categories) + 2


def test_missing_rows_and_outliers_dropped_on_request() -> None:
    found = prepared(missing_columns={"age": "drop"})
    assert found.audit.rows_read == N and found.audit.rows_used == N - 9 and "data.dropped_missing" in codes(found)
    source = frame()
    row = int(prepared().parts["train"].row_ids[0])
    source[row, "fare"] = 1e9
    whole, dropped = prepared(source), prepared(source, outliers="drop")
    assert "data.outliers" in codes(whole) and row in whole.parts["train"].row_ids.tolist()
    assert row not in dropped.parts["train"].row_ids.tolist()
    assert torch.equal(whole.parts["test"].row_ids, dropped.parts["test"].row_ids)
    assert all(item.rows == len(dropped.parts["train"]) for item in dropped.audit.statistics)


def test_weights_travel_with_their_rows() -> None:
    weighted = frame().with_columns(w=pl.Series(np.arange(N) + 1.0))
    found = prepared(weighted, weight_column="w", target=("y",))
    for part in found.parts.values():
        assert part.weight is not None and part.weight.tolist() == (part.row_ids + 1).tolist()
    assert "w" not in [column.name for column in found.spec.numbers]


def test_groups_and_folds() -> None:
    grouped = frame().with_columns(g=pl.Series([f"g{i // 5}" for i in range(N)]))
    found = prepared(grouped, split_column="g", target=("y",))
    groups = [set((part.row_ids // 5).tolist()) for part in found.parts.values()]
    assert found.audit.rule.code == "data.split_group" and sum(map(len, groups)) == len(set().union(*groups))
    tests = [prepared(fold=fold, folds=3).parts["test"].row_ids for fold in range(3)]
    assert sorted(torch.cat(tests).tolist()) == list(range(N))


def test_repeated_rows_across_the_parts_are_counted() -> None:
    found = prepared(pl.concat([frame()] * 2))
    assert sum(found.audit.shared_rows.values()) > 0 and "data.shared_rows" in codes(found)
    assert sum(prepared().audit.shared_rows.values()) == 0


def test_the_column_of_the_parts_hides_no_repeated_row() -> None:
    source = frame()
    both = pl.concat([source, source[:10]]).with_columns(part=pl.Series(["train"] * 60 + ["test"] * 10))
    found = prepared(both, split_column="part", target=("y",))
    assert found.audit.shared_rows["train/test"] > 0


def test_class_that_only_the_test_part_has_is_told() -> None:
    source = frame().with_columns(part=pl.Series(["train"] * 50 + ["test"] * 10))
    source[[55, 56], "y"] = "maybe"
    found = prepared(source, split_column="part", target=("y",))
    (note,) = [note for note in found.audit.notes if note.code == "data.classes_not_in_training"]
    assert note.parameters == {"classes": ["maybe"]} and "maybe" in found.spec.classes


def test_two_rows_are_enough_to_prepare() -> None:
    found = prepared({"x": [1.0, 2.0], "y": [0.5, 1.5]})
    assert {name: len(part) for name, part in found.parts.items()} == {"train": 1, "test": 1}
    assert torch.isfinite(found.prepare(*found.parts["test"].inputs.values())[0]).all()


def test_nothing_left_to_learn_from_is_refused() -> None:
    source = frame().select("age", "y").with_columns(age=pl.Series([1.0] * 50 + [2.0] * 10))
    source = source.with_columns(part=pl.Series(["train"] * 50 + ["test"] * 10))
    with pytest.raises(InputError) as caught:
        prepared(source, split_column="part", target=("y",))
    assert caught.value.code == "data.no_inputs"


CASES = {
    "titanic.csv": ("Survived", "classify", 891), "california-housing.csv": ("median_house_value", "regress", 20640),
    "horse-colic.csv": ("24", "classify", 300), "auto_imports.csv": ("26", "regress", 201),
    "penguins_raw.csv": ("Species", "classify", 344), "winequality-red.csv": ("quality", "regress", 1599),
    "diamonds.csv": ("price", "regress", 53940),
}  # fmt: skip


@pytest.mark.parametrize("file", CASES)
@pytest.mark.skipif(not TABLES.is_dir(), reason="the shared tables are not here")
def test_shared_tables_prepare_without_help(file: str) -> None:
    target, task, rows = CASES[file]
    found = prepared(TABLES / file, target=(target,))
    assert found.spec.task == task and found.audit.rows_used == rows
    again = rebuild(describe(found.prepare))
    again.load_state_dict(found.prepare.state_dict())
    for part in found.parts.values():
        (features,) = found.prepare(*part.inputs.values())
        assert torch.isfinite(features).all() and torch.equal(again(*part.inputs.values())[0], features)
    assert found.audit.model_dump_json()


@pytest.mark.skipif(not TABLES.is_dir(), reason="the shared tables are not here")
def test_adult_with_its_test_file() -> None:
    found = prepared(TABLES / "adult-train.csv", test_data=str(TABLES / "adult-test.csv"))
    assert len(found.parts["test"]) == 16281 and found.audit.rule.code == "data.split_given"
    assert sum(len(found.parts[name]) for name in ("train", "validation")) == 32561
    assert len(found.spec.classes) == 2 and found.spec.categories[0].missing > 0
