"""Texts of any source."""

from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.detect import detect
from lamina.data.texts.reading import join_cells, read_texts

TEXTS = ["I liked this film a lot", "what a waste of my time", "good actors, no story at all", "see it again soon"]
LABELS = ["pos", "neg", "neg", "pos"]


@pytest.mark.parametrize(
    "source",
    [
        (TEXTS, LABELS),
        [TEXTS, LABELS],
        list(zip(TEXTS, LABELS, strict=True)),
        {"text": TEXTS, "label": LABELS},
        pd.DataFrame({"text": TEXTS, "label": LABELS}),
        pl.DataFrame({"text": TEXTS, "label": LABELS}),
    ],
    ids=["pair", "lists", "pairs", "dict", "pandas", "polars"],
)
def test_what_is_in_memory(source: object) -> None:
    assert detect(source, DataConfig()).kind == "text"
    read = read_texts(source, DataConfig())
    assert read.texts == TEXTS and read.columns == ("text",) and read.table.frame["label"].to_list() == LABELS
    assert read.rows.columns == ["text", "row_id"] and not read.in_files


def test_cells_stay_as_they_were_written(tmp_path: Path) -> None:
    texts = ['He said "NA" ? null', "3.0", "-", "?", " two  blanks "]
    path = tmp_path / "a.tsv"
    path.write_text("\n".join(f"y{row % 2}\t{text}" for row, text in enumerate(texts)), encoding="utf-8")
    read = read_texts(path, DataConfig(kind="text", text_column=("column2",)))
    assert read.texts == texts


def test_given_parts_and_several_columns(tmp_path: Path) -> None:
    for name in ("train", "test"):
        pl.DataFrame({"title": TEXTS, "body": TEXTS, "y": LABELS}).write_csv(tmp_path / f"{name}.csv")
    read = read_texts(tmp_path / "train.csv", DataConfig(test_data=str(tmp_path / "test.csv")))
    assert read.columns == ("title", "body") and read.texts[0] == f"{TEXTS[0]} {TEXTS[0]}"
    assert read.table.given_part is not None and read.table.given_part.tolist() == ["train"] * 4 + ["test"] * 4


def test_a_folder_of_files(tmp_path: Path) -> None:
    for row, (text, label) in enumerate(zip(TEXTS, LABELS, strict=True)):
        (tmp_path / label).mkdir(exist_ok=True)
        (tmp_path / label / f"{row}.txt").write_text(text, encoding="utf-16")
    assert detect(tmp_path, DataConfig()).kind == "text"
    read = read_texts(tmp_path, DataConfig())
    assert sorted(read.texts) == sorted(TEXTS) and read.in_files and read.table.form is None
    changed = tmp_path / "pos" / "0.txt"
    changed.write_text("another", encoding="utf-8")
    assert read_texts(tmp_path, DataConfig()).table.fingerprint != read.table.fingerprint


def test_a_table_with_other_inputs_stays_one() -> None:
    source = {"name": TEXTS, "age": [1.5, 2.5, 3.5, 3.5], "y": LABELS}
    assert detect(source, DataConfig()).kind == "table"
    assert detect(source, DataConfig(kind="text")).kind == "text"
    assert detect({"text": TEXTS, "label": LABELS}, DataConfig(kind="table")).kind == "table"
    assert read_texts(source, DataConfig(kind="text")).columns == ("name",)


def test_what_cannot_be_read() -> None:
    with pytest.raises(InputError, match='no column "txet"'):
        read_texts({"text": TEXTS, "y": LABELS}, DataConfig(text_column=("txet",), kind="text"))
    with pytest.raises(InputError, match="4"):
        read_texts((TEXTS, LABELS[:3]), DataConfig())
    with pytest.raises(InputError, match="No column holds text"):
        read_texts({"y": LABELS}, DataConfig(kind="text"))


def test_missing_cells_are_empty_texts() -> None:
    assert join_cells(pl.DataFrame({"a": ["x", None], "b": [None, None]}), ("a", "b")) == ["x", ""]
