from types import SimpleNamespace

import pytest

from lamina.lens.doctor.activations import dead_units, saturated

CHANCE = (2.3, 2.3, 2.3, 2.3, 2.3)
POOR = {"baselines": {"linear": {"accuracy": 0.99}}}


def dead(made: SimpleNamespace, share: float, since: int = 0, **more: object) -> object:
    changed = {"act2": {"dead_share": share, "dead_units": round(32 * share)}}
    return made.checkup(
        readings=lambda step: made.reading(step, layers=made.layers(**(changed if step >= since else {}))), **more
    )


def test_dead_units_by_layer_and_step(made: SimpleNamespace) -> None:
    (found,) = dead_units(dead(made, 0.97, since=40))
    assert (found.where, found.since, found.evidence["fed_by"]) == ("act2", 40, "dense2")
    assert found.remedy is not None and found.remedy.change == {"learning_rate": 1e-4}


def test_dead_from_the_beginning_is_a_matter_of_the_weights(made: SimpleNamespace) -> None:
    (found,) = dead_units(dead(made, 1.0))
    assert found.since is None and found.remedy is not None and found.remedy.change == {"initialisation": "he"}


@pytest.mark.parametrize(("share", "found"), [(0.3, 0), (0.6, 1)])
def test_fewer_are_a_fault_where_it_does_not_learn(made: SimpleNamespace, share: float, found: int) -> None:
    assert len(dead_units(dead(made, share, history=made.history(CHANCE), **POOR))) == found
    assert dead_units(dead(made, share)) == []


def test_what_lies_behind_a_dead_layer_is_told_with_it(made: SimpleNamespace) -> None:
    dead_from = {f"act{place}": {"dead_share": 1.0, "dead_units": 32} for place in (2, 3, 4)}
    (found,) = dead_units(made.checkup(readings=lambda step: made.reading(step, layers=made.layers(**dead_from))))
    assert found.where == "act2" and [one.where for one in found.consequences] == ["act3", "act4"]


def flat(made: SimpleNamespace, name: str, **more: float) -> object:
    changed = {name: {"activation": "tanh", "type": "Tanh", "dead_share": 0.0, "dead_units": 0, **more}}
    return made.checkup(readings=lambda step: made.reading(step, layers=made.layers(**changed)))


def test_saturated_layer_is_named(made: SimpleNamespace) -> None:
    (found,) = saturated(flat(made, "act3", low=0.46, high=0.5, stuck_share=0.9))
    assert found.where == "act3" and found.evidence["activation"] == "tanh"


def test_some_saturation_is_what_learning_brings(made: SimpleNamespace) -> None:
    assert saturated(flat(made, "act3", low=0.3, high=0.3, stuck_share=0.2)) == []


def test_what_a_sound_training_brings_to_the_bounds_is_no_fault(made: SimpleNamespace) -> None:
    late = flat(made, "act3", low=0.5, high=0.5, stuck_share=0.9).readings[-1]  # type: ignore[attr-defined]
    readings = (*made.checkup().readings[:2], late, late.model_copy(update={"step": 200}))
    assert saturated(made.checkup(readings=readings)) == []
    poor = {"history": made.history(CHANCE), **POOR}
    assert [one.where for one in saturated(made.checkup(readings=readings, **poor))] == ["act3"]


def test_the_networks_own_output_may_stand_at_its_bounds(made: SimpleNamespace) -> None:
    """A sigmoid behind the last weights gives probabilities, near 0 and 1 where all is well."""
    last = made.relu("prob", "output", activation="sigmoid", low=0.9, high=0.1, stuck_share=0.9, dead_share=0.0)
    checkup = made.checkup(readings=lambda step: made.reading(step, layers=(*made.layers(), last)))
    assert saturated(checkup) == []
