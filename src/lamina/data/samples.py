"""The built-in data sets, from the copies that scikit-learn carries (no network): iris, wine, breast-cancer, diabetes, digits."""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn import datasets

TABLES: dict[str, tuple[Callable[..., Any], str]] = {
    "iris": (datasets.load_iris, "species"),
    "wine": (datasets.load_wine, "cultivar"),
    "breast-cancer": (datasets.load_breast_cancer, "diagnosis"),
    "diabetes": (datasets.load_diabetes, "progression"),
}
BUILT_IN = ("digits", *TABLES)


def sample_table(name: str) -> pl.DataFrame:
    """A built-in set as a table whose last column is the target: species, cultivar, diagnosis, progression; or digit.

    diabetes is in the raw units of Efron et al. (2004), not standardised. digits gives 64 pixel columns 0..16.
    """
    if name == "digits":
        bunch = cast(Any, datasets.load_digits())
        names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
        frame = pl.DataFrame({label: bunch.data[:, index] for index, label in enumerate(names)})
        return frame.with_columns(digit=pl.Series([str(label) for label in bunch.target]))
    load, target = TABLES[name]
    bunch = cast(Any, load(scaled=False) if name == "diabetes" else load())
    frame = pl.DataFrame({str(label): np.array(bunch.data[:, i]) for i, label in enumerate(bunch.feature_names)})
    values = bunch.target if name == "diabetes" else [str(bunch.target_names[index]) for index in bunch.target]
    return frame.with_columns(pl.Series(target, values))


def digits() -> tuple[NDArray[np.uint8], NDArray[np.int64], tuple[str, ...]]:
    """Handwritten digits: images uint8 (1797, 8, 8), labels int64 (1797,), class names "0" .. "9".

    scikit-learn's values are whole numbers 0..16; here value -> floor((255 * value + 8) / 16), that is 255/16 times
    the value, rounded half up: 0 stays 0, 8 becomes 128, 16 becomes 255, and each of the 17 levels stays distinct.
    """
    bunch = cast(Any, datasets.load_digits())
    levels = bunch.images.astype(np.int64)
    images = ((255 * levels + 8) // 16).astype(np.uint8)
    return images, bunch.target.astype(np.int64), tuple(str(label) for label in range(10))
