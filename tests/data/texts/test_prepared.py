"""Split first, then everything from the training texts alone."""

from pathlib import Path

import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.prepared import Prepared
from lamina.data.texts.encode import encode_text
from lamina.data.texts.prepared import prepare_texts
from lamina.data.texts.reading import read_texts

SHARED = Path(__file__).parents[4] / "shared" / "data" / "text-classification"
ROWS = [(f"this is a good film number {row}", "pos") for row in range(30)]
ROWS += [(f"that was a bad book number {row}", "neg") for row in range(20)]


def prepared(source: object = ROWS, **options: object) -> Prepared:
    config = RunConfig().replace(**options)
    return prepare_texts(read_texts(source, config.data), config)


def notes(found: Prepared) -> dict[str, dict[str, object]]:
    return {note.code: note.parameters for note in found.audit.notes}


def test_parts_and_spec() -> None:
    found = prepared()
    assert found.spec.kind == "text" and found.spec.classes == ("neg", "pos") and found.spec.text is not None
    sizes = {name: len(part) for name, part in found.parts.items()}
    assert sum(sizes.values()) == 50 and sizes["test"] == 10
    assert found.audit.parts[0].balance["pos"] / sizes["train"] == pytest.approx(0.6, abs=0.02)  # stratified
    assert notes(found)["text.columns"] == {"texts": ["text"], "target": "label", "guessed": True, "unused": []}


def test_vocabulary_is_of_the_training_texts_alone() -> None:
    """Words that only held-out rows have are unknown to the model."""
    found = prepared(vocab_size=1000)
    train = {int(row) for row in found.parts["train"].row_ids}
    assert found.spec.text is not None
    for row, (text, _) in enumerate(ROWS):
        number = text.split()[-1]
        if row not in train and sum(other.split()[-1] == number for k, (other, _) in enumerate(ROWS) if k in train) < 2:
            assert number not in found.spec.text.vocabulary
    assert {item.rows for item in found.audit.statistics} == {len(train)}


def test_prediction_encodes_as_training_did() -> None:
    found = prepared()
    part = found.parts["test"]
    again = encode_text([ROWS[row][0] for row in part.row_ids.tolist()], found.spec)
    for row in range(len(part)):
        length = int(part.inputs["lengths"][row])
        assert again.inputs["lengths"][row] == length
        assert again.inputs["tokens"][row, :length].tolist() == part.inputs["tokens"][row][:length].tolist()


def test_empty_and_repeated_texts_are_told() -> None:
    rows = [*ROWS, ("  ", "pos"), ("", "neg"), *[(text.upper(), label) for text, label in ROWS]]
    found = prepared(rows)
    assert notes(found)["text.empty_rows"]["count"] == 2
    assert sum(found.audit.shared_rows.values()) > 0 and "text.shared" in notes(found)
    assert found.audit.rows_read == 102 and found.audit.rows_used == 100


def test_long_texts_are_cut_and_told() -> None:
    found = prepared(max_length=3)
    assert notes(found)["text.cut"] == {"count": 50, "texts": 50, "max_length": 3, "longest": 7}
    assert found.parts["train"].inputs["tokens"].shape[1] == 3


def test_numbers_are_regressed_and_other_columns_left_out() -> None:
    source = {"text": [text for text, _ in ROWS], "site": ["a", "b"] * 25, "stars": [row / 7 for row in range(50)]}
    found = prepared(source, kind="text", target=("stars",))
    assert found.spec.task == "regress" and found.scale_target is not None
    assert notes(found)["text.columns"]["unused"] == ["site"]


@pytest.mark.parametrize(
    ("source", "options", "message"),
    [
        ([(text, "same") for text, _ in ROWS], {}, "same"),
        ([("", label) for _, label in ROWS], {"kind": "text"}, "empty"),
        ({"text": [text for text, _ in ROWS]}, {"kind": "text"}, "No column holds text|no column can be learned"),
        ({"text": [text for text, _ in ROWS], "y": [label for _, label in ROWS]}, {"target": ("text",), "text_column": ("text",)}, "cannot be the text"),
    ],
)  # fmt: skip
def test_what_cannot_be_learned(source: object, options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        prepared(source, **options)


@pytest.mark.parametrize(
    ("name", "rows", "classes"),
    [("sms-spam/sms.tsv", 5574, 2), ("sst2/dev.tsv", 872, 2), ("ag-news-7600/test.csv", 7600, 4)],
)
def test_real_files(name: str, rows: int, classes: int) -> None:
    if not (SHARED / name).is_file():
        pytest.skip("the shared data is not beside the repository")
    found = prepared(SHARED / name)
    assert found.audit.rows_used == rows and len(found.spec.classes) == classes
    assert found.spec.text is not None and found.spec.text.tokens == "words"
