"""New texts, as training would have encoded them."""

import json
from pathlib import Path

import polars as pl
import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError, sentence
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.data.texts.encode import encode_text
from lamina.data.texts.prepared import prepare_texts
from lamina.data.texts.reading import read_texts

TARGETS = (TargetSpec(name="y", classes=("neg", "pos")),)
TEXT = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>", "a", "b"), max_length=3, columns=("text",))
SPEC = DataSpec(kind="text", task="classify", text=TEXT, targets=TARGETS)
FILES = SPEC.model_copy(update={"text": TEXT.model_copy(update={"columns": ()})})


def ids(source: object, spec: DataSpec = SPEC) -> list[list[int]]:
    return encode_text(source, spec).inputs["tokens"].tolist()


@pytest.mark.parametrize("source", [["a b", "x"], ("a b", "x"), {"text": ["a b", "x"]}, pl.Series(["a b", "x"])])
def test_texts_in_memory(source: object) -> None:
    assert ids(source) == [[2, 3], [1, 0]]


def test_a_text_itself() -> None:
    assert ids("a b a b") == [[2, 3, 2]] and ids("狗") == [[1]] and ids("") == [[1]]


def test_flags() -> None:
    flags = encode_text(["a b", "", "a b a b", "a x", "🙂 狗"], SPEC).flags
    assert {row: [note.code for note in told] for row, told in flags.items()} == {
        1: ["text.empty"], 2: ["text.was_cut"], 3: ["text.unknown"], 4: ["text.unknown"],
    }  # fmt: skip
    assert all(sentence(note.code, note.parameters) for told in flags.values() for note in told)


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    path.write_bytes(b"\xef\xbb\xbfa b\r\n\r\nb\r\n")
    found = encode_text(path, SPEC)  # a line is a text
    assert found.inputs["tokens"].tolist() == [[2, 3], [1, 0], [3, 0]] and found.row_names == ["1", "2", "3"]
    assert encode_text(path, FILES).inputs["tokens"].tolist() == [[2, 3, 3]]  # a file is a text
    (tmp_path / "pos").mkdir()
    (tmp_path / "pos" / "1.txt").write_text("b", encoding="utf-8")
    found = encode_text(tmp_path, FILES)
    assert found.row_names == ["new.txt", "pos/1.txt"] and found.target is not None and found.target.tolist() == [-1, 1]


def test_tables_with_and_without_target(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text('id,text,y\n7,"a, b",pos\n8,b,new\n', encoding="utf-8")
    found = encode_text(path, SPEC)
    assert found.inputs["tokens"].tolist() == [[2, 1, 3], [3, 0, 0]]
    assert found.target is not None and found.target.tolist() == [1, -1] and found.row_names == ["2", "3"]
    path.write_text("id,txt\n7,a b c d e\n", encoding="utf-8")
    with pytest.raises(InputError, match='no column "text"'):
        encode_text(path, SPEC)
    path.write_text("x\na b\nb\n", encoding="utf-8")  # the only column, of another name
    assert ids(path) == [[2, 3], [3, 0]]


def test_bytes_that_are_no_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    path.write_bytes(b"fine\n\xff\xfe\xfa bad\n")
    with pytest.raises(InputError):
        encode_text(path, SPEC, RunConfig().replace(encoding="utf-8").data)
    with pytest.raises(InputError):
        encode_text(tmp_path / "missing.csv", SPEC)


def test_not_for_other_models() -> None:
    with pytest.raises(InputError, match="not trained on texts"):
        encode_text(["a"], SPEC.model_copy(update={"text": None, "kind": "table"}))


def test_a_file_without_header_is_read_by_position(tmp_path: Path) -> None:
    path = tmp_path / "train.tsv"
    path.write_text(
        "\n".join(f"{'spam' if row % 2 else 'ham'}\tplease do call me {row}" for row in range(40)), encoding="utf-8"
    )
    config = RunConfig()
    prepared = prepare_texts(read_texts(path, config.data), config)
    spec = DataSpec.model_validate(json.loads(prepared.spec.model_dump_json()))  # as a bundle keeps it
    assert spec == prepared.spec
    new = tmp_path / "new.tsv"
    new.write_text("please do call me now\nplease call\n", encoding="utf-8")
    assert encode_text(new, spec).inputs["lengths"].tolist() == [5, 2]
    new.write_text("spam\tplease do call me now\nham\tplease call\n", encoding="utf-8")
    found = encode_text(new, spec)
    assert found.inputs["lengths"].tolist() == [5, 2] and found.target is not None and found.target.tolist() == [1, 0]
    new.rename(tmp_path / "new.txt")
    assert encode_text(tmp_path / "new.txt", spec).target is not None


def test_a_table_for_a_model_of_files() -> None:
    """The column that reads like text is taken, and named; a table without any is refused, not answered."""
    texts = ["a b a b a", "b b a a b", "a a b b b"]
    frame = pl.DataFrame({"id": [1, 2, 3], "said": texts, "sky": ["sun", "rain", "sun"]})
    found = encode_text(frame, FILES)
    assert found.inputs["tokens"].tolist() == ids(texts, FILES)
    assert [note.parameters for note in found.notes] == [{"column": "said"}]
    with pytest.raises(InputError) as error:
        encode_text(frame.drop("said"), FILES)
    assert error.value.code == "text.nothing_to_read"
