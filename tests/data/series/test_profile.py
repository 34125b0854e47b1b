"""What `lamina data` says of a series."""

from typing import Any

import polars as pl

from lamina.core.config import RunConfig
from lamina.core.records import Profile
from lamina.data.series.profile import profile_series
from lamina.data.tables.table import read_table
from lamina.words import LANGUAGES


def profile(source: Any, **options: Any) -> Profile:
    config = RunConfig().replace(**options)
    return profile_series(read_table(source, config.data), config)


def test_span_season_and_autocorrelation_of_the_airline() -> None:
    found = profile("airline")
    told = {note.code: note.parameters for note in found.notes}
    assert (found.kind, found.task, found.target, found.rows) == ("series", "forecast", "passengers", 144)
    assert told["series.span"] == {
        "first": "1949-01-01", "last": "1960-12-01", "steps": 144, "series": 1, "frequency": "1mo",
    }  # fmt: skip
    values = told["series.autocorrelation"]["values"]
    assert len(values) == 24 and max(range(4, 24), key=lambda lag: values[lag]) == 11
    assert [column.role for column in found.columns] == ["time", "target"]
    assert [part.name for part in found.parts] == ["train", "validation", "test"]


def test_what_cannot_be_forecast_is_told_and_not_raised() -> None:
    frame = pl.DataFrame({"day": [f"2024-01-{day:02}" for day in range(1, 31)], "x": [3.0] * 30})
    found = profile(frame, task="forecast")
    assert [note.code for note in found.notes][-1] == "series.constant" and not found.parts


def test_the_sentence_names_the_second_peak() -> None:
    found = profile("airline")
    note = next(note for note in found.notes if note.code == "series.autocorrelation")
    for language in LANGUAGES.values():
        sentence = language["series.autocorrelation"]
        assert callable(sentence) and " 12 " in sentence(note.parameters)
