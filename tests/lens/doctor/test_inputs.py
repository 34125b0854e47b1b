from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from lamina.core.health import InputHealth, Order, Spread
from lamina.lens.doctor.inputs import in_order, not_normalised


def given_inputs(made: SimpleNamespace, mean: float = 0.0, std: float = 1.0, **more: object) -> object:
    figures = {
        "name": "features", "integer": False, "features": 4, "spread": Spread(mean=mean, std=std, max_abs=4 * std),
        "feature_means": (mean, mean, mean), "feature_stds": (std, std, std), "widest": 2, "farthest": 1,
    }  # fmt: skip
    inputs = (InputHealth(**{**figures, **more}),)
    named = {"features": {"features": ("age", "height", "income", "rooms")}}
    return made.checkup(readings=lambda step: made.reading(step, inputs=inputs), data=named, settings={"scale": "none"})


def test_one_column_in_another_unit(made: SimpleNamespace) -> None:
    spread = Spread(mean=0, std=2000, max_abs=9000)
    (found,) = not_normalised(given_inputs(made, spread=spread, feature_stds=(0.4, 1.0, 4000.0)))
    assert found.where == "income" and found.evidence["how"] == "unlike"
    assert found.remedy is not None and found.remedy.change == {"scale": "standard"}


def test_all_columns_large_and_far(made: SimpleNamespace) -> None:
    assert not_normalised(given_inputs(made, std=120.0))[0].evidence["how"] == "size"
    far = given_inputs(made, mean=0.5, feature_means=(-1.0, 0.0, 400.0), feature_stds=(1.0, 1.0, 1.0))
    assert (not_normalised(far)[0].evidence["how"], not_normalised(far)[0].where) == ("far", "height")


def test_numbers_far_too_small(made: SimpleNamespace) -> None:
    (found,) = not_normalised(given_inputs(made, std=1e-4))
    assert found.evidence["how"] == "small" and not_normalised(given_inputs(made, std=0.0)) == []


@given(mean=st.floats(-2, 2), std=st.floats(0.05, 3))
def test_scaled_numbers_and_pixels_are_fine(made: SimpleNamespace, mean: float, std: float) -> None:
    assert not_normalised(given_inputs(made, mean=mean, std=std)) == []


def test_rare_categories_and_tokens_are_fine(made: SimpleNamespace) -> None:
    """One-hot columns of rare categories hardly vary; codes have no size."""
    assert not_normalised(given_inputs(made, feature_stds=(0.001, 0.005, 1.0))) == []
    assert not_normalised(given_inputs(made, std=5000.0, integer=True)) == []


def ordered(made: SimpleNamespace, **more: float) -> object:
    figures = {
        "rows": 600,
        "batch_size": 32,
        "repeats": 0.1,
        "expected_repeats": 0.1,
        "purity": 0.13,
        "expected_purity": 0.13,
    }
    return made.checkup(order=Order(**{**figures, "climb": 0.0, "same_each_epoch": 0.002, **more}))


def test_rows_by_class(made: SimpleNamespace) -> None:
    assert in_order(ordered(made, purity=0.95, repeats=0.97, same_each_epoch=1.0, climb=1.0))
    assert in_order(ordered(made, same_each_epoch=1.0, correlation=0.8, purity=0.13))


def test_shuffled_rows_and_an_order_that_does_not_matter(made: SimpleNamespace) -> None:
    assert in_order(ordered(made)) == []
    assert in_order(ordered(made, same_each_epoch=1.0, climb=1.0)) == []  # the file itself is well mixed
    assert in_order(ordered(made, purity=0.95, same_each_epoch=0.01)) == []  # drawn by class on purpose, anew each time
