"""Any source to one typed table."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.tables.table import Table, read_table

SHARED = Path(__file__).parents[4] / "shared" / "data" / "tabular"
TEXT = "name,size,seen,ok\nann, 1.5 ,2020-01-02,true\nbob,NA,2020-02-03,false\ncéd,3,,true\n"


def table(source: Any, **options: Any) -> Table:
    return read_table(source, DataConfig.model_validate(options))


def refused(source: Any, **options: Any) -> InputError:
    with pytest.raises(InputError) as error:
        table(source, **options)
    return error.value


def codes(read: Table) -> list[str]:
    return [note.code for note in read.notes]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_types_rows_and_names(path: Path) -> None:
    read = table(path)
    assert (read.name, read.source, read.paths) == ("people", str(path), (path,))
    assert dict(read.frame.schema) == {
        "name": pl.String,
        "size": pl.Float64,
        "seen": pl.Datetime("us"),
        "ok": pl.Boolean,
    }
    assert read.frame["size"].to_list() == [1.5, None, 3.0]
    assert read.row_ids.tolist() == [0, 1, 2] and read.given_part is None
    assert read.places([1, 2]) == {"file": "people.csv", "unit": "line", "places": ["3", "4"], "count": 2}
    assert codes(read) == ["table.dialect"]


def test_one_table_from_every_form(path: Path, tmp_path: Path) -> None:
    want = table(path)
    frame = want.frame
    frame.write_parquet(tmp_path / "p.parquet")
    (tmp_path / "t.tsv").write_text(TEXT.replace(",", "\t"), encoding="utf-16")
    (tmp_path / "g.csv.gz").write_bytes(gzip.compress(TEXT.encode("gb18030", "replace").replace(b"?", b"?")))
    rows = frame.rows(named=True)
    sources = [
        frame, frame.lazy(), frame.to_pandas(), frame.to_arrow(), rows, frame.to_dict(as_series=False),
        tmp_path / "p.parquet", str(tmp_path / "t.tsv"), pl.read_csv(path, infer_schema=False), pd.read_csv(path),
    ]  # fmt: skip
    for source in sources:
        read = table(source)
        assert read.frame.schema == frame.schema, type(source)
        assert read.frame.rows() == frame.rows(), type(source)
        assert read.row_ids.tolist() == [0, 1, 2]


def test_fingerprints(path: Path, tmp_path: Path) -> None:
    first = table(path).fingerprint
    assert first == table(path).fingerprint
    path.write_text(TEXT.replace("1.5", "1.6"), encoding="utf-8")
    assert first != table(path).fingerprint
    array = np.arange(6.0).reshape(3, 2)
    assert table(array).fingerprint == table(torch.tensor(array)).fingerprint
    assert table(array).fingerprint != table(array + 1).fingerprint


def test_arrays_pairs_and_rows() -> None:
    read = table((np.arange(6.0).reshape(3, 2), ["a", "b", "a"]))
    assert read.frame.columns == ["x1", "x2", "target"] and read.name == "data"
    assert read.places([2]) == {"file": "", "unit": "row", "places": ["2"], "count": 1}
    assert table([[1, "a"], [2, "b"]]).frame.rows() == [(1.0, "a"), (2.0, "b")]
    assert table("iris").frame.shape == (150, 5)
    assert table("digits", kind="table").frame.shape == (1797, 65)


def test_npz(tmp_path: Path) -> None:
    x, y = np.arange(8.0).reshape(4, 2), np.array([0, 1, 0, 1])
    np.savez(tmp_path / "d.npz", x_train=x, y_train=y, x_test=x[:2] + 9, y_test=y[:2])
    read = table(tmp_path / "d.npz")
    assert read.frame.columns == ["x1", "x2", "target"] and len(read) == 6
    assert read.given_part is not None and read.given_part.tolist() == ["train"] * 4 + ["test"] * 2
    assert len(read.paths) == 1 or len(set(read.paths)) == 1
    np.save(tmp_path / "d.npy", x)
    assert table(tmp_path / "d.npy").frame["x2"].to_list() == [1.0, 3.0, 5.0, 7.0]


def test_take_keeps_rows_and_their_places(path: Path) -> None:
    read = table(path).take(np.array([True, False, True]))
    assert read.row_ids.tolist() == [0, 2] and read.places([1])["places"] == ["4"]
    assert read.take([1]).frame["name"].to_list() == ["céd"]


def test_given_files_count_on_and_keep_their_lines(path: Path, tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("ok,extra,size,name,seen\ntrue,1,9,dan,2021-01-01\n", encoding="utf-8")
    read = table(path, test_data=str(tmp_path / "test.csv"))
    assert read.given_part is not None and read.given_part.tolist() == ["train"] * 3 + ["test"]
    assert read.frame["name"].to_list()[-1] == "dan" and read.row_ids.tolist() == [0, 1, 2, 3]
    assert read.places([0, 3])["places"] == ["people.csv:2", "test.csv:2"]
    assert codes(read) == ["table.dialect", "table.dialect", "table.given_adds", "table.given_part"]
    (tmp_path / "bad.csv").write_text("ok,sizes,name,seen\ntrue,9,dan,2021-01-01\n", encoding="utf-8")
    error = refused(path, test_data=str(tmp_path / "bad.csv"))
    assert error.code == "table.given_lacks"
    assert (error.parameters["names"], error.parameters["nearest"]) == (["size"], "sizes")


def test_full_stops_of_a_given_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,yes\n2,no\n3,yes\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("4,no.\n5,no.\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("4,no.\n5,maybe.\n", encoding="utf-8")
    read = table(tmp_path / "a.csv", test_data=str(tmp_path / "b.csv"))
    assert read.frame["column2"].to_list() == ["yes", "no", "yes", "no", "no"]
    assert "table.trailing_dot" in codes(read)
    kept = table(tmp_path / "a.csv", test_data=str(tmp_path / "c.csv"))  # "maybe" is no class: nothing is touched
    assert kept.frame["column2"].to_list()[-1] == "maybe." and "table.trailing_dot" not in codes(kept)


def test_cells_that_do_not_fit_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("a,b\n" + "".join(f"{i / 7},{i}\n" for i in range(30)) + "oops,99\n", encoding="utf-8")
    read = table(path)
    note = read.notes[-1]
    assert note.code == "table.mixed_cells"
    assert (note.parameters["values"], note.parameters["places"], note.parameters["type"]) == (
        ["oops"],
        ["32"],
        "number",
    )
    assert read.frame["a"][30] is None
    error = refused(path, types={"a": "number"})
    assert error.code == "table.not_as_asked" and "line 32" in str(error) and "oops" in str(error)
    assert table(path, types={"a": "number"}, missing_marks=("oops",)).frame["a"][30] is None
    assert table(path, types={"a": "category"}).frame["a"][30] == "oops"
    assert refused(path, types={"b": "date"}).parameters["asked"] == "date"


def test_types_asked_of_typed_columns() -> None:
    frame = pl.DataFrame({"k": [1.0, 2.0, None], "t": [True, False, None], "n": [-9, 4, 5]})
    read = table(frame, types={"k": "category", "t": "number"}, missing_marks=("-9",))
    assert read.frame["k"].to_list() == ["1", "2", None]
    assert read.frame["t"].to_list() == [1.0, 0.0, None]
    assert read.frame["n"].to_list() == [None, 4.0, 5.0]
    assert refused(frame, types={"n": "date"}).code == "table.not_as_asked"


def test_columns_that_hold_no_single_values() -> None:
    read = table(pl.DataFrame({"a": [1, 2], "l": [[1], [2, 3]]}))
    assert read.frame.columns == ["a"] and codes(read) == ["table.unsupported_type"]
    assert refused(pl.DataFrame({"l": [[1], [2]]})).code == "table.no_columns"


def test_settings_that_name_no_column(path: Path) -> None:
    for option, value in (("types", {"sise": "number"}), ("ignore", ("sise",)), ("weight_column", "sise")):
        error = refused(path, **{option: value})
        assert (error.code, error.parameters["nearest"], error.parameters["option"]) == (
            "table.no_such_column",
            "size",
            option,
        )


def test_refusals(tmp_path: Path) -> None:
    assert refused(np.zeros((3, 8, 8))).code == "table.is_images"
    assert refused("digits").code == "table.is_images"
    assert refused(pd.DataFrame({"a": []})).code == "table.no_rows"
    (tmp_path / "p.parquet").write_bytes(b"PAR1 rubbish")
    assert refused(tmp_path / "p.parquet").code == "table.cannot_read"


def test_the_users_frame_is_not_changed() -> None:
    frame = pd.DataFrame({"a": [" 1 ", "?"], "b": [np.inf, 2.0]})
    before = frame.copy(deep=True)
    table(frame)
    pd.testing.assert_frame_equal(frame, before)


REAL: dict[str, tuple[int, int, dict[str, int]]] = {  # rows, columns, missing cells by column (README of the data)
    "titanic.csv": (891, 12, {"Age": 177, "Cabin": 687, "Embarked": 2}),
    "california-housing.csv": (20640, 10, {"total_bedrooms": 207}),
    "boston-housing.csv": (506, 14, {}),
    "winequality-red.csv": (1599, 12, {}),
    "winequality-white.csv": (4898, 12, {}),
    "iris.csv": (150, 5, {}),
    "diamonds.csv": (53940, 10, {}),
    "penguins_raw.csv": (344, 17, {"Comments": 290, "Sex": 11}),
    "adult-train.csv": (32561, 15, {"column2": 1836, "column7": 1843, "column14": 583}),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files(name: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"{SHARED / name} is not there")
    rows, columns, missing = REAL[name]
    read = table(SHARED / name)
    assert read.frame.shape == (rows, columns)
    counts = {column: count for column, count in read.frame.null_count().row(0, named=True).items() if count}
    assert (counts if name != "penguins_raw.csv" else {key: counts[key] for key in missing}) == missing


def test_missing_cells_of_the_uci_files() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not there")
    horse, cars = table(SHARED / "horse-colic.csv").frame, table(SHARED / "auto_imports.csv").frame
    assert (horse.shape, sum(horse.null_count().row(0))) == ((300, 28), 1605)
    assert (cars.shape, sum(cars.null_count().row(0))) == ((201, 26), 51)
    penguins = table(SHARED / "penguins_raw.csv").frame
    assert penguins["Date Egg"].dtype == pl.Datetime
    assert sum(count > 0 for count in penguins.null_count().row(0)) == 8


def test_adult_with_its_test_file() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not there")
    read = table(SHARED / "adult-train.csv", test_data=str(SHARED / "adult-test.csv"))
    assert len(read) == 48842 and read.given_part is not None
    assert (read.given_part == "test").sum() == 16281
    assert sorted(read.frame["column15"].unique()) == ["<=50K", ">50K"]
    told = next(note for note in read.notes if note.code == "table.trailing_dot")
    assert told.parameters["count"] == 16281 and told.parameters["column"] == "column15"
