"""What `lamina data` says of a table: each column, how it differs between the parts, repeats, suspicions.

The split, the audit's notes and the suspicions are those of a training on the same data and settings.
"""

import polars as pl

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import ColumnProfile, Note, Profile
from lamina.data.batches import prepare_once
from lamina.data.duplicates import frame_keys, near_rows, repeats
from lamina.data.prepared import Prepared, prepare_table
from lamina.data.tables.column_profile import profile_column
from lamina.data.tables.columns import Column, describe_columns
from lamina.data.tables.drift import column_drifts, notable
from lamina.data.tables.table import Table

TYPES = {"many": "category", "missing": "constant"}


def profile_table(table: Table, config: RunConfig) -> Profile:
    """The profile of a table. Where nothing could be trained (no usable target, say), a note tells why."""
    prepared: Prepared | None = None
    try:
        prepared = prepare_table(table, config)
    except InputError as problem:
        notes: tuple[Note, ...] = (*table.notes, Note(code=problem.code, parameters=problem.parameters))
    else:
        notes = (*prepared.audit.notes, *_near(prepared, config.loop.seed))
    drifts = column_drifts(prepared) if prepared else {}
    if far := notable(drifts):
        notes = (*notes, Note(code="data.drift", parameters={"columns": far}))
    repeated = repeats(frame_keys(_without_ids(table, config)))
    if repeated:
        notes = (*notes, Note(code="data.repeated_rows", parameters={"repeated": repeated, "rows": len(table)}))
    return Profile(
        source=table.source,
        kind="table",
        rows=len(table),
        task=prepared.spec.task if prepared else "",
        target=", ".join(target.name for target in prepared.spec.targets)
        if prepared
        else ", ".join(config.data.target),
        columns=_columns(table, config, prepared, {name: drift.distance for name, drift in drifts.items()}),
        parts=prepared.audit.parts if prepared else (),
        repeated_rows=repeated,
        notes=(*notes, prepared.audit.rule) if prepared else notes,
    )


def _columns(
    table: Table, config: RunConfig, prepared: Prepared | None, drifts: dict[str, float]
) -> tuple[ColumnProfile, ...]:
    described = describe_columns(table, config.data)
    profiles = []
    for series in table.frame.get_columns():
        name = series.name
        column = described[name]
        kind = "integer" if column.integer and column.kind == "number" else TYPES.get(column.kind, column.kind)
        role = _role(name, config, prepared, column)
        profiles.append(profile_column(series, kind, role, drifts.get(name)))
    return tuple(profiles)


def _role(name: str, config: RunConfig, prepared: Prepared | None, column: Column) -> str:
    if name == config.data.weight_column:
        return "weight"
    targets = config.data.target if prepared is None else tuple(target.name for target in prepared.spec.targets)
    if name in targets:
        return "target"
    if name == config.data.split_column:
        return "group"
    if prepared is None:
        return "input" if column.reason is None else "ignored"
    inputs = (*prepared.spec.numbers, *prepared.spec.categories)
    return "input" if any(column.name == name for column in inputs) else "ignored"


def _near(prepared: Prepared, seed: int) -> list[Note]:
    """Notes of held-out rows that nearly equal a training row; only where there are at least two numbers to compare."""
    train = prepared.parts["train"]
    numbers = len(prepared.spec.numbers)
    if numbers < 2 or prepared.spec.embedded:
        return []
    features = prepare_once(train, prepared.prepare)["features"]
    notes = []
    for name, held in prepared.parts.items():
        if name == "train":
            continue
        found = near_rows(name, held, train, prepare_once(held, prepared.prepare)["features"], features, numbers, seed)
        if found.near:
            told = {
                "part": name,
                "near": found.near,
                "looked_at": found.looked_at,
                "compared_with": found.compared_with,
            }
            notes.append(Note(code="data.near_rows", parameters=told))
    return notes


def _without_ids(table: Table, config: RunConfig) -> pl.DataFrame:
    described = describe_columns(table, config.data)
    return table.frame.drop([name for name, column in described.items() if column.kind == "id"])
