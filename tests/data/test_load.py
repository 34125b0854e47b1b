"""From a detected source to raw columns."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.detect import detect
from lamina.data.load import Loaded, load


def loaded(source: Any, **options: Any) -> list[Loaded]:
    config = DataConfig.model_validate(options)
    return load(source, detect(source, config), config)


def test_given_files_are_read_as_the_data_was(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,5;x\n2,5;y\n3,5;x\n", encoding="utf-8")  # no header, decimal comma
    (tmp_path / "v.csv").write_text("p;q\n4;u\n", encoding="utf-8")  # alone, this would be taken for a header
    train, validation = loaded(tmp_path / "a.csv", validation_data=str(tmp_path / "v.csv"))
    assert (validation.part, validation.decimal, validation.header) == ("validation", ",", False)
    assert validation.frame.rows() == [("p", "q"), ("4", "u")] and train.frame.columns == validation.frame.columns


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
