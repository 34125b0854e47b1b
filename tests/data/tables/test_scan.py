"""The pass that counts fields and lines agrees with the standard library's reader."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamina.data.tables import scan as scanning
from lamina.data.tables.scan import scan

CELLS = st.text(st.sampled_from('ab1 ,;"\n'), max_size=6)


def written(rows: list[list[str]], separator: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().rstrip("\n")


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8), st.sampled_from(",;"))
def test_fields_and_lines(rows: list[list[str]], separator: str) -> None:
    text = written(rows, separator)
    records = scan(text.encode(), separator, quoted=True)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    ends = [reader.line_num for _ in reader]
    assert records.fields.tolist() == [len(row) for row in rows]
    assert records.lines.tolist() == [1, *(end + 1 for end in ends[:-1])]
    assert records.closed and records.stray == -1


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_chunks_do_not_show(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    data = b'a,"b\n,""c""",d\n,,\n"x",y,"\n\n"\nlast,1,2'
    whole = scan(data, ",", quoted=True)
    monkeypatch.setattr(scanning, "CHUNK", size)
    parts = scan(data, ",", quoted=True)
    for name in ("starts", "fields", "lines"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    assert whole.fields.tolist() == [3, 3, 3, 3]
    assert whole.lines.tolist() == [1, 3, 4, 7]
    assert (parts.stray, parts.closed) == (-1, True)


def test_stray_and_open_quotes() -> None:
    assert scan(b"a,5'11\" tall\nb,6' tall", ",", quoted=True).stray == 6
    assert scan(b'"a"b,c', ",", quoted=True).stray == 2
    assert not scan(b'a,"b\nc,d', ",", quoted=True).closed


def test_text_of_a_record() -> None:
    data = "é,1\r\nb,2".encode()
    records = scan(data, ",", quoted=False)
    assert [records.text(data, index) for index in (0, 1)] == ["é,1", "b,2"]
