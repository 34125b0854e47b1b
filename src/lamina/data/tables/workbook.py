"""Parquet files and spreadsheets."""

from pathlib import Path

import fastexcel
import numpy as np
import polars as pl

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, nearest
from lamina.core.records import Note
from lamina.core.spec import TableForm
from lamina.data.names import tidy_names
from lamina.data.tables.dialect import looks_like_header
from lamina.data.tables.text_table import RawTable


def read_parquet(path: Path) -> RawTable:
    """A Parquet file with the types that it states."""
    try:
        return RawTable(pl.read_parquet(path))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError("table.cannot_read", file=str(path), reason=str(error).splitlines()[0]) from None


def read_excel(path: Path, config: DataConfig, like: TableForm | None = None) -> RawTable:
    """One sheet of a workbook as strings, so that its cells are understood like those of a CSV file.

    The sheet is `config.sheet`, else the first (also when new rows, for a table `like` them, have none of its name); blank rows are left out; lines are the sheet's row numbers.
    """
    try:
        workbook = fastexcel.read_excel(path)
        sheet = config.sheet or workbook.sheet_names[0]
        if sheet not in workbook.sheet_names and like is not None:
            sheet = workbook.sheet_names[0]
        if sheet not in workbook.sheet_names:
            close = nearest(sheet, workbook.sheet_names)
            raise InputError("table.no_sheet", file=str(path), sheet=sheet, sheets=workbook.sheet_names, nearest=close)
        # fastexcel starts at the first filled row; with header_row=None and no skipping every row of it is data
        loaded = workbook.load_sheet(sheet, header_row=None, dtypes="string", skip_rows=0)
    except fastexcel.FastExcelError as error:
        raise InputError("table.cannot_read", file=str(path), reason=str(error).splitlines()[0]) from None
    frame = loaded.to_polars().cast(pl.String)
    if not len(frame) or not frame.width:
        raise InputError("table.empty_file", file=f"{path} ({sheet})")
    filled = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    lines = np.flatnonzero(filled.to_numpy()) + 1
    frame = frame.filter(filled)
    head = [[cell.strip() if cell else "" for cell in row] for row in frame.head(200).rows()]
    header = config.header == "yes" if config.header != "auto" else looks_like_header(head, like)
    names = head[0] if header else [f"column{number}" for number in range(1, frame.width + 1)]
    if header:
        frame, lines = frame[1:], lines[1:]
    if not len(frame):
        raise InputError("table.header_only", file=f"{path} ({sheet})")
    note = Note(code="table.sheet", parameters={
        "file": path.name, "sheet": sheet, "sheets": len(workbook.sheet_names), "header": header,
        "rows": len(frame), "columns": frame.width})  # fmt: skip
    frame.columns, told = tidy_names(names, path.name)
    return RawTable(frame, lines, header, notes=(note, *told))
