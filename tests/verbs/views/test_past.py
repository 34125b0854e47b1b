"""The view of past steps."""

import pytest
import torch

from lamina.verbs.views import past as view_past

from . import looks


@pytest.mark.parametrize("make", [looks.series, lambda: looks.series("gru", 3), looks.sequences])
def test_windows_of_any_kind(make) -> None:
    section = looks.shown_without_a_trace(view_past.VIEW, make())
    told = " ".join(section.sentences)
    assert "of the whole" in told and "add up to" in told and len(section.pictures) == 2


def test_an_untrained_forecaster_repeats_the_season() -> None:
    section = view_past.show(looks.series())
    assert "row 0, level +1: most comes from the step 5 before the newest" in section.sentences[0]
    assert "The same step of the last season (6 steps long) carries 100 %" in section.sentences[0]


def test_numbers_are_in_the_answers_own_unit() -> None:
    """The untrained network answers with a step of the window: what it counts is its distance from the mean, 100."""
    seen = looks.series()
    distance = float(seen.raw["window"][0][-6, 0]) - 100
    assert f"(+{distance:.2f})" in view_past.show(seen).sentences[0]


def test_variables_are_weighed() -> None:
    told = view_past.show(looks.series("gru", 3)).sentences[0]
    assert "level counts 100 %" in told


def test_it_fits_windows() -> None:
    assert not view_past.fits(looks.table()) and not view_past.fits(looks.text())
    assert torch.is_tensor(looks.series().raw["window"])
