"""The built-in data sets, no network needed: iris, wine, breast-cancer, diabetes, digits from the copies that

scikit-learn carries, airline, 144 numbers of Box, Jenkins: Time series analysis (1970), series G, and dates (`dates`).
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.later import Later
from lamina.data.pairs.dates import dates_table

datasets = Later("sklearn.datasets")


TABLES: dict[str, tuple[str, str]] = {
    "iris": ("load_iris", "species"),
    "wine": ("load_wine", "cultivar"),
    "breast-cancer": ("load_breast_cancer", "diagnosis"),
    "diabetes": ("load_diabetes", "progression"),
}
AIRLINE = (  # a line per year
    112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118,
    115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140,
    145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166,
    171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194,
    196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201,
    204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
    242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278,
    284, 277, 317, 313, 318, 374, 413, 405, 355, 306, 271, 306,
    315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336,
    340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337,
    360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405,
    417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
)  # fmt: skip
DATES = "dates"
BUILT_IN = ("digits", *TABLES, "airline", DATES)


def sample_table(name: str) -> pl.DataFrame:
    """A built-in set as a table whose last column is the target: species, cultivar, diagnosis, progression; or digit.

    diabetes is in the raw units of Efron et al. (2004), not standardised. digits gives 64 pixel columns 0..16.
    airline: thousands of passengers of each month, 1949 to 1960. dates: as people write them, and in ISO 8601.
    """
    if name == "airline":
        months = [f"{year}-{month:02}" for year in range(1949, 1961) for month in range(1, 13)]
        return pl.DataFrame({"month": months, "passengers": list(map(float, AIRLINE))})
    if name == DATES:
        return dates_table()
    if name == "digits":
        values, labels = _digit_rows()
        names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
        frame = pl.DataFrame({label: values[:, index] for index, label in enumerate(names)})
        return frame.with_columns(digit=pl.Series([str(label) for label in labels]))
    loader, target = TABLES[name]
    load = getattr(datasets, loader)
    bunch = cast(Any, load(scaled=False) if name == "diabetes" else load())
    frame = pl.DataFrame({str(label): np.array(bunch.data[:, i]) for i, label in enumerate(bunch.feature_names)})
    values = bunch.target if name == "diabetes" else [str(bunch.target_names[index]) for index in bunch.target]
    return frame.with_columns(pl.Series(target, values))


def digits() -> tuple[NDArray[np.uint8], NDArray[np.int64], tuple[str, ...]]:
    """Handwritten digits: images uint8 (1797, 8, 8), labels int64 (1797,), class names "0" .. "9".

    scikit-learn's values are whole numbers 0..16; here value -> floor((255 * value + 8) / 16), that is 255/16 times
    the value, rounded half up: 0 stays 0, 8 becomes 128, 16 becomes 255, and each of the 17 levels stays distinct.
    """
    values, labels = _digit_rows()
    levels = values.astype(np.int64).reshape(-1, 8, 8)
    images = ((255 * levels + 8) // 16).astype(np.uint8)
    return images, labels, tuple(str(label) for label in range(10))


def _digit_rows() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(1797, 64) levels and (1797,) digits, read from scikit-learn's file: importing it takes a second and more."""
    found = find_spec("sklearn")
    file = Path(found.origin or "").parent / "datasets" / "data" / "digits.csv.gz" if found else Path()
    if file.is_file():
        rows = pl.read_csv(file, has_header=False).to_numpy()
        return np.ascontiguousarray(rows[:, :-1], dtype=np.float64), rows[:, -1].astype(np.int64)
    bunch = cast(Any, datasets.load_digits())
    return bunch.data, bunch.target.astype(np.int64)
