"""New sequences for a model: as many steps (or any other number) of the same variables, with answers or without."""

from typing import Any

import numpy as np
import polars as pl
import torch

from lamina.core.errors import InputError
from lamina.core.spec import DataSpec
from lamina.data.row_names import numbered
from lamina.data.sequences.reading import read_sequences, sequence_values
from lamina.data.tables.encoded import Encoded
from lamina.data.targets import encode_target


def encode_sequences(source: Any, spec: DataSpec) -> Encoded:
    """Values (n, L, V), a pair of these and answers, or a drawn set. Raises InputError for another number of variables."""
    answers: pl.Series | None = None
    if isinstance(source, str) or (isinstance(source, tuple) and len(source) == 2):
        read = read_sequences(source)
        values, answers = read.values, read.answers
    else:
        values = sequence_values(source)
    if values.shape[2] != len(spec.numbers):
        raise InputError("data.sequence_width", width=values.shape[2], wanted=len(spec.numbers))
    target = None
    if answers is not None:
        name = spec.targets[0].name
        target = encode_target(answers.alias(name).to_frame(), (name,), {name: spec.classes})
    return Encoded({"window": torch.from_numpy(np.ascontiguousarray(values))}, numbered(len(values)), target)
