"""What the split looks at in a table."""

from datetime import datetime

import numpy as np
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.split_keys import split_keys
from lamina.data.tables.table import Table, read_table


def table(values: list, name: str = "s") -> Table:
    return read_table({"x": [float(i) for i in range(len(values))], name: values}, DataConfig())


def keys(values: list, **options):
    return split_keys(table(values), DataConfig(split_column="s", **options))


def test_no_column_no_keys() -> None:
    assert split_keys(table(["a", "b"]), DataConfig()) == {}


def test_auto_reads_parts_times_and_groups() -> None:
    assert keys(["Training", "dev", "test", "val"])["given"] == ["train", "validation", "test", "validation"]
    times = keys([datetime(1970, 1, 2), datetime(1970, 1, 1)])["times"]
    assert times.tolist() == [86_400.0, 0.0]
    assert keys(["a", "b", "a"])["groups"].tolist() == ["a", "b", "a"]


def test_numbers_can_be_the_time_when_asked() -> None:
    assert keys([3.0, 1.0], split="time")["times"].tolist() == [3.0, 1.0]


def test_rows_without_group_are_groups_of_their_own() -> None:
    groups = keys(["a", None, None, "a"], split="group")["groups"]
    assert len(np.unique(groups)) == 3


def test_random_split_ignores_the_column() -> None:
    assert keys(["a", "b"], split="random") == {}


def test_cell_that_is_no_part_is_refused_with_its_place() -> None:
    with pytest.raises(InputError) as caught:
        keys(["train", "oops", "test"], split="given")
    assert caught.value.code == "data.unknown_part"
    assert caught.value.parameters["value"] == "oops" and caught.value.parameters["places"] == ["1"]
