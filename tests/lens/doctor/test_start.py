from types import SimpleNamespace

from lamina.lens.doctor.start import unfit_start


def started(made: SimpleNamespace, gain: float, row_std: float, **more: object) -> object:
    """All hidden layers with one gain, the signal over rows changing by row_std from layer to layer."""
    changed = {f"dense{place}": {"gain": gain, "row_std": row_std**place} for place in range(1, 6)}
    return made.checkup(readings=lambda step: made.reading(step, layers=made.layers(**changed)), **more)


def test_small_weights_through_depth(made: SimpleNamespace) -> None:
    (found,) = unfit_start(started(made, 0.1, 0.07, settings={"initialisation": "normal"}))
    assert found.where == "dense1" and found.evidence["how"] == "small" and found.evidence["activation"] == "relu"
    assert found.remedy is not None and found.remedy.change == {"initialisation": "auto"}


def test_large_weights_through_depth(made: SimpleNamespace) -> None:
    (found,) = unfit_start(started(made, 6.0, 4.0))
    assert found.evidence["how"] == "large" and found.remedy is not None
    assert found.remedy.change == {"initialisation": "he"}


def test_usual_schemes_are_no_fault(made: SimpleNamespace) -> None:
    for gain, row_std in ((1.0, 0.7), (1.41, 1.0), (0.82, 0.6)):  # lecun, he, xavier
        assert unfit_start(started(made, gain, row_std)) == []


def test_small_gains_beside_a_path_that_carries_the_signal(made: SimpleNamespace) -> None:
    """Residual networks and encoders draw small weights, and the signal does not fall."""
    assert unfit_start(started(made, 0.2, 1.0)) == []


def test_a_norm_sets_the_scale(made: SimpleNamespace) -> None:
    layers = []
    for place in range(1, 6):
        layers += [made.layer(f"dense{place}", gain=0.05, row_std=0.05)]
        layers += [made.relu(f"norm{place}", f"dense{place}", type="LayerNorm", activation="")]
    checkup = made.checkup(readings=lambda step: made.reading(step, layers=(*layers, made.layer("output"))))
    assert unfit_start(checkup) == []


def test_units_that_are_alike(made: SimpleNamespace) -> None:
    zero = {f"dense{place}": {"weight_norm": 0.0, "gain": 0.0} for place in range(1, 6)}
    (found,) = unfit_start(made.checkup(readings=lambda step: made.reading(step, layers=made.layers(**zero))))
    assert found.code == "doctor.units_alike" and found.where == "dense1"
    same = {"dense2": {"weight_likeness": 1.0}}
    (found,) = unfit_start(made.checkup(readings=lambda step: made.reading(step, layers=made.layers(**same))))
    assert found.where == "dense2"


def test_only_what_was_seen_before_the_first_update(made: SimpleNamespace) -> None:
    checkup = started(made, 0.1, 0.07)
    assert unfit_start(checkup.model_copy(update={"readings": checkup.readings[1:]})) == []
