"""A series prepared: the contract, what was fitted on what, and that nothing of a later part reaches an earlier one."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import torch
from numpy.testing import assert_allclose

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.prepared import Prepared
from lamina.data.samples import AIRLINE
from lamina.data.series.prepared import prepare_series, series_settings
from lamina.data.tables.table import read_table


def airline(**options: object) -> Prepared:
    config = RunConfig().replace(**options)
    return prepare_series(read_table("airline", config.data), config)


def test_the_contract_of_the_airline_passengers() -> None:
    prepared = airline()
    series = prepared.spec.series
    assert series is not None
    assert (series.window, series.horizon, series.season, series.frequency) == (24, 12, 12, "1mo")
    assert [target.name for target in prepared.spec.targets[:2]] == ["passengers +1", "passengers +2"]
    assert prepared.spec.num_outputs == 12 and prepared.spec.numeric
    assert {name: len(part) for name, part in prepared.parts.items()} == {"train": 58, "validation": 11, "test": 18}
    assert prepared.audit.rule.parameters["spans"]["test"] == ["1958-08-01", "1960-12-01"]


def test_everything_is_fitted_on_the_training_span() -> None:
    prepared = airline()
    span = np.array(AIRLINE[:93], dtype=np.float64)
    assert_allclose(prepared.prepare.get_buffer("mean"), [span.mean()])
    assert_allclose(prepared.finish.get_buffer("scale"), [span.std()] * 12)
    assert prepared.spec.numbers[0].quantiles[-1] == span.max()
    assert prepared.spec.series is not None
    assert_allclose(prepared.spec.series.naive_errors, [np.abs(span[12:] - span[:-12]).mean()])


def test_later_values_change_nothing_fitted() -> None:
    before = airline()
    frame = pl.DataFrame({"month": [f"{1949 + i // 12}-{1 + i % 12:02}" for i in range(144)], "passengers": AIRLINE})
    frame = frame.with_columns(pl.when(pl.int_range(144) < 93).then("passengers").otherwise(9999 + pl.int_range(144)))
    frame = frame.with_columns(pl.col("passengers").cast(pl.Float64))
    after = prepare_series(read_table(frame, RunConfig().data), RunConfig())
    assert after.spec == before.spec.model_copy(update={"form": after.spec.form})
    assert torch.equal(after.parts["train"].inputs["window"][:], before.parts["train"].inputs["window"][:])
    assert torch.equal(after.prepare.get_buffer("mean"), before.prepare.get_buffer("mean"))


def test_settings_resolved_prepare_the_same_again() -> None:
    first = airline()
    again = airline(**series_settings(first.spec), task="forecast")
    assert again.spec == first.spec and again.audit.row_ids_hash == first.audit.row_ids_hash


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"task": "classify"}, "series.other_task"), ({"split": "random"}, "series.other_split"),
        ({"window": 80, "horizon": 20}, "series.too_short"), ({"weight_column": "passengers"}, "series.weights"),
        ({"horizon": 100}, "series.too_short"),
    ],
)  # fmt: skip
def test_refusals(options: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as error:
        airline(**options)
    assert error.value.code == code


def test_a_constant_target_is_refused_and_a_constant_input_left_out() -> None:
    days = [f"2024-01-{day:02}" for day in range(1, 31)] * 1
    moving = [float(day * day % 11) for day in range(30)]
    config = RunConfig().replace(horizon=2, window=3)
    constant = pl.DataFrame({"day": days, "x": [3.0] * 30})
    with pytest.raises(InputError) as error:
        prepare_series(read_table(constant, config.data), config)
    assert error.value.code == "series.constant"
    prepared = prepare_series(read_table(constant.with_columns(y=pl.Series(moving)), config.data), config)
    assert prepared.spec.series is not None and prepared.spec.series.variables == ("y",)
    assert "series.left_out_constant" in [note.code for note in prepared.audit.notes]


def test_real_hourly_data_with_seven_variables() -> None:
    file = Path(__file__).parents[4] / "shared" / "data" / "time-series" / "ETTh1.csv"
    if not file.is_file():
        pytest.skip("../shared/data/time-series is not beside the repository")
    config = RunConfig().replace(horizon=24)
    prepared = prepare_series(read_table(file, config.data), config)
    series = prepared.spec.series
    assert series is not None
    assert (series.frequency, series.season, series.window, series.targets) == ("1h", 24, 48, ("OT",))
    assert len(series.variables) == 7
    train = prepared.parts["train"]
    rows = torch.tensor([5, 3])
    assert train.inputs["window"][rows].shape == (2, 48, 7)
    assert prepared.prepare(train.inputs["window"][rows])[0].dtype == torch.float32
