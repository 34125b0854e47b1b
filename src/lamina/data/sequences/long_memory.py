"""Sequences that can only be answered by what stood long before: the adding and the copying task, drawn from a seed.

adding:L   L steps of two numbers, a value between 0 and 1 and a mark; two steps are marked, one in each half.
           The answer is the sum of both values (Hochreiter & Schmidhuber 1997, section 5.4, in the form of Le,
           Jaitly, Hinton 2015, A simple way to initialize recurrent networks of rectified linear units). Always
           answering 1 has the mean squared error 1/6, an RMSE of 0.408.
copy:L     five letters, L blanks, a sign, four blanks: from the sign on, the letters again, one a step
           (Hochreiter & Schmidhuber 1997; Arjovsky, Shah, Bengio 2016, Unitary evolution recurrent neural
           networks). Only the five steps are scored; a guess is right once in eight.
"""

import numpy as np
from numpy.typing import NDArray

from lamina.core.errors import InputError
from lamina.core.seed import derive

LAGS = {"adding": 60, "copy": 60}  # steps where nothing is said
ROWS = {"adding": 10_000, "copy": 6_000}
LETTERS, LENGTH = "abcdefgh", 5
BLANK, SIGN = "_", ">"
LONGEST = 5_000


def lag_of(name: str) -> tuple[str, int] | None:
    """("adding" or "copy", the lag) of a name such as adding or adding:100; None of any other name.

    Raises InputError for a lag that is no number of steps.
    """
    task, colon, written = name.partition(":")
    if task not in LAGS:
        return None
    if colon and not (written.isdecimal() and 4 <= int(written) <= LONGEST):
        raise InputError("data.bad_lag", name=name, task=task, least=4, most=LONGEST)
    return task, int(written) if colon else LAGS[task]


def adding_rows(lag: int, rows: int = ROWS["adding"]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(sequences (rows, lag, 2) of value and mark, sums (rows, 1)); the same in every process."""
    random = np.random.default_rng(derive(0, "adding", lag))
    values, marks = random.random((rows, lag)), np.zeros((rows, lag))
    middle = lag // 2
    every = np.arange(rows)
    marks[every, random.integers(0, middle, rows)] = 1
    marks[every, random.integers(middle, lag, rows)] = 1
    return np.stack((values, marks), axis=2), (values * marks).sum(axis=1, keepdims=True)


def copy_rows(lag: int, rows: int = ROWS["copy"]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(signs, labels) of each row, LENGTH + lag + LENGTH of both; a label is "" where nothing is scored."""
    random = np.random.default_rng(derive(0, "copy", lag))
    drawn = random.integers(0, len(LETTERS), (rows, LENGTH))
    found = []
    for codes in drawn.tolist():
        letters = tuple(LETTERS[code] for code in codes)
        signs = (*letters, *[BLANK] * lag, SIGN, *[BLANK] * (LENGTH - 1))
        found.append((signs, (*[""] * (LENGTH + lag), *letters)))
    return found
