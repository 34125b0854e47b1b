"""What `lamina data` says of sequences."""

from lamina.core.config import RunConfig
from lamina.data.sequences.profile import profile_sequences
from lamina.data.sequences.reading import read_sequences


def test_variables_and_answers_are_columns() -> None:
    profile = profile_sequences(read_sequences("adding:6"), RunConfig())
    assert [column.name for column in profile.columns] == ["value", "mark", "sum"]
    assert profile.columns[0].rows == 6 * profile.rows and profile.columns[2].role == "target"
    assert profile.notes[0].code == "data.sequences"
