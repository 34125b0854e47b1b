"""One name for a row everywhere: its line in a text file, its place from 0 in all else, its file."""

import numpy as np
import polars as pl

from lamina.data.row_names import Origin, image_names, named_by, numbered, row_names, spoken

LINES = np.array([2, 3, 5])


def test_lines_of_one_file_and_rows_of_memory() -> None:
    one = row_names([Origin("a.csv", 0, 3, LINES)], np.array([2, 0]))
    assert one.to_dict(as_series=False) == {"line": [5, 2]} and named_by(one) == "line" and spoken(one) == ["5", "2"]
    memory = row_names([Origin("", 0, 3)], np.array([1, 2]))
    assert memory.to_dict(as_series=False) == {"row": [1, 2]} and named_by(memory) == "row"
    assert row_names([], np.array([4])).equals(pl.DataFrame({"row": [4]})) and numbered(2)["row"].to_list() == [0, 1]


def test_several_files_are_named_and_each_counts_anew() -> None:
    files = [Origin("a.csv", 0, 3, LINES), Origin("b.csv", 3, 2, np.array([2, 3]))]
    names = row_names(files, np.array([2, 3, 4]))
    assert names.to_dict(as_series=False) == {"file": ["a.csv", "b.csv", "b.csv"], "line": [5, 2, 3]}
    assert spoken(names) == ["a.csv:5", "b.csv:2", "b.csv:3"]


def test_a_text_file_beside_a_parquet_file_has_lines_and_rows() -> None:
    names = row_names([Origin("a.csv", 0, 3, LINES), Origin("b.parquet", 3, 2)], np.array([0, 4]))
    assert names.to_dict(as_series=False) == {"file": ["a.csv", "b.parquet"], "line": [2, None], "row": [None, 1]}
    assert spoken(names) == ["a.csv:2", "b.parquet:1"]


def test_a_row_that_is_a_file_has_its_name_only() -> None:
    names = row_names([Origin(f"pos/{row}.txt", row, 1, whole=True) for row in range(3)], np.array([2]))
    assert names.to_dict(as_series=False) == {"file": ["pos/2.txt"]} and named_by(names) == "file"


def test_no_rows_have_no_names() -> None:
    none = np.empty(0, dtype=np.int64)
    assert len(row_names([Origin("", 0, 0)], none)) == len(row_names([Origin("a.csv", 0, 3, LINES)], none)) == 0
    assert spoken(row_names([Origin("a.csv", 0, 3, LINES)], none)) == []


def test_images_are_named_by_their_files_or_by_their_place() -> None:
    assert image_names(["a.png", "7"]).to_dict(as_series=False) == {"file": ["a.png", "7"]}
    assert image_names(["0", "3"]).to_dict(as_series=False) == {"row": [0, 3]}
    assert image_names([]).columns == ["file"]
