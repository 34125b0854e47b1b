"""A setting that does not act on the data is told; one that does is not."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lamina.core.config import DataConfig, RunConfig
from lamina.core.errors import InputError, LaminaWarning
from lamina.core.spec import CategoryColumn, DataSpec, TargetSpec
from lamina.data.detect import Detected, detect
from lamina.data.settings_used import ACTS_ON, PLACES, REPLACED, check_embedding, check_settings, unused_settings
from lamina.words.en import data as english
from lamina.words.zh import data as chinese

TABLE_ONLY = {
    "outliers": "clip", "scale": "minmax", "categories": "embedding", "missing": "mean", "missing_columns": {"a": "drop"},
    "max_categories": 3, "separator": ";", "decimal": ",", "sheet": "s", "encoding": "utf-8", "header": "yes",
    "missing_marks": ("-",), "types": {"a": "number"},
}  # fmt: skip
IMAGES_ONLY = {"image_size": 32, "layout": "nhw", "pixel_range": "1"}
OTHERWISE = {"data", "kind", "test_data", "validation_data", "split", "folds", "augment", *REPLACED}
ARRAY = np.zeros((4, 8, 8), dtype=np.uint8)


def unused(kind: str, form: str, *, paths: tuple[Path, ...] = (), **options: Any) -> dict[str, str]:
    found = Detected("table" if kind == "table" else "images", form, "x", paths)
    return unused_settings(found, DataConfig.model_validate(options))


def told(source: Any, **options: Any) -> list[str]:
    config = DataConfig.model_validate(options)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check_settings(source, detect(source, config), config)
    assert len(caught) <= 1
    return [name for item in caught for name in sorted(item.message.parameters["settings"])]  # type: ignore[union-attr]


def test_every_setting_of_the_data_is_in_the_table_or_acts_everywhere() -> None:
    assert set(ACTS_ON) | OTHERWISE == set(DataConfig.model_fields) and not set(ACTS_ON) & OTHERWISE
    assert set(ACTS_ON.values()) <= set(PLACES)
    assert set(english.PLACES) == set(chinese.PLACES) == {*PLACES, "given"}


@pytest.mark.parametrize("form", ["builtin", "folder", "idx", "array"])
def test_images_ignore_what_is_for_tables(form: str) -> None:
    assert set(unused("images", form, **TABLE_ONLY)) == set(TABLE_ONLY)
    assert unused("images", form) == {}


@pytest.mark.parametrize("form", ["csv", "excel", "parquet", "frame"])
def test_tables_ignore_what_is_for_images(form: str) -> None:
    assert set(unused("table", form, paths=(Path("a"),), **IMAGES_ONLY)) == set(IMAGES_ONLY)


@pytest.mark.parametrize(
    ("kind", "form", "expected"),
    [
        ("table", "csv", {"sheet"}),
        ("table", "excel", {"separator", "encoding", "decimal"}),
        ("table", "parquet", {"sheet", "separator", "encoding", "decimal", "header"}),
        ("images", "list", set(TABLE_ONLY) - {"separator", "encoding", "header"}),
    ],
)
def test_settings_of_reading_act_by_form(kind: str, form: str, expected: set[str]) -> None:
    assert set(unused(kind, form, paths=(Path("a"),), **TABLE_ONLY)) == expected


def test_pixels_of_arrays_only() -> None:
    assert unused("images", "array", **IMAGES_ONLY) == {}
    assert set(unused("images", "folder", **IMAGES_ONLY)) == {"layout", "pixel_range"}


def test_a_share_that_a_given_part_replaces() -> None:
    assert told("iris", test_fraction=0.3, test_data="iris") == ["--test-fraction"]
    assert told("iris", test_fraction=0.3, validation_data="iris") == []


def test_warned_once_of_all_together() -> None:
    assert told("digits", outliers="clip", scale="none", image_size=16) == ["--outliers", "--scale"]
    assert told(ARRAY, layout="nhw", separator=";") == ["--separator"]
    assert told("iris", outliers="clip") == []


def test_a_setting_may_act_on_a_given_part_alone(tmp_path: Path) -> None:
    test = tmp_path / "test.csv"
    test.write_text("a;b\n1;2\n3;4\n")
    assert told("iris", separator=";", test_data=str(test)) == []
    assert told("iris", separator=";", sheet="s", test_data=str(test)) == ["--sheet"]


@pytest.mark.parametrize(
    "option", [{"target": ("y",)}, {"ignore": ("y",)}, {"split_column": "y"}, {"weight_column": "y"}]
)
def test_columns_of_data_without_columns_are_refused(option: dict[str, Any]) -> None:
    for source in ("digits", ARRAY, (ARRAY, [0, 1, 0, 1])):
        with pytest.raises(InputError) as error:
            told(source, **option)
        assert error.value.code == "data.no_columns" and '"y"' in str(error.value)


def test_images_in_a_frame_have_columns_but_no_weight(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    frame = {"path": [str(tmp_path / "a.png")] * 2, "y": ["a", "b"], "w": [1.0, 2.0]}
    assert told(frame, target=("y",), weight_column="w") == ["--weight-column"]


def test_an_embedding_without_categories() -> None:
    spec = DataSpec(kind="table", task="regress", targets=(TargetSpec(name="y"),))
    config = RunConfig().replace(categories="embedding").data
    with pytest.warns(LaminaWarning) as caught:
        check_embedding(spec, config)
    assert [item.message.code for item in caught] == ["data.no_categories"]  # type: ignore[union-attr]
    check_embedding(spec.model_copy(update={"categories": (CategoryColumn(name="c", categories=("a",)),)}), config)
    check_embedding(spec, DataConfig())
