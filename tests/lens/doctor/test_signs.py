import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.lens.doctor.signs import ahead, confidence, first, known, lasting, learns, losses, middle, skill


def test_lasting_begins_where_it_stays(made: SimpleNamespace) -> None:
    checkup = made.checkup()
    assert lasting(checkup, lambda reading: reading.step >= 40) == 40
    assert lasting(checkup, lambda reading: reading.step == 10) is None  # gone at the end
    assert lasting(checkup, lambda reading: reading.step != 10) == 0  # one of four may miss
    assert first(checkup, lambda reading: reading.step >= 10) == 10
    assert lasting(made.checkup(readings=()), lambda _: True) is None


def test_skill_is_the_share_of_chance_that_is_gone(made: SimpleNamespace) -> None:
    assert skill(made.checkup()) == pytest.approx(1 - 0.3 / 2.3)
    assert skill(made.checkup(chance=None)) is None
    assert losses(made.checkup(history=made.history((2.0, math.nan, 1.0))), "train") == [2.0, 1.0]


def test_ahead_has_the_sign_of_the_metric(made: SimpleNamespace) -> None:
    assert ahead(made.checkup()) == pytest.approx(0.05)
    errors = {"scores": {"test": {"rmse": 3.0}}, "baselines": {"linear": {"rmse": 2.0}}, "headline": "rmse"}
    assert ahead(made.checkup(**errors)) == pytest.approx(-1.0)
    assert ahead(made.checkup(baselines={})) is None


def test_learns_when_the_loss_falls_or_no_baseline_does_better(made: SimpleNamespace) -> None:
    slow = made.history((2.3, 2.0, 1.9))
    assert learns(made.checkup()) and learns(made.checkup(history=slow))
    assert not learns(made.checkup(history=slow, baselines={"linear": {"accuracy": 0.99}}))
    assert not learns(made.checkup(history=slow, baselines={}))


@given(value=st.floats(1e-12, 1e12), limit=st.floats(1e-6, 1e6), way=st.floats(1.5, 1e6))
def test_confidence_stays_within_its_bounds(value: float, limit: float, way: float) -> None:
    assert 0.6 <= confidence(value, limit, limit * way) <= 0.98
    assert confidence(limit, limit, limit * way) == 0.6 and confidence(limit * way, limit, limit * way) == 0.98


def test_what_is_not_known_decides_nothing() -> None:
    assert known(None) == known(math.nan) == 1.0 and known(0.0) == 0.0
    assert middle([None, math.nan, math.inf]) is None and middle([1.0, None, 3.0, 2.0]) == 2.0
