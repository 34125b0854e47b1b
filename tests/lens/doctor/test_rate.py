from types import SimpleNamespace

import pytest

from lamina.core.health import Breakdown, EmbeddingHealth, LayerHealth, Reading
from lamina.lens.doctor.rate import too_high, too_low, travelled

EVERY = ("dense1", "dense2", "dense3", "dense4", "dense5", "output")


def moving(made: SimpleNamespace, change: float, **more: object) -> object:
    changed = {name: {"update_ratio": change} for name in EVERY}
    return made.checkup(readings=lambda step: made.reading(step, layers=made.layers(**changed)), **more)


@pytest.mark.parametrize("curve", [(9.0, 30.0, 12.0), (2.6, 2.35, 2.31), (1.0, 4.0, 0.5, 3.0, 0.4)])
def test_large_updates_and_a_loss_that_does_not_fall(made: SimpleNamespace, curve: tuple[float, ...]) -> None:
    (found,) = too_high(moving(made, 1.5, history=made.history(curve), settings={"learning_rate": 3.0}))
    assert found.remedy is not None and found.remedy.change == {"learning_rate": 0.01}


def test_large_updates_that_learn_are_no_fault(made: SimpleNamespace) -> None:
    assert too_high(moving(made, 0.3)) == []


def test_a_rising_loss_with_small_updates_has_another_cause(made: SimpleNamespace) -> None:
    assert too_high(moving(made, 1e-3, history=made.history((9.0, 30.0, 12.0)))) == []


def test_nan_after_large_updates(made: SimpleNamespace) -> None:
    broke = Breakdown(epoch=1, step=15, part="train", what="weights", layer="dense3 (Linear)")
    (found,) = too_high(moving(made, 2.0, breakdown=broke, history=()))
    assert found.evidence["how"] == "broke"


def test_weights_that_stay_where_they_were(made: SimpleNamespace) -> None:
    flat = {"history": made.history((2.31, 2.31, 2.30, 2.30, 2.30)), "settings": {"learning_rate": 1e-7}}
    (found,) = too_low(moving(made, 1e-7, **flat))
    assert found.remedy is not None and found.remedy.change == {"learning_rate": 1e-3}
    assert travelled(moving(made, 1e-7, **flat)) == pytest.approx(1e-5)
    assert too_low(moving(made, 1e-3, **flat)) == []  # they move: the rate is not what is wrong
    assert too_low(moving(made, 1e-7)) == []  # it learns: fine-tuning needs no more


def test_no_gradient_is_no_matter_of_the_rate(made: SimpleNamespace) -> None:
    checkup = moving(made, 1e-9, history=made.history((2.3, 2.3, 2.3)), settings={"learning_rate": 1e-7})
    still = tuple(reading.model_copy(update={"gradient_norm": 0.0}) for reading in checkup.readings)
    assert too_low(checkup.model_copy(update={"readings": still})) == []


def test_weights_that_begin_at_nothing_are_not_changed_much(made: SimpleNamespace) -> None:
    """A head of zeros doubles with each of its first updates: of fitted weights that is next to nothing."""
    tiny = {"update_ratio": 0.9, "weight_norm": 1e-6, "weight_rms": 1e-8}
    changed = {name: tiny for name in EVERY}
    stuck = {"history": made.history((2.6, 2.6, 2.6, 2.6)), "settings": {"learning_rate": 1e-6}}
    checkup = made.checkup(readings=lambda step: made.reading(step, layers=made.layers(**changed)), **stuck)
    assert too_high(checkup) == [] and too_low(checkup)


def test_word_vectors_that_stay_where_they_were(made: SimpleNamespace) -> None:
    """Their rate is that of word vectors; a table whose vectors are short counts by the size that carries a signal."""

    def reading(step: int, ratio: float = 1e-6) -> Reading:
        table = LayerHealth(
            name="vectors", type="Embedding", fan_in=100, weight_rms=0.05, weight_norm=8.0, update_ratio=ratio,
            embedding=EmbeddingHealth(rows=9, touched=9, likeness=0.0),
        )  # fmt: skip
        return made.reading(step, layers=(table,))

    flat = {"history": made.history((2.31, 2.30, 2.30)), "settings": {"learning_rate": 1e-5, "optimizer": "sgd"}}
    (found,) = too_low(made.checkup(readings=reading, **flat))
    assert found.remedy is not None and found.remedy.change == {"learning_rate": 0.025}
    assert too_low(made.checkup(readings=lambda step: reading(step, 1e-2), **flat)) == []
