"""What `lamina data` says of sequences: how many, how long, each variable over all steps, the answers."""

import polars as pl

from lamina.core.config import RunConfig
from lamina.core.records import Profile
from lamina.data.sequences.prepared import prepare_sequences
from lamina.data.sequences.reading import Sequences
from lamina.data.tables.column_profile import profile_column


def profile_sequences(sequences: Sequences, config: RunConfig) -> Profile:
    """The profile of sequences. Raises InputError as `prepare_sequences`."""
    prepared = prepare_sequences(sequences, config)
    columns = [
        profile_column(pl.Series(name, sequences.values[:, :, place].ravel()), "number", "input", None)
        for place, name in enumerate(sequences.variables)
    ]
    kind = "category" if prepared.spec.classes else "number"
    columns.append(profile_column(sequences.answers, kind, "target", None))
    return Profile(
        source=sequences.name, kind="sequences", rows=len(sequences), task=prepared.spec.task,
        target=str(sequences.answers.name), columns=tuple(columns), parts=prepared.audit.parts,
        notes=(*prepared.audit.notes, prepared.audit.rule),
    )  # fmt: skip
