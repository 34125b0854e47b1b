import math
from types import SimpleNamespace

from lamina.core.health import Breakdown, Spread
from lamina.lens.doctor.breakdown import loss_scale, not_finite


def test_where_the_guard_found_it(made: SimpleNamespace) -> None:
    broke = Breakdown(epoch=2, step=5, part="train", what="output", layer="act2 (Log)")
    (found,) = not_finite(made.checkup(breakdown=broke))
    assert (found.where, found.since) == ("act2", 24)
    assert found.remedy is not None and found.remedy.change == {"learning_rate": 1e-4, "clip_norm": 1.0}


def test_held_out_rows_break_after_the_epoch(made: SimpleNamespace) -> None:
    """Their batches are counted anew; whatever was wrong in the epoch came before, so that it can be the cause."""
    checkup = made.checkup(breakdown=Breakdown(epoch=1, step=1, part="validation", what="output", layer="out"))
    (found,) = not_finite(checkup)
    assert found.since == checkup.steps_per_epoch > 1


def test_data_that_is_not_finite_is_no_matter_of_the_rate(made: SimpleNamespace) -> None:
    broke = Breakdown(epoch=1, step=1, part="train", what="input", layer="features")
    (found,) = not_finite(made.checkup(breakdown=broke))
    assert found.remedy is not None and found.remedy.change == {} and found.remedy.words == "doctor.do.look_at_data"


def test_killed_before_the_guard_spoke(made: SimpleNamespace) -> None:
    """The readings alone show the first layer that is not finite."""
    bad = {"output": Spread(mean=math.nan, std=math.nan, max_abs=math.inf, finite=0.2)}

    def reading(step: int) -> object:
        return made.reading(step, layers=made.layers(**({"dense3": bad, "output": bad} if step == 100 else {})))

    (found,) = not_finite(made.checkup(readings=reading))
    assert (found.where, found.since) == ("dense3", 100)
    assert not_finite(made.checkup()) == []


def test_loss_scale_that_shrank(made: SimpleNamespace) -> None:
    assert loss_scale(made.checkup()) == []
    (found,) = loss_scale(made.checkup(readings=lambda step: made.reading(step, loss_scale=2.0 ** (10 - step))))
    assert found.since == 40
    assert found.evidence == {"scale": 2.0**-90} and found.remedy is not None
    (gone,) = loss_scale(made.checkup(readings=lambda step: made.reading(step, loss_scale=0.0 if step else 65536.0)))
    assert gone.since == 10 and gone.evidence == {"scale": 0.0}  # halved until nothing is left
