"""Numbers in sentences are those of the tables."""

from lamina.words.numbers import metric_text, number


def test_one_way_to_print_numbers() -> None:
    assert [number(value) for value in (62044.3, 59.52, 0.41171, 0.396, 3.0, 1.2e-6)] == [
        "62,044", "59.52", "0.4117", "0.3960", "3", "1.2e-06",
    ]  # fmt: skip
    assert metric_text("accuracy", 0.99123) == "99.1 %" and metric_text("rmse", 6.204e4) == "62,040"
    assert metric_text("mape_rows", 88.0) == "88" and metric_text("rmse", float("nan")) == "-"
