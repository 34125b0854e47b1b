"""From a detected source to raw columns."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.detect import detect
from lamina.data.load import Loaded, load


def loaded(source: Any, **options: Any) -> list[Loaded]:
    config = DataConfig.model_validate(options)
    return load(source, detect(source, config), config)


def test_given_files_are_read_as_the_data_was(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,5;x\n2,5;y\n3,5;x\n", encoding="utf-8")  # no header, decimal comma
    (tmp_path / "v.csv").write_text("4;p\n5;q\n", encoding="utf-8")
    (tmp_path / "t.csv").write_text("n;word\n1.500;u\n", encoding="utf-8")  # alone, this would be 1.5
    train, validation, test = loaded(
        tmp_path / "a.csv", validation_data=str(tmp_path / "v.csv"), test_data=str(tmp_path / "t.csv")
    )
    assert (validation.part, validation.form.decimal, validation.form.named) == ("validation", ",", False)
    assert validation.frame.rows() == [("4", "p"), ("5", "q")] and train.frame.columns == validation.frame.columns
    assert (test.form.decimal, test.form.named, test.frame.columns) == (",", True, ["n", "word"])


def test_how_a_source_was_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("größe;b\n1,5;x\n2,5;y\n", encoding="cp1252")
    form = loaded(tmp_path / "a.csv", encoding="cp1252", missing_marks=("x",))[0].form
    assert form.model_dump() == {
        "columns": ("größe", "b"), "named": True, "decimal": ",", "separator": ";", "encoding": "cp1252",
        "missing_marks": ("x",),
    }  # fmt: skip
    x = np.zeros((3, 2))
    assert [loaded(source)[0].form.named for source in (x, (x, [1, 2, 3]), [[1, 2]], {"a": [1]}, "iris")] == [
        False, False, False, True, True,
    ]  # fmt: skip


def test_a_part_that_is_given_twice(tmp_path: Path) -> None:
    x = np.zeros((3, 2))
    np.savez(tmp_path / "d.npz", x_train=x, x_test=x)
    np.savez(tmp_path / "t.npz", x=x)
    with pytest.raises(InputError) as error:
        loaded(tmp_path / "d.npz", test_data=str(tmp_path / "t.npz"))
    assert error.value.code == "table.part_twice"
    assert [block.part for block in loaded(tmp_path / "d.npz", validation_data=str(tmp_path / "t.npz"))] == [
        "train", "test", "validation",
    ]  # fmt: skip


def test_rows_and_columns_there_must_be() -> None:
    for source in ([{}], [{}, {}]):
        with pytest.raises(InputError) as error:
            loaded(source)
        assert error.value.code == "table.no_rows"


def test_a_test_part_that_is_no_table_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    (tmp_path / "pictures" / "ant").mkdir(parents=True)
    Image.new("L", (4, 4)).save(tmp_path / "pictures" / "ant" / "0.png")
    with pytest.raises(InputError) as caught:
        loaded(tmp_path / "a.csv", test_data=str(tmp_path / "pictures"))
    assert caught.value.code == "table.part_not_a_table" and caught.value.parameters["part"] == "test"
    assert "--test-data" in str(caught.value) and "--kind" not in str(caught.value)
