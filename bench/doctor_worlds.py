"""Small real data for bench/doctor.py: images, a table, a series and texts, of one of two worlds that share no row.

`report` is the data of the table that is shown; `tune` that on which the doctor's thresholds were chosen.
"""

import gzip
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.datasets import load_diabetes, load_digits

SHARED = Path(__file__).parents[1] / ".." / "shared" / "data"
IMAGES, MOST_IMAGES, TEXTS, MOST_TEXTS, STEPS = 700, 1700, 600, 1200, 600  # rows of a training: seconds on one core


@dataclass(frozen=True)
class World:
    """Data of one of the two worlds, drawn by a seed."""

    name: str  # tune | report
    seed: int

    @property
    def draw(self) -> np.random.Generator:
        """A fresh generator of the seed."""
        return np.random.default_rng([self.seed, len(self.name)])

    @property
    def images(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """IMAGES digits."""
        pixels, classes = self.many_images
        return pixels[:IMAGES], classes[:IMAGES]

    @cached_property
    def many_images(self) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Digits (n, H, W) in 0..255 and their classes: the small ones of scikit-learn, or MNIST."""
        if self.name == "report":
            found = load_digits()
            pixels, classes = (found.images * 15.9375).astype(np.uint8), found.target.astype(np.int64)
        else:
            pixels, classes = _mnist()
        rows = self.draw.permutation(len(pixels))[:MOST_IMAGES]
        return pixels[rows], classes[rows]

    @cached_property
    def numbers(self) -> pl.DataFrame:
        """A regression with the target `y`: diabetes (442 rows, standardised to plain units), or red wine."""
        if self.name == "report":
            found = load_diabetes(as_frame=True, scaled=False).frame.rename(columns={"target": "y"})
            frame = pl.DataFrame({name: found[name].to_numpy() for name in found.columns})
        else:
            frame = (
                _csv("tabular/winequality-red.csv", separator=";", infer_schema_length=None)
                .rename({"quality": "y"})
                .cast(pl.Float64)
                .unique(maintain_order=True)
            )
        rows = self.draw.permutation(len(frame))[:442]
        return frame[rows.tolist()]

    @property
    def classes(self) -> pl.DataFrame:
        """The same table as a classification: `y` in three equal classes."""
        order = self.numbers["y"].rank("random", seed=self.seed) / (len(self.numbers) + 1)
        return self.numbers.with_columns(y=(order * 3).floor().cast(pl.Int64).cast(pl.String).replace_strict(NAMES))

    @cached_property
    def series(self) -> pl.DataFrame:
        """Time and value: monthly air passengers (144 steps), or daily temperatures."""
        if self.name == "report":
            frame = _csv("time-series/airline-passengers.csv")
            return frame.rename(dict(zip(frame.columns, ("time", "value"), strict=True)))
        frame = _csv("time-series/daily-min-temperatures.csv")
        start = int(self.draw.integers(0, len(frame) - STEPS))
        return frame.rename(dict(zip(frame.columns, ("time", "value"), strict=True)))[start : start + STEPS]

    @property
    def texts(self) -> pl.DataFrame:
        """TEXTS of them."""
        return self.many_texts[:TEXTS]

    @cached_property
    def many_texts(self) -> pl.DataFrame:
        """`text` and `label`: SMS and whether they are spam (half of them are, here), or headlines of sports and business."""
        if self.name == "report":
            lines = (SHARED / "text-classification/sms-spam/sms.tsv").read_text(encoding="utf-8").splitlines()
            pairs = [tuple(line.split("\t", 1)) for line in lines if "\t" in line]
            frame = pl.DataFrame({"text": [text for _, text in pairs], "label": [label for label, _ in pairs]})
            frame = _unlike(frame)
            frame = pl.concat(
                [frame.filter(pl.col("label") == name)[:740] for name in ("spam", "ham")]
            )  # as many of each
        else:
            frame = _csv("text-classification/ag-news-7600/test.csv", has_header=False)
            frame = frame.select(label=frame.columns[0], text=pl.concat_str(frame.columns[1:], separator=" ")).cast(
                pl.String
            )
            frame = _unlike(frame.filter(pl.col("label").is_in(["2", "3"])))  # sports, business
        rows = self.draw.permutation(len(frame))[:MOST_TEXTS]
        return frame[rows.tolist()]


NAMES = {"0": "low", "1": "middle", "2": "high"}


def _unlike(frame: pl.DataFrame) -> pl.DataFrame:
    """One of the texts that begin with the same words, figures and marks apart: copies sent to many, or cut alike."""
    words = pl.col("text").str.to_lowercase().str.replace_all(r"[^a-z]+", " ").str.strip_chars().str.slice(0, 60)
    return frame.with_columns(begin=words).unique("begin", keep="first", maintain_order=True).drop("begin")


def _csv(path: str, **options: object) -> pl.DataFrame:
    return pl.read_csv(SHARED / path, **options)  # type: ignore[arg-type]


def _mnist() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The test part of MNIST, (10000, 28, 28), every second pixel: (10000, 14, 14)."""
    folder = SHARED / "mnist"
    pixels = np.frombuffer(gzip.decompress((folder / "t10k-images-idx3-ubyte.gz").read_bytes()), np.uint8, offset=16)
    classes = np.frombuffer(gzip.decompress((folder / "t10k-labels-idx1-ubyte.gz").read_bytes()), np.uint8, offset=8)
    return pixels.reshape(-1, 28, 28)[:, ::2, ::2].copy(), classes.astype(np.int64)
