"""A training that goes on is judged by what will not change any more."""

from types import SimpleNamespace

import pytest

from lamina.lens.doctor.diagnose import diagnose
from lamina.lens.doctor.so_far import share_done, so_far

FLAT = (2.31, 2.31, 2.30, 2.30, 2.30)
EVERY = ("dense1", "dense2", "dense3", "dense4", "dense5", "output")


def codes(found: tuple) -> list[str]:
    return [one.code.removeprefix("doctor.") for one in found]


def test_how_much_is_done(made: SimpleNamespace) -> None:
    """100 steps in 5 epochs of 20."""
    assert share_done(made.checkup()) == 1.0  # of how many is not known
    assert share_done(made.checkup(settings={"epochs": 50})) == pytest.approx(0.1)
    half = tuple({**row, "seconds": 6.0} for row in made.history())
    assert share_done(made.checkup(settings={"epochs": 50, "minutes": 1.0}, history=half)) == pytest.approx(0.5)


def test_a_loss_that_is_still_at_chance_is_no_fault_at_the_beginning(made: SimpleNamespace) -> None:
    def flat(epochs: int) -> object:
        return made.checkup(history=made.history(FLAT), settings={"epochs": epochs}, scores={}, baselines={})

    assert codes(so_far(flat(50))) == []
    assert codes(so_far(flat(10))) == codes(so_far(flat(5))) == ["stuck_at_chance"]


def test_a_loss_that_comes_down_to_chance_is_not_stuck(made: SimpleNamespace) -> None:
    """It began at 1.4 times chance, as of large initial answers, and falls as fast as ever."""
    falling = tuple(2.3 * share for share in (1.4, 1.35, 1.28, 1.2, 1.12, 1.05, 1.0, 0.98))
    for curve, told in ((falling, []), ((*falling[:4], *[2.31] * 6), ["stuck_at_chance"])):
        history = {"history": made.history(curve), "settings": {"epochs": 20}, "scores": {}, "baselines": {}}
        assert codes(so_far(made.checkup(**history))) == told
        assert codes(so_far(made.checkup(**{**history, "settings": {"epochs": len(curve)}}))) == ["stuck_at_chance"]


def test_small_initial_weights_that_may_still_grow(made: SimpleNamespace) -> None:
    """Little gradient at the first layers is told once a quarter of the training has not changed it; none at all, at once."""
    for factor, early in ((0.02, []), (0.0, ["vanishing_gradient"])):
        weak = {f"dense{place}": {"gradient_norm": 0.05 * factor ** (6 - place)} for place in range(1, 6)}
        flat = {"history": made.history(FLAT), "scores": {}, "baselines": {}}
        flat["readings"] = lambda step, weak=weak: made.reading(step, layers=made.layers(**weak))
        assert codes(so_far(made.checkup(settings={"epochs": 50}, **flat))) == early
        assert "vanishing_gradient" in codes(so_far(made.checkup(settings={"epochs": 10}, **flat)))


def test_dead_units_that_learning_may_need_are_told_late_and_wholly_dead_ones_at_once(made: SimpleNamespace) -> None:
    for share, early, late in ((0.6, [], ["dead_relu"]), (1.0, ["dead_relu"], ["dead_relu"])):
        dead = {"act3": {"dead_share": share, "dead_units": round(32 * share)}}
        sick = {"readings": lambda step, dead=dead: made.reading(step, layers=made.layers(**dead))}
        flat = {"history": made.history(FLAT), "scores": {}, "baselines": {}, **sick}
        assert codes(so_far(made.checkup(settings={"epochs": 50}, **flat))) == early
        assert codes(so_far(made.checkup(settings={"epochs": 10}, **flat))) == late


def test_weights_that_will_have_moved_enough_at_the_end(made: SimpleNamespace) -> None:
    """0.03 of their size in 100 steps: too little for a whole training, on the way to 0.3 in one of 1000."""
    still = {name: {"update_ratio": 3e-4} for name in EVERY}
    sick = {
        "readings": lambda step: made.reading(step, layers=made.layers(**still)),
        "history": made.history(FLAT), "scores": {}, "baselines": {},
    }  # fmt: skip
    for epochs, told in ((5, True), (10, False), (50, False)):
        found = so_far(made.checkup(settings={"learning_rate": 1e-6, "epochs": epochs}, **sick))
        assert ("rate_too_low" in codes(found)) is told


def test_updates_that_are_too_large_are_told_at_any_time(made: SimpleNamespace) -> None:
    wild = {name: {"update_ratio": 1.5} for name in EVERY}
    sick = made.checkup(
        readings=lambda step: made.reading(step, layers=made.layers(**wild)), history=made.history((9.0, 30.0, 12.0)),
        settings={"learning_rate": 3.0, "epochs": 500},
    )  # fmt: skip
    assert codes(so_far(sick)) == ["rate_too_high"] == codes(diagnose(sick))[:1]


def test_a_sound_training_is_left_in_peace(made: SimpleNamespace) -> None:
    for epochs in (5, 10, 100):
        assert so_far(made.checkup(settings={"epochs": epochs})) == ()
