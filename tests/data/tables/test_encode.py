"""Raw rows at prediction: by name, as in training, with flags for what training never saw."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch

from lamina.core.config import DataConfig, RunConfig
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec
from lamina.data.prepared import Prepared, prepare_table
from lamina.data.tables.encode import encode_table, find_flags, reading_config, with_target
from lamina.data.tables.encoded import Encoded
from lamina.data.tables.table import read_table

TABLES = Path(__file__).parents[4] / "shared" / "data" / "tabular"
N = 40


def frame() -> pl.DataFrame:
    random = np.random.default_rng(0)
    days = pl.Series("day", np.arange(N) * 86_400_000_000).cast(pl.Datetime("us"))
    kind = [["x", "y"][i % 2] for i in range(N)]
    columns = {
        "size": random.uniform(0, 10, N),
        "code": [f"00{i % 3}" for i in range(N)],
        "kind": kind,
        "ok": random.random(N) > 0.5,
    }
    return pl.DataFrame(columns).with_columns(days, y=pl.Series(random.choice(["no", "yes"], N)))


def train(source: Any, **options: Any) -> Prepared:
    config = RunConfig().replace(**options)
    return prepare_table(read_table(source, config.data), config)


SPEC = train(frame()).spec


def codes_of(encoded, row: int) -> list[str]:
    return [note.code for note in encoded.flags.get(row, [])]


def test_training_rows_encode_to_their_own_inputs_in_any_order_of_columns() -> None:
    found = train(frame())
    for source in (frame(), frame().select(sorted(frame().columns)), frame().to_dicts()):
        encoded = encode_table(source, found.spec)
        for part in found.parts.values():
            assert all(torch.equal(encoded.inputs[name][part.row_ids], part.inputs[name]) for name in part.inputs)
            assert encoded.target is not None and torch.equal(encoded.target[part.row_ids], part.target)
    assert encoded.row_names[:2] == ["0", "1"] and not encoded.notes


def test_target_may_be_absent_and_added_columns_are_told() -> None:
    encoded = encode_table(frame().drop("y").with_columns(extra=pl.lit(1.0)), SPEC)
    assert encoded.target is None
    assert [(note.code, note.parameters) for note in encoded.notes] == [("data.columns_added", {"columns": ["extra"]})]


def test_one_row_of_numbers_keeps_the_types_of_training() -> None:
    row = {"size": 3, "code": "001", "kind": "x", "ok": 1, "day": "1970-01-05"}
    encoded = encode_table([row], SPEC)
    assert dict(zip([column.name for column in SPEC.numbers], encoded.inputs["numbers"][0].tolist(), strict=True)) == {
        "size": 3.0, "ok": 1.0, "day": 4 * 86_400.0,
    }  # fmt: skip
    assert not encoded.flags


def test_file_without_target_keeps_leading_zeros(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text("code,kind,size,ok,day\n001,y,2.5,yes,1970-01-09\n")
    encoded = encode_table(path, SPEC)
    assert not encoded.flags and encoded.row_names == ["2"]


def test_missing_columns_are_refused_all_at_once_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        encode_table(frame().rename({"size": "Size_", "kind": "sort"}), SPEC)
    assert caught.value.code == "data.columns_missing"
    assert dict(caught.value.parameters["columns"]) == {"size": "Size_", "kind": ""}
    assert "Size_" in str(caught.value)


def test_what_training_never_saw_is_flagged_by_row() -> None:
    source = frame()[train(frame()).parts["train"].row_ids[:4].tolist()]
    source[0, "size"] = 99.0
    source[1, "kind"] = "new"
    source[2, "size"] = None
    source[3, "day"] = pl.Series(["2100-01-01"]).str.to_datetime()[0]
    encoded = encode_table(source, SPEC)
    assert [codes_of(encoded, row) for row in range(4)] == [
        ["data.outside_range"], ["data.unseen_category"], ["data.unseen_missing"], ["data.outside_dates"],
    ]  # fmt: skip
    assert encoded.flags[1][0].parameters["value"] == "new"
    assert encoded.flags[3][0].parameters["value"] == "2100-01-01"


def test_column_without_any_value_is_missing_not_refused() -> None:
    encoded = encode_table(frame().with_columns(size=pl.lit(None, dtype=pl.Float64)), SPEC)
    assert torch.isnan(encoded.inputs["numbers"][:, [c.name for c in SPEC.numbers].index("size")]).all()


def test_cell_of_another_type_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        encode_table(frame().with_columns(size=pl.lit("big")), SPEC)
    assert "size" in str(caught.value) and "big" in str(caught.value)
    with pytest.raises(InputError) as caught:
        encode_table(frame().with_columns(ok=pl.lit("perhaps")), SPEC)
    assert caught.value.code == "data.not_a_number"


def test_rows_that_cannot_be_scored_are_left_out_and_told() -> None:
    source = frame().head(4)
    source[1, "y"], source[2, "y"] = None, "other"
    source[3, "size"] = 99.0
    encoded = encode_table(source, SPEC)
    assert encoded.target is not None and encoded.target.tolist()[1:3] == [-1, -1]
    assert [note.code for note in encoded.notes] == ["data.unseen_classes"]
    scored = with_target(encoded)
    assert scored.row_names == ["0", "3"] and len(scored.inputs["numbers"]) == 2
    assert codes_of(scored, 1) == ["data.outside_range"]
    assert scored.notes[-1].parameters["places"] == ["1", "2"]


def test_nothing_to_score_is_refused_and_nothing_to_leave_out_kept() -> None:
    encoded = encode_table(frame(), SPEC)
    assert with_target(encoded) is encoded
    assert with_target(encode_table(frame().drop("y"), SPEC)).target is None
    with pytest.raises(InputError) as caught:
        with_target(encode_table(frame().with_columns(y=pl.lit("other")), SPEC))
    assert caught.value.code == "data.no_target_known"


def test_numeric_targets_with_missing_rows() -> None:
    spec = train(frame(), target=("size",)).spec
    source = frame()
    source[0, "size"] = None
    assert len(with_target(encode_table(source, spec))) == N - 1


def test_flags_of_plain_inputs_without_their_table() -> None:
    inputs = {
        "numbers": torch.tensor([[1e9] * len(SPEC.numbers)], dtype=torch.float64),
        "codes": torch.tensor([[4, 3]]),
    }
    flags = find_flags(inputs, SPEC)
    assert [note.code for note in flags[0]].count("data.outside_range") == 2


@pytest.mark.skipif(not TABLES.is_dir(), reason="the shared tables are not here")
def test_adult_test_file_alone_has_its_full_stops_taken_off() -> None:
    spec: DataSpec = train(TABLES / "adult-train.csv").spec
    encoded = with_target(encode_table(TABLES / "adult-test.csv", spec))
    assert encoded.target is not None and len(encoded) == 16281
    assert torch.bincount(encoded.target).tolist() == [12435, 3846]


@pytest.mark.parametrize("file", ["titanic.csv", "penguins_raw.csv", "auto_imports.csv"])
@pytest.mark.skipif(not TABLES.is_dir(), reason="the shared tables are not here")
def test_shared_tables_encode_as_they_were_trained(file: str) -> None:
    found = train(TABLES / file)
    encoded = encode_table(TABLES / file, found.spec)
    for part in found.parts.values():
        for name, tensor in part.inputs.items():
            torch.testing.assert_close(encoded.inputs[name][part.row_ids], tensor, rtol=0, atol=0, equal_nan=True)


def test_dates_are_read_in_the_order_of_training(tmp_path: Path) -> None:
    days = [f"{1 + i % 28}/{1 + i % 12}/2020" for i in range(N)]
    spec = train(frame().with_columns(day=pl.Series(days))).spec
    assert {column.date_format for column in spec.numbers if column.name == "day"} == {"%d/%m/%Y"}
    path = tmp_path / "new.csv"
    path.write_text("size,code,kind,ok,day\n1,000,x,true,1/2/2020\n")
    place = [column.name for column in spec.numbers].index("day")
    found = {float(encode_table(source, spec).inputs["numbers"][0, place]) for source in (path, pl.read_csv(path))}
    assert found == {1_580_515_200.0}  # the first of February


def test_decimal_commas_and_marks_of_training(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).uniform(1, 9, 40)
    rows = [f"{number:.3f};{'yes' if number > 5 else 'no'}".replace(".", ",") for number in numbers]
    (tmp_path / "a.csv").write_text("\n".join(["n;y", "gone;no", *rows]))
    config = RunConfig().replace(missing_marks=("gone",))
    spec = prepare_table(read_table(tmp_path / "a.csv", config.data), config).spec
    (tmp_path / "b.csv").write_text("n;more\n1,234;5\ngone;6\n")  # alone, 1,234 may be a thousand
    assert spec.form is not None and spec.form.decimal == ","
    first, second = encode_table(tmp_path / "b.csv", spec).inputs["numbers"][:, 0].tolist()
    assert first == 1.234 and second != second
    (tmp_path / "c.csv").write_text("n,more\n1.234,5\n")
    assert encode_table(tmp_path / "c.csv", spec).inputs["numbers"].item() == 1.234


def test_how_a_training_file_was_written_is_found_anew() -> None:
    config = DataConfig(separator="tab", header="no", decimal=",", test_data="t.csv", sheet="s", missing_marks=("x",))
    assert reading_config(config) == DataConfig(sheet="s", missing_marks=("x",))


def test_arrays_with_the_target_in_the_middle() -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(40, 4))
    rows[:, 1] = rows[:, 0] > 0
    found = train(rows, target=("x2",), task="classify")
    whole, bare = encode_table(rows, found.spec), encode_table(np.delete(rows, 1, axis=1), found.spec)
    assert torch.equal(whole.inputs["numbers"], bare.inputs["numbers"]) and bare.target is None
    assert [note.code for note in bare.notes] == ["data.by_position"] and not whole.notes


def assert_as_trained(found: Prepared, encoded: Encoded) -> None:
    for part in found.parts.values():
        for name, tensor in part.inputs.items():
            torch.testing.assert_close(encoded.inputs[name][part.row_ids], tensor, rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize(
    ("file", "target", "notes"),
    [
        ("horse-colic.csv", 23, ["data.by_position"]),
        ("horse-colic.csv", 28, []),
        ("auto_imports.csv", 3, ["data.by_position"]),
    ],
)
@pytest.mark.skipif(not TABLES.is_dir(), reason="the shared tables are not here")
def test_files_without_header_with_or_without_it_and_the_target(
    tmp_path: Path, file: str, target: int, notes: list[str]
) -> None:
    found = train(TABLES / file, target=(str(target),))
    lines = [line.split(",") for line in (TABLES / file).read_text().split("\n") if line]
    bare = tmp_path / "bare.csv"
    bare.write_text("\n".join(",".join(row[: target - 1] + row[target:]) for row in lines))
    encoded = encode_table(bare, found.spec)
    assert_as_trained(found, encoded)
    assert encoded.target is None and [note.code for note in encoded.notes] == notes
    for names in ([f"column{i + 1}" for i in range(len(lines[0]))], [f"name {i}" for i in range(len(lines[0]))]):
        bare.write_text("\n".join(map(",".join, [names, *lines])))
        encoded = encode_table(bare, found.spec)
        assert_as_trained(found, encoded)
        assert encoded.target is not None and len(encoded) == len(lines)
