"""Numbers in sentences are those of the tables."""

import pytest

from lamina.words.en.training import smaller_steps as en_steps
from lamina.words.numbers import metric_text, number
from lamina.words.zh.training import smaller_steps as zh_steps


def test_one_way_to_print_numbers() -> None:
    assert [number(value) for value in (62044.3, 59.52, 0.41171, 0.396, 3.0, 1.2e-6)] == [
        "62,044", "59.52", "0.4117", "0.3960", "3", "1.2e-06",
    ]  # fmt: skip
    assert metric_text("accuracy", 0.99123) == "99.1 %" and metric_text("rmse", 6.204e4) == "62,040"
    assert metric_text("mape_rows", 88.0) == "88" and metric_text("rmse", float("nan")) == "-"


@pytest.mark.parametrize(
    ("rate", "clipped", "told"),
    [
        (0.05, False, "0.005"),
        (1e30, False, "0.01"),
        (5.0, True, "0.01"),
        (1e-7, False, "--clip-norm 1"),
        (1e-7, True, "lamina data"),
    ],
)
def test_the_remedy_of_a_lost_loss_is_a_rate_that_one_would_try(rate: float, clipped: bool, told: str) -> None:
    for sentence in (en_steps, zh_steps):
        said = sentence({"what": "loss", "learning_rate": rate, "clipped": clipped})
        assert told in said and "1e+29" not in said and ("--learning-rate" in said) == (rate > 1e-6)
        assert ("--clip-norm" in said) == (not clipped)
