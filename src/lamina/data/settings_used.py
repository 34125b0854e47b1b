"""Which settings act on which data: one table, so that a setting that would be ignored is told and none is silent."""

from collections.abc import Callable
from typing import Any

from lamina.core.config import DataConfig
from lamina.core.errors import InputError, warn
from lamina.core.spec import DataSpec
from lamina.data.detect import Detected, detect

# Where a setting acts. The sentences of `data.settings_unused` name these places.
PLACES: dict[str, Callable[[Detected], bool]] = {
    "tables": lambda found: found.kind == "table",
    "series": lambda found: found.kind == "series",
    "numbers": lambda found: found.kind in ("table", "series", "sequences"),
    "labelled": lambda found: found.kind in ("table", "series", "text"),
    "texts": lambda found: found.kind in ("text", "pairs"),
    "pairs": lambda found: found.kind == "pairs",
    "corpora": lambda found: found.form == "corpus",
    "images": lambda found: found.kind == "images",
    "columns": lambda found: found.kind in ("table", "series") or found.form == "list" or has_text_columns(found),
    "text": lambda found: _is_text(found),
    "written": lambda found: _is_text(found) or found.kind in ("text", "pairs"),
    "text_tables": lambda found: found.kind in ("table", "series") and _is_text(found),
    "sheets": lambda found: _is_text(found) or found.form == "excel",
    "excel": lambda found: found.form == "excel",
    "arrays": lambda found: found.kind == "images" and found.form in ("array", "pair", "npz"),
}

# Settings that act on some data only; `augment` is told where it is resolved, all others act everywhere.
ACTS_ON = {
    "target": "columns", "ignore": "columns", "split_column": "columns",
    "separator": "text", "encoding": "written", "header": "sheets", "sheet": "excel",
    "decimal": "text_tables", "missing_marks": "numbers", "types": "numbers", "weight_column": "labelled",
    "missing": "tables", "missing_columns": "tables", "outliers": "tables", "scale": "numbers",
    "categories": "tables", "max_categories": "tables",
    "time_column": "series", "series_column": "series", "window": "series", "horizon": "series", "season": "series",
    "frequency": "series", "gaps": "series",
    "text_column": "texts", "sentence_column": "texts", "tokens": "texts", "vocab_size": "texts", "min_count": "corpora", "lower_case": "texts", "max_length": "texts",
    "into": "pairs", "vocabulary": "pairs",
    "image_size": "images", "layout": "arrays", "pixel_range": "arrays",
}  # fmt: skip
NAME_COLUMNS = ("target", "ignore", "split_column", "weight_column")
REPLACED = {"test_fraction": "test_data", "validation_fraction": "validation_data"}  # a share, by a part that is given


def check_settings(source: Any, detected: Detected, config: DataConfig) -> None:
    """Warn once of all settings that differ from their default and have no effect on this data.

    Raises InputError where one names columns (the target, a weight ...) and the data has none.
    """
    unused = unused_settings(detected, config)
    if detected.form != "corpus" and any(
        place != "given" for place in unused.values()
    ):  # a given part may be of another form
        for part in (config.validation_data, config.test_data):
            also = unused_settings(detect(part, config), config) if part else unused
            unused = {name: place for name, place in unused.items() if name in also}
    if not has_columns(source, detected) and (named := [name for name in NAME_COLUMNS if getattr(config, name)]):
        value = getattr(config, named[0])
        columns = value if isinstance(value, str) else ", ".join(value)
        raise InputError("data.no_columns", flag=_dashed(named[0]), columns=columns, source=detected.name)
    if unused:
        told = {_dashed(name): place for name, place in unused.items()}
        warn("data.settings_unused", stacklevel=4, settings=told)


def check_embedding(spec: DataSpec, config: DataConfig) -> None:
    """Warn where an embedding is asked for and no column of the table that is learned from holds categories."""
    if config.categories == "embedding" and spec.kind == "table" and not spec.categories:
        warn("data.no_categories", stacklevel=4)


def unused_settings(detected: Detected, config: DataConfig) -> dict[str, str]:
    """Settings off their default that have no effect -> where they would act (a key of PLACES), or "given"."""
    defaults = DataConfig()
    changed = [name for name in DataConfig.model_fields if getattr(config, name) != getattr(defaults, name)]
    unused = {name: ACTS_ON[name] for name in changed if name in ACTS_ON and not PLACES[ACTS_ON[name]](detected)}
    return unused | {name: "given" for name in changed if name in REPLACED and getattr(config, REPLACED[name])}


def has_columns(source: Any, detected: Detected) -> bool:
    """Whether the data has columns: tables, and images listed in a table or data frame."""
    return (
        detected.kind in ("table", "series")
        or has_text_columns(detected)
        or (detected.form == "list" and not isinstance(source, list | tuple))
    )


def has_text_columns(detected: Detected) -> bool:
    """Whether texts stand in columns, and not in files of their own."""
    return detected.kind in ("text", "pairs") and detected.form not in ("folder", "archive", "aligned", "corpus")


def _is_text(found: Detected) -> bool:
    return bool(found.paths) and found.form in ("csv", "list")


def _dashed(name: str) -> str:
    return "--" + name.replace("_", "-")
