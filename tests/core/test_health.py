"""The doctor's records: they go to disk and back, also with numbers that are none."""

import math

import pytest
from pydantic import ValidationError

from lamina.core.health import Checkup, DataFacts, LayerHealth, Reading, Spread


def test_a_reading_comes_back_from_json_also_where_it_blew_up() -> None:
    blown = Spread(mean=math.nan, std=math.inf, max_abs=math.inf, finite=0.25)
    layer = LayerHealth(name="fc1", type="Linear", output=blown, update_ratio=math.inf)
    reading = Reading(epoch=0, step=3, rows=8, loss=math.nan, layers=(layer,))
    back = Reading.model_validate_json(reading.model_dump_json())
    assert back.loss is not None and math.isnan(back.loss)
    assert back.layers[0].output is not None and back.layers[0].output.max_abs == math.inf
    assert back.layers[0].gradient_norm is None
    assert back.model_dump_json() == reading.model_dump_json()


def test_records_are_frozen_and_refuse_unknown_figures() -> None:
    with pytest.raises(ValidationError):
        Reading.model_validate({"epoch": 0, "step": 0, "rows": 1, "loss": 1.0, "mood": 3})
    with pytest.raises(ValidationError):
        Reading(epoch=0, step=0, rows=1, loss=1.0).step = 2  # type: ignore[misc]


def test_a_checkup_counts_its_steps() -> None:
    checkup = Checkup(
        network="lenet5", task="classify", classes=("a", "b"), loss="cross-entropy", steps_per_epoch=10,
        history=({"epoch": 1.0}, {"epoch": 2.5}), data=DataFacts(kind="images", parts={"train": 80}),
        readings=(Reading(epoch=0, step=0, rows=8, loss=0.7), Reading(epoch=1, step=16, rows=8, loss=0.6)),
    )  # fmt: skip
    assert checkup.steps == 25
    assert checkup.model_copy(update={"history": ()}).steps == 16
