"""Numbers as people read them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.report.numbers import (
    BLOCKS,
    bar,
    baseline_name,
    histogram_text,
    interval_text,
    label,
    loss_text,
    metric_text,
    named,
    number,
    rate_text,
    seconds_text,
    short,
    sparkline,
)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (51234.2, "51,234"), (0.0123456, "0.01235"), (12.3456, "12.35"), (3.0, "3"), (1e-7, "1e-07"),
        (-1234567.0, "-1,234,567"), (2.5e13, "2.5e+13"), (math.nan, "nan"), (None, ""), (0.42, "0.4200"),
    ],
)  # fmt: skip
def test_number(value: float | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.42, "0.42"), (100.0, "100"), (1000.0, "1,000"), (1.5e-10, "1.5e-10")])
def test_short_has_no_zeros_at_the_end(value: float, text: str) -> None:
    assert short(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_number_is_right_to_four_digits(value: float) -> None:
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=6e-4, abs=1e-300)


def test_rates_have_one_form() -> None:
    assert [rate_text(rate) for rate in (0.002, 9.9e-05, 8e-09, 0.0)] == ["2.0e-03", "9.9e-05", "8.0e-09", "0.0e+00"]


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("accuracy", 0.98251, "98.3 %"),
        ("mape", 0.125, "12.5 %"),
        ("mape_rows", 4128.0, "4,128"),
        ("rmse", 51234.2, "51,234"),
        ("r2", math.nan, "-"),
        ("calibration_error", 3.428e-16, "0"),
        ("rmse", 3.428e-16, "3.428e-16"),
    ],
)
def test_metric_text(metric: str, value: float, text: str) -> None:
    assert metric_text(metric, value) == text


def test_interval_text() -> None:
    assert interval_text("accuracy", 0.964, 0.992) == "96.4 to 99.2 %"
    assert interval_text("accuracy", None, None) == ""


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.432, "0.43 s"), (12.34, "12.3 s"), (245.9, "4 min 05 s"), (7385.0, "2 h 03 min")]
)
def test_seconds_text(seconds: float, text: str) -> None:
    assert seconds_text(seconds) == text


@pytest.mark.parametrize(
    ("loss", "text"), [(0.5, "0.5000"), (2.0, "2.0000"), (1e-5, "1e-05"), (None, ""), (0.0, "0.0000")]
)
def test_loss_text(loss: float | None, text: str) -> None:
    assert loss_text(loss) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, ""), (1.0, "████"), (0.5, "██"), (2.0, "████"), (-1.0, ""), (1 / 32, "▏")]
)
def test_bar(share: float, text: str) -> None:
    assert bar(share, 4) == text


def test_sparkline() -> None:
    assert sparkline([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]) == BLOCKS
    assert sparkline([]) == "" and sparkline([math.nan]) == "" and sparkline([3.0, 3.0]) == "▁▁"
    assert len(sparkline([float(i) for i in range(1000)], width=40)) == 40


def test_histogram_text() -> None:
    assert histogram_text([0, 1, 8]) == " ▁█"
    assert histogram_text([]) == "" and histogram_text([0, 0]) == ""
    assert len(histogram_text(list(range(1, 65)), width=16)) == 16


def test_names_fall_back_to_themselves() -> None:
    assert label("accuracy") != "" and label("no_such_metric") == "no_such_metric"
    assert named("part_name", "test") == "test part" and named("part_name", "fold 3") == "fold 3"
    assert baseline_name("no_such_baseline") == "no_such_baseline"
