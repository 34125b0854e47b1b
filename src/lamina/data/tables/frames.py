"""Tables that are already in memory, as a polars frame: data frames of any library, arrays, tensors, dicts, lists.

The user's buffers are read and copied, never written to.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from lamina.core.errors import InputError
from lamina.core.records import Note


def is_frame(source: Any) -> bool:
    """Whether narwhals knows it as a data frame (polars, pandas, Arrow ...), lazy or not."""
    return isinstance(nw.from_native(source, pass_through=True), nw.DataFrame | nw.LazyFrame)


def is_series(source: Any) -> bool:
    """Whether it is a column of a data-frame library."""
    return isinstance(nw.from_native(source, pass_through=True, allow_series=True), nw.Series)


def is_tensor(source: Any) -> bool:
    """A torch tensor, without importing torch."""
    return hasattr(source, "detach") and hasattr(source, "cpu") and hasattr(source, "shape")


def is_array(source: Any) -> bool:
    """A NumPy array, a tensor, or what gives an array by `__array__`."""
    return (
        isinstance(source, np.ndarray)
        or is_tensor(source)
        or (hasattr(source, "__array__") and hasattr(source, "shape"))
    )


def as_array(source: Any) -> np.ndarray:
    """A NumPy view or copy of an array or tensor (bfloat16 tensors become float32)."""
    if is_tensor(source):
        source = source.detach().cpu()
        source = source if str(source.layout) == "torch.strided" else source.to_dense()
        if str(source.dtype) in ("torch.bfloat16", "torch.float16"):
            source = source.float()
        return source.numpy()
    return np.asarray(source)


def frame_to_polars(source: Any) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """A frame of any library as polars, with a note where a named index of pandas is left out."""
    try:
        frame = nw.from_native(source)
        if isinstance(frame, nw.LazyFrame):
            frame = frame.collect()
        native = frame.to_native()
        if isinstance(native, pl.DataFrame):
            return native, ()
        return pl.DataFrame([_column(series, text) for text, series in named_columns(frame)]), _index_note(native)
    except (nw.exceptions.DuplicateError, pl.exceptions.DuplicateError) as error:
        raise InputError("table.duplicate_columns", reason=str(error).splitlines()[0]) from None


def named_columns(frame: nw.DataFrame[Any]) -> list[tuple[str, nw.Series[Any]]]:
    """Columns with their names as text: pandas also has numbers and tuples for names."""
    names = ["_".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in frame.columns]
    return list(zip(names, frame.iter_columns(), strict=True))


def _index_note(native: Any) -> tuple[Note, ...]:
    names = [str(name) for name in getattr(getattr(native, "index", None), "names", []) if name is not None]
    return (Note(code="table.index_left_out", parameters={"names": names}),) if names else ()


def _column(series: Any, name: str) -> pl.Series:
    """One column; plain numbers by NumPy, the rest value by value, so that no Arrow is needed for pandas."""
    kind = series.dtype
    if isinstance(kind, nw.Categorical | nw.Enum):
        return to_series(name, series.cast(nw.String).to_list())
    if kind.is_numeric() and not kind.is_decimal() and series.null_count() == 0:
        return pl.Series(name, np.array(series.to_numpy(), copy=True))
    if kind.is_temporal() and not isinstance(kind, nw.Time):
        return pl.Series(name, [None if value is None or value != value else value for value in series.to_list()])
    return to_series(name, series.to_list())


def to_series(name: str, values: Sequence[Any]) -> pl.Series:
    """A column from Python values: typed if they are of one kind, else their text; None and NaN are missing."""
    items = [
        None if value is None or (isinstance(value, float) and value != value) else _python(value) for value in values
    ]
    kinds = {type(item) for item in items if item is not None}
    if kinds <= {int, float, bool} and len(kinds - {bool}) and bool not in kinds:
        return pl.Series(name, [None if item is None else float(item) for item in items], dtype=pl.Float64)
    if len(kinds) == 1:
        try:
            column = pl.Series(name, items)
            if column.dtype != pl.Object:
                return column
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
            pass
    return pl.Series(name, [None if item is None else str(item) for item in items], dtype=pl.String)


def _python(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if type(value).__name__ in ("NAType", "NaTType"):  # pandas' own missing values
        return None
    return None if isinstance(value, float) and value != value else value


def array_to_polars(source: Any, prefix: str = "x") -> pl.DataFrame:
    """(n, F) array or tensor to columns x1 .. xF (a 1-D array is one column)."""
    array = as_array(source)
    if array.ndim == 1 and array.dtype.names:
        raise InputError("table.structured_array", names=[str(name) for name in array.dtype.names])
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2:
        raise InputError("table.array_shape", shape=list(array.shape))
    if np.iscomplexobj(array):
        raise InputError("table.complex_array")
    if array.dtype.kind in "biuf":
        wide = array.astype(np.float64) if array.dtype.kind == "f" else array
        return pl.DataFrame([pl.Series(f"{prefix}{i + 1}", np.array(wide[:, i])) for i in range(array.shape[1])])
    return pl.DataFrame([to_series(f"{prefix}{i + 1}", array[:, i].tolist()) for i in range(array.shape[1])])


def pair_to_polars(features: Any, target: Any) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """(X, y): columns of X, then `target` (or the name of the series; target1 .. for several)."""
    frame, notes = frame_to_polars(features) if is_frame(features) else (array_to_polars(_listed(features)), ())
    if is_frame(target):
        answers, more = frame_to_polars(target)
        notes += more
    else:
        answers = _answers(target)
    if len(answers) != len(frame):
        raise InputError("table.pair_lengths", rows=len(frame), targets=len(answers))
    if clash := set(answers.columns) & set(frame.columns):
        raise InputError("table.duplicate_columns", reason=", ".join(sorted(clash)))
    return frame.hstack(answers.get_columns()), notes


def _listed(features: Any) -> Any:
    return features if is_array(features) else np.asarray(features)


def _answers(target: Any) -> pl.DataFrame:
    if is_series(target):
        series = nw.from_native(target, series_only=True)
        column = _column(series, str(series.name) if series.name not in (None, "", 0) else "target")
        return pl.DataFrame([column])
    if not is_array(target):
        return pl.DataFrame([to_series("target", list(target))])
    array = as_array(target)
    if array.ndim == 2 and array.shape[1] > 1:
        return array_to_polars(array, "target")
    return array_to_polars(array.reshape(len(array), -1), "target").rename({"target1": "target"})


def dict_to_polars(source: Mapping[Any, Any]) -> pl.DataFrame:
    """Dict of columns; all must have one length."""
    lengths = {str(name): len(values) for name, values in source.items()}
    if len(set(lengths.values())) > 1:
        raise InputError("table.column_lengths", lengths=lengths)
    return pl.DataFrame([_values(str(name), values) for name, values in source.items()])


def _values(name: str, values: Any) -> pl.Series:
    if is_series(values):
        return _column(nw.from_native(values, series_only=True), name)
    return array_to_polars(values).to_series().alias(name) if is_array(values) else to_series(name, list(values))


def records_to_polars(source: Sequence[Mapping[Any, Any]]) -> pl.DataFrame:
    """List of dicts, one a row; a key that a row lacks is missing there."""
    names = dict.fromkeys(str(key) for row in source for key in row)
    rows = [{str(key): value for key, value in row.items()} for row in source]
    return pl.DataFrame([to_series(name, [row.get(name) for row in rows]) for name in names])
