"""Sequences of numbers with one answer each: (rows, steps, variables) in memory, or drawn."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lamina.core.errors import InputError
from lamina.data.sequences.long_memory import adding_rows, lag_of
from lamina.data.tables.frames import as_array, is_array


@dataclass(frozen=True)
class Sequences:
    """values: (n, L, V) float64, finite; answers: a column of n. variables: names of the V."""

    name: str
    values: NDArray[np.float64]
    answers: pl.Series
    variables: tuple[str, ...]
    drawn: bool = False  # numbers that are as a network takes them: nothing is scaled

    def __len__(self) -> int:
        return len(self.values)

    @property
    def fingerprint(self) -> str:
        """sha256 over values and answers."""
        digest = hashlib.sha256(np.ascontiguousarray(self.values).tobytes())
        digest.update("\0".join(map(str, self.answers.to_list())).encode())
        return digest.hexdigest()


def read_sequences(source: Any) -> Sequences:
    """A pair of values (n, L, V) and n answers, or the name of a drawn set.

    Raises InputError for another shape, for values that are missing or endless, and for answers of another number.
    """
    if isinstance(source, str):
        found = lag_of(source)
        if found is None or found[0] != "adding":
            raise InputError("data.not_sequences", source=source)
        values, sums = adding_rows(found[1])
        return Sequences(source, values, pl.Series("sum", sums[:, 0]), ("value", "mark"), drawn=True)
    if not (isinstance(source, Sequence) and len(source) == 2):
        raise InputError("data.not_sequences", source=type(source).__name__)
    values = sequence_values(source[0])
    answers = np.asarray(as_array(source[1]) if not is_array(source[1]) else source[1]).reshape(-1)
    if len(answers) != len(values):
        raise InputError("table.pair_lengths", rows=len(values), targets=len(answers))
    answered = pl.Series("target", answers.tolist())
    gone = answered.is_null() | (~answered.is_finite() if answered.dtype.is_float() else False)
    if gone.any():
        raise InputError("data.sequence_no_answer", rows=int(gone.sum()), row=int(gone.arg_true()[0]))
    variables = tuple(f"variable{number + 1}" for number in range(values.shape[2]))
    return Sequences("data", values, answered, variables)


def sequence_values(source: Any) -> NDArray[np.float64]:
    """(n, L, V) float64; (n, L) is of one variable."""
    values = np.asarray(source if is_array(source) else as_array(source), dtype=np.float64)
    values = values[:, :, None] if values.ndim == 2 else values
    if values.ndim != 3 or not all(values.shape):
        raise InputError("data.sequence_shape", shape=list(values.shape))
    if not np.isfinite(values).all():
        row, step, _ = np.argwhere(~np.isfinite(values))[0].tolist()
        raise InputError("data.sequence_missing", row=row, step=step)
    return values
