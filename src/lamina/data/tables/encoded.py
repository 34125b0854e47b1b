"""Raw rows as the fitted pipeline takes them."""

from dataclasses import dataclass, field

import polars as pl
from torch import Tensor

from lamina.core.records import Note
from lamina.data.row_names import spoken


@dataclass(frozen=True)
class Encoded:
    """Rows for prediction or evaluation, before `prepare`.

    inputs: {"numbers": (n, N) float64, "codes": (n, K) int64} or {"images": (n, H, W, C) uint8}.
    names: what a person calls each row, as columns (see `row_names`). target: as in core.batch.Part, or None when the
    source has none; a class that the model does not know is -1, a missing number NaN.
    flags: row position -> what lies outside what training saw.
    """

    inputs: dict[str, Tensor]
    names: pl.DataFrame
    target: Tensor | None = None
    notes: tuple[Note, ...] = ()
    flags: dict[int, list[Note]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def row_names(self) -> list[str]:
        """The names as messages have them."""
        return spoken(self.names)
