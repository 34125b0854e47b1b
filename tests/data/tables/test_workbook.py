"""Spreadsheets and Parquet files."""

import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.tables.table import Table, read_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write_xlsx(path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    """The smallest workbook that Excel opens: numbers and inline strings."""
    ids = range(1, len(sheets) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{KIND}.worksheet+xml"/>' for i in ids
    )
    names = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in zip(ids, sheets, strict=True))
    links = "".join(f'<Relationship Id="r{i}" Type="{LINKS}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in ids)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
            f'.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>{parts}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{LINKS}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{names}</sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        )
        for i, rows in zip(ids, sheets.values(), strict=True):
            archive.writestr(
                f"xl/worksheets/sheet{i}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{_rows(rows)}</sheetData></worksheet>',
            )


def _rows(rows: list[list[Any]]) -> str:
    text = ""
    for number, row in enumerate(rows, start=1):
        cells = ""
        for letter, cell in zip("ABCDEFG", row, strict=False):
            if isinstance(cell, str):
                cells += f'<c r="{letter}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            elif cell is not None:
                cells += f'<c r="{letter}{number}"><v>{cell}</v></c>'
        text += f'<row r="{number}">{cells}</row>'
    return text


def table(source: Path, **options: Any) -> Table:
    return read_table(source, DataConfig.model_validate(options))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    rows: list[list[Any]] = [
        ["name", "size", "when"],
        ["张三", 1.5, "2020-01-01"],
        [],
        ["bob", None, "2020-01-02"],
        ["c", 3, None],
    ]
    write_xlsx(tmp_path / "book.xlsx", {"first": rows, "second": [[1, 2], [3, 4]]})
    return tmp_path / "book.xlsx"


def test_first_sheet(book: Path) -> None:
    read = table(book)
    assert read.frame.schema == {"name": pl.String, "size": pl.Float64, "when": pl.Datetime("us")}
    assert read.frame["name"].to_list() == ["张三", "bob", "c"] and read.frame["size"].to_list() == [1.5, None, 3.0]
    assert read.places([0, 1, 2])["places"] == ["2", "4", "5"]
    assert read.notes[0].parameters["sheet"] == "first"


def test_sheet_by_name_and_without_header(book: Path) -> None:
    read = table(book, sheet="second")
    assert read.frame.columns == ["column1", "column2"] and read.frame.rows() == [(1.0, 2.0), (3.0, 4.0)]
    with pytest.raises(InputError) as error:
        table(book, sheet="secnd")
    assert (error.value.code, error.value.parameters["nearest"]) == ("table.no_sheet", "second")


def test_broken_and_empty_books(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"PK rubbish")
    with pytest.raises(InputError) as error:
        table(tmp_path / "b.xlsx")
    assert error.value.code == "table.cannot_read"
    write_xlsx(tmp_path / "e.xlsx", {"s": []})
    with pytest.raises(InputError) as error:
        table(tmp_path / "e.xlsx")
    assert error.value.code == "table.empty_file"
    write_xlsx(tmp_path / "h.xlsx", {"s": [["a", "b"]]})
    with pytest.raises(InputError) as error:
        table(tmp_path / "h.xlsx")
    assert error.value.code == "table.header_only"


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    frame = pl.DataFrame({"n": [1, None], "s": ["1", "x"], "d": pl.Series(["2020-01-01", None]).str.to_date()})
    frame.write_parquet(tmp_path / "t.parquet")
    read = table(tmp_path / "t.parquet")
    assert read.frame.schema == {"n": pl.Float64, "s": pl.String, "d": pl.Datetime("us")}
    assert read.places([1]) == {"file": "t.parquet", "unit": "row", "places": ["1"], "count": 1}
