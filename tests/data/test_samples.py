"""The built-in sets."""

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_digits

from lamina.data.samples import BUILT_IN, digits, sample_table


@pytest.mark.parametrize(
    ("name", "shape", "target", "values"),
    [
        ("iris", (150, 5), "species", {"setosa": 50, "versicolor": 50, "virginica": 50}),
        ("wine", (178, 14), "cultivar", {"class_0": 59, "class_1": 71, "class_2": 48}),
        ("breast-cancer", (569, 31), "diagnosis", {"malignant": 212, "benign": 357}),
        ("digits", (1797, 65), "digit", {}),
    ],
)
def test_tables(name: str, shape: tuple[int, int], target: str, values: dict[str, int]) -> None:
    frame = sample_table(name)
    assert (frame.shape, frame.columns[-1]) == (shape, target)
    if values:
        assert dict(frame[target].value_counts().rows()) == values


def test_diabetes_is_in_raw_units() -> None:
    frame = sample_table("diabetes")
    assert frame["age"].to_list()[0] == 59.0 and frame["progression"].max() == 346.0
    np.testing.assert_array_equal(frame["progression"].to_numpy(), load_diabetes().target)


def test_digits_keep_their_seventeen_levels() -> None:
    images, labels, names = digits()
    assert (images.shape, images.dtype, labels.shape, names) == ((1797, 8, 8), np.uint8, (1797,), tuple("0123456789"))
    raw = load_digits().images
    np.testing.assert_array_equal(labels, load_digits().target)
    levels = {level: set(images[raw == level].tolist()) for level in range(17)}
    assert all(len(values) == 1 for values in levels.values())
    assert [levels[level].pop() for level in (0, 1, 8, 15, 16)] == [0, 16, 128, 239, 255]
    np.testing.assert_array_equal(np.round(images / 255 * 16), raw)  # the rule can be undone


def test_names() -> None:
    assert BUILT_IN == ("digits", "iris", "wine", "breast-cancer", "diabetes", "airline", "dates")
