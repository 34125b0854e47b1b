from types import SimpleNamespace

from lamina.core.health import Breakdown, Checkup
from lamina.lens.doctor.restraint import decay_too_strong, dropout_too_strong

STUCK = (2.4, 2.31, 2.31, 2.31, 2.31)
EVERY = ("dense1", "dense2", "dense3", "dense4", "dense5", "output")


def shrinking(made: SimpleNamespace, decay: float, curve: tuple[float, ...] = STUCK, **settings: object) -> object:
    """Updates that change the weights by 1.2 times rate x decay of their size, or by 3e-3 where that is more."""
    change = max(3e-3, 1.2 * 1e-2 * decay)
    layers = made.layers(**{name: {"update_ratio": change} for name in EVERY})
    readings = tuple(made.reading(step, learning_rate=1e-2, layers=layers) for step in made.steps)
    return made.checkup(readings=readings, history=made.history(curve), settings={"weight_decay": decay, **settings})


def test_updates_that_only_shrink(made: SimpleNamespace) -> None:
    (found,) = decay_too_strong(shrinking(made, 10.0))
    assert found.evidence["share"] > 0.8 and found.remedy is not None and found.remedy.change == {"weight_decay": 0.1}
    assert decay_too_strong(shrinking(made, 10.0, optimizer="adam"))  # |w| 8 against a gradient of 0.1


def test_decay_that_does_no_harm(made: SimpleNamespace) -> None:
    assert decay_too_strong(shrinking(made, 10.0, (1.0, 0.5, 0.3, 0.2, 0.1))) == []
    assert decay_too_strong(shrinking(made, 0.01)) == []
    assert decay_too_strong(shrinking(made, 0.0)) == []


def dropping(made: SimpleNamespace, loss: float, evaluating: float, curve: tuple[float, ...] = STUCK) -> Checkup:
    layers = (*made.layers(), made.layer("drop", type="Dropout", fan_in=None))
    readings = tuple(made.reading(step, loss=loss, loss_evaluating=evaluating, layers=layers) for step in made.steps)
    return made.checkup(readings=readings, history=made.history(curve), settings={"arg": {"dropout": 0.95}})


def test_noise_that_drowns_the_rows(made: SimpleNamespace) -> None:
    (found,) = dropout_too_strong(dropping(made, 4.0, 2.3))
    assert found.where == "drop" and found.remedy is not None and found.remedy.change == {"arg": {"dropout": 0.2}}


def test_of_a_training_that_broke_down_nothing_is_said(made: SimpleNamespace) -> None:
    broken = Breakdown(epoch=1, step=6, part="train", what="output", layer="features.10 (Conv2d)")
    checkup = dropping(made, 8.8, 2.6)
    assert dropout_too_strong(checkup)
    assert dropout_too_strong(checkup.model_copy(update={"breakdown": broken})) == []


def test_noise_that_is_gone_at_the_end_with_all_that_was_learned(made: SimpleNamespace) -> None:
    """Under such noise weights shrink until dropout has nothing to disturb; the last readings show little of it."""
    whole = dropping(made, 4.0, 2.3)
    (*others, last) = whole.readings
    quiet = last.model_copy(update={"loss": 2.31, "loss_evaluating": 2.31})
    (found,) = dropout_too_strong(whole.model_copy(update={"readings": (*others, quiet)}))
    assert found.evidence["loss"] == 4.0 and found.since is None
    half = [
        *others[: len(others) // 2],
        *[quiet.model_copy(update={"step": one.step}) for one in others[len(others) // 2 :]],
    ]
    assert dropout_too_strong(whole.model_copy(update={"readings": (*half, quiet)})) == []


def test_dropout_that_leaves_something_to_learn(made: SimpleNamespace) -> None:
    assert dropout_too_strong(dropping(made, 4.0, 2.3, (1.0, 0.5, 0.3))) == []
    assert dropout_too_strong(dropping(made, 2.35, 2.3)) == []
    without = made.checkup(
        readings=lambda step: made.reading(step, loss=4.0, loss_evaluating=2.3), history=made.history(STUCK)
    )
    assert dropout_too_strong(without) == []  # no dropout: something else
