"""Values of options in symbols."""

from lamina.core.option_text import wanted


def test_symbols() -> None:
    assert wanted("epochs") == "INT >= 1 | auto" and wanted("clip_norm") == "FLOAT > 0 | auto | none"
    assert wanted("types") == "NAME=number | category | date | drop" and wanted("drop_last") == "true | false"
    assert wanted("device") == ""  # a pattern: its help line says it
