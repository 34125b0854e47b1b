from types import SimpleNamespace

import pytest

from lamina.lens.doctor.diagnose import diagnose
from lamina.lens.doctor.gradients import exploding, ratio, vanishing

STUCK = {"scores": {"test": {"accuracy": 0.1}}}


def falling(made: SimpleNamespace, factor: float) -> object:
    """Gradients that change by a factor from each layer to the one before."""
    changed = {f"dense{place}": {"gradient_norm": 0.05 * factor ** (6 - place)} for place in range(1, 6)}
    return lambda step: made.reading(step, layers=made.layers(**changed))


def test_geometric_fall_is_found_in_the_first_layers(made: SimpleNamespace) -> None:
    (found,) = vanishing(made.checkup(readings=falling(made, 0.05), history=made.history((2.3, 2.3, 2.3)), **STUCK))
    assert found.where == "dense1" and found.evidence["layers"][:2] == ["dense1", "dense2"]
    assert found.since is None and found.confidence > 0.7
    assert found.remedy is not None and found.remedy.change == {"arg": {"activation": "relu"}}


def test_geometric_growth_is_found(made: SimpleNamespace) -> None:
    (found,) = exploding(made.checkup(readings=falling(made, 12.0)))
    assert found.where == "dense1" and found.remedy is not None and found.remedy.change == {"clip_norm": 1.0}
    assert [one.code for one in diagnose(made.checkup(readings=falling(made, 12.0)))] == ["doctor.exploding_gradient"]


def test_a_fall_of_four_times_a_layer_adds_up_over_seven_layers(made: SimpleNamespace) -> None:
    """As a row of sigmoids has it: no third of the layers alone shows three decades."""
    names = [f"dense{place}" for place in range(7)]
    layers = tuple(made.layer(name, gradient_norm=0.3 * 0.2 ** (6 - place)) for place, name in enumerate(names))
    stuck = {"history": made.history((2.3, 2.3, 2.3)), **STUCK}
    (found,) = vanishing(made.checkup(readings=lambda step: made.reading(step, layers=layers), **stuck))
    assert found.evidence["layers"] == names[:2] and 1e-4 < found.evidence["ratio"] < 1e-3


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.0, 1.5, 2.5])
def test_what_sound_networks_have_is_no_fault(made: SimpleNamespace, factor: float) -> None:
    checkup = made.checkup(readings=falling(made, factor))
    assert vanishing(checkup) == [] and exploding(checkup) == []


def test_two_layers_are_not_deep(made: SimpleNamespace) -> None:
    two = (made.layer("a", gradient_norm=1e-9), made.layer("b"))
    assert vanishing(made.checkup(readings=lambda step: made.reading(step, layers=two))) == []


def test_one_branch_with_little_gradient_is_no_fault(made: SimpleNamespace) -> None:
    checkup = made.checkup(readings=lambda step: made.reading(step, layers=made.layers(dense1={"gradient_norm": 1e-9})))
    assert vanishing(checkup) == []


def test_no_gradient_at_all_says_nothing(made: SimpleNamespace) -> None:
    """A converged loss of 0, or gradients that were not measured."""
    for value in (0.0, None):
        every = {
            name: {"gradient_norm": value} for name in ("dense1", "dense2", "dense3", "dense4", "dense5", "output")
        }
        assert ratio(made.reading(0, layers=made.layers(**every))) is None


def test_one_odd_reading_is_no_fall(made: SimpleNamespace) -> None:
    odd, sound = falling(made, 0.05), falling(made, 1.0)
    checkup = made.checkup(readings=lambda step: (odd if step == 10 else sound)(step))
    assert vanishing(checkup) == []


def test_since_the_step_at_which_it_began(made: SimpleNamespace) -> None:
    late, sound = falling(made, 0.05), falling(made, 1.0)
    (found,) = vanishing(
        made.checkup(
            readings=lambda step: (late if step >= 40 else sound)(step), history=made.history((2.3, 2.3, 2.3)), **STUCK
        )
    )
    assert found.since == 40


def test_a_network_that_learns_all_the_same_is_left_in_peace(made: SimpleNamespace) -> None:
    assert vanishing(made.checkup(readings=falling(made, 0.2))) == []
    assert vanishing(made.checkup(readings=falling(made, 0.02)))  # but not where the first layers hear nothing at all


def test_layers_that_no_path_leads_back_to(made: SimpleNamespace) -> None:
    nothing = {"gradient_norm": None, "weight_gradient_norm": None}
    cut = {"dense1": nothing, "dense2": nothing}
    checkup = made.checkup(readings=lambda step: made.reading(step, layers=made.layers(**cut)))
    (found,) = vanishing(checkup)
    assert found.where == "dense1" and found.evidence["layers"] == ["dense1", "dense2"] and found.evidence["ratio"] == 0
    frozen = {name: {**figures, "frozen": True} for name, figures in cut.items()}
    assert vanishing(made.checkup(readings=lambda step: made.reading(step, layers=made.layers(**frozen)))) == []
