from types import SimpleNamespace

import pytest

from lamina.core.health import AnswerHealth, EmbeddingHealth, Finding, InputHealth, Spread
from lamina.lens.doctor.diagnose import diagnose
from lamina.lens.doctor.hindered import clipped_away, frozen_layers, rows_alike, warm_up_unfinished

LINE = {
    "baselines": {"linear": {"accuracy": 0.9}, "majority": {"accuracy": 0.1}},
    "scores": {"test": {"accuracy": 0.2}},
}


def little(made: SimpleNamespace, **more: object) -> object:
    """A training that learned little, where a line does far better."""
    return made.checkup(history=made.history((2.2, 2.0, 1.95, 1.92, 1.9)), **LINE, **more)


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [one.code.removeprefix("doctor.") for one in found]


def clipped(made: SimpleNamespace, clip: float, optimizer: str = "sgd", norm: float = 3.0) -> object:
    settings = {"clip_norm": clip, "optimizer": optimizer, "learning_rate": 0.1}
    return little(made, settings=settings, readings=lambda step: made.reading(step, gradient_norm=norm))


def test_a_gradient_of_which_clipping_leaves_nothing(made: SimpleNamespace) -> None:
    (found,) = diagnose(clipped(made, 1e-4))
    assert found.code == "doctor.clipped_away" and codes(found.consequences) == ["underfitting"]
    assert found.evidence["times"] == pytest.approx(3e4)
    assert found.remedy is not None and found.remedy.change == {"clip_norm": 1.0}


def test_clipping_that_does_no_harm(made: SimpleNamespace) -> None:
    assert clipped_away(clipped(made, 1.0)) == []
    assert clipped_away(clipped(made, 1e-4, "adamw")) == []  # its steps have their own size
    assert clipped_away(clipped(made, 10.0, norm=1e5)) == []  # the weights move all the same
    settings = {"clip_norm": 1e-4, "optimizer": "sgd"}
    assert clipped_away(made.checkup(settings=settings)) == []  # it learns


@pytest.mark.parametrize(
    ("warm", "epochs", "told"), [(200, 5, True), (3, 5, False), (0.0, 5, False), ("auto", 5, False)]
)
def test_a_warm_up_longer_than_the_training(made: SimpleNamespace, warm: object, epochs: int, told: bool) -> None:
    settings = {"warmup_epochs": warm, "epochs": epochs, "learning_rate": 1e-2}
    slow = {"settings": settings, "readings": lambda step: made.reading(step, learning_rate=2.5e-6 * step)}
    assert ("warm_up_unfinished" in codes(diagnose(little(made, **slow)))) is told
    assert warm_up_unfinished(made.checkup(**slow)) == []  # it learns all the same


def test_a_schedule_that_has_no_warm_up(made: SimpleNamespace) -> None:
    """One cycle leaves it out: the rate came up."""
    settings = {"warmup_epochs": 200, "epochs": 5, "learning_rate": 1e-3}
    assert warm_up_unfinished(little(made, settings=settings)) == []


def test_layers_that_stay_as_they_were_drawn(made: SimpleNamespace) -> None:
    still = {f"dense{place}": {"frozen": True} for place in range(1, 6)}

    def reading(step: int) -> object:
        return made.reading(step, layers=made.layers(**still))

    (found,) = diagnose(little(made, readings=reading))
    assert (
        found.code == "doctor.frozen_layers"
        and found.where == "dense1"
        and found.evidence["share"] == pytest.approx(5 / 6)
    )
    assert found.remedy is not None and not found.remedy.change
    asked = frozen_layers(little(made, readings=reading, settings={"freeze": "features"}))
    assert asked[0].remedy is not None and asked[0].remedy.change == {"freeze": "none"}
    assert diagnose(made.checkup(readings=reading)) == ()  # what was learned elsewhere is enough
    assert frozen_layers(little(made)) == []


def all_the_same(made: SimpleNamespace, inputs_vary: bool = True, **first: object) -> object:
    """From dense3 on all rows look alike; first: what differs there."""
    same = {name: {"row_std": 0.0} for name in ("dense4", "dense5", "output")}
    given = InputHealth(name="x", integer=False, features=4, spread=Spread(mean=0, std=float(inputs_vary), max_abs=2))
    answers = AnswerHealth(logits=Spread(mean=0.3, std=0.5, max_abs=1.0), row_std=0.0)
    layers = made.layers(**same, dense3={"row_std": 1e-9, **first})
    return made.checkup(
        readings=lambda step: made.reading(step, layers=layers, inputs=(given,), answers=answers),
        history=made.history((2.31, 2.305, 2.304)), **{**LINE, "scores": {"test": {"accuracy": 0.1}}},
    )  # fmt: skip


def test_the_layer_in_which_rows_lose_what_they_differ_in(made: SimpleNamespace) -> None:
    (found,) = diagnose(all_the_same(made))
    assert (found.code, found.where) == ("doctor.rows_alike", "dense3")
    assert "stuck_at_chance" in codes(found.consequences)


def test_what_explains_that_rows_are_alike_is_told_first(made: SimpleNamespace) -> None:
    """An embedding that no gradient reaches, behind which every row is the same."""
    table = EmbeddingHealth(rows=100, touched=40, likeness=0.1)
    unused = made.layer("embedding", type="Embedding", embedding=table, weight_gradient_norm=0.0, fan_in=None)
    sound = all_the_same(made)
    readings = tuple(one.model_copy(update={"layers": (unused, *one.layers)}) for one in sound.readings)
    (found,) = diagnose(sound.model_copy(update={"readings": readings}))
    assert found.code == "doctor.embedding_unused" and "rows_alike" in codes(found.consequences)


def test_rows_alike_that_are_no_slip_of_the_forward(made: SimpleNamespace) -> None:
    assert rows_alike(all_the_same(made, inputs_vary=False)) == []  # there was nothing to tell them apart by
    assert rows_alike(all_the_same(made, weight_norm=0.0)) == []  # weights of 0 are a fault of their own
    assert rows_alike(all_the_same(made, dead_share=1.0)) == []  # and so are dead units
    assert rows_alike(all_the_same(made, activation="tanh")) == []  # and those at a bound
    assert rows_alike(all_the_same(made, activation="mine"))
    assert rows_alike(made.checkup()) == []
