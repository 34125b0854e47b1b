"""What `lamina data` says of texts."""

from lamina.core.config import RunConfig
from lamina.core.errors import sentence
from lamina.data.texts.profile import profile_texts
from lamina.data.texts.reading import read_texts

ROWS = [(f"this is good number {row}", "pos") for row in range(30)] + [("that was a bad one", "neg")] * 20


def test_profile() -> None:
    config = RunConfig()
    found = profile_texts(read_texts(ROWS, config.data), config)
    told = next(note.parameters for note in found.notes if note.code == "text.profile")
    assert found.rows == 50 and found.kind == "text" and found.target == "label" and found.task == "classify"
    assert told["lengths"] == [5, 5, 5, 5, 5] and told["tokens"] == 250 and ["good", 30] in told["frequent"]
    assert found.repeated_rows == 19 and len(found.parts) == 3
    text, label = found.columns
    assert text.unique == 31 and label.role == "target" and label.top == {"pos": 30, "neg": 20}
    assert all(sentence(note.code, note.parameters) for note in found.notes)


def test_what_cannot_be_trained_is_told_not_raised() -> None:
    config = RunConfig().replace(kind="text", target=("label",))
    found = profile_texts(read_texts({"text": ["one two", "three"], "label": ["a", "a"]}, config.data), config)
    assert found.parts == () and any(note.code.startswith("table.") for note in found.notes)
