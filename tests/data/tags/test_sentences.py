"""Labelled sentences of any source are the same sentences."""

from pathlib import Path

import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.tags.sentences import read_sentences

TOKENS, LABELS = (("EU", "rejects"), ("Oslo", "agrees")), (("ORG", "O"), ("LOC", "O"))
LINES = "EU\tORG\nrejects\tO\n\nOslo\tLOC\nagrees\tO\n"


def test_file_table_frame_and_lists_agree(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(LINES, encoding="utf-8")
    frame = pl.DataFrame(
        {"sentence_id": [1, 1, 2, 2], "token": [*TOKENS[0], *TOKENS[1]], "label": [*LABELS[0], *LABELS[1]]}
    )
    frame.write_csv(tmp_path / "a.csv")
    pairs = list(zip(map(list, TOKENS), map(list, LABELS), strict=True))
    for source in (tmp_path / "a.tsv", tmp_path / "a.csv", frame, frame.to_dict(as_series=False), pairs):
        read = read_sentences(source, DataConfig())
        assert read.tokens == TOKENS and read.labels == LABELS and read.given_part is None
    assert read_sentences(frame, DataConfig()).columns == ("sentence_id", "token")
    assert read_sentences(tmp_path / "a.tsv", DataConfig()).places([1])["places"] == ["4"]


def test_given_parts_are_read_as_the_data(tmp_path: Path) -> None:
    for name in ("train", "dev", "test"):
        (tmp_path / f"{name}.txt").write_text(LINES, encoding="utf-8")
    config = DataConfig(validation_data=str(tmp_path / "dev.txt"), test_data=str(tmp_path / "test.txt"))
    read = read_sentences(tmp_path / "train.txt", config)
    assert read.given_part is not None
    assert read.given_part.tolist() == ["train"] * 2 + ["validation"] * 2 + ["test"] * 2
    assert read.places([3])["places"] == ["dev.txt:4"]


def test_encodings_and_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_bytes("\ufeff北\tB-地\n京\tI-地\n\n在\tO\n😀\tO\n".encode("utf-16"))
    assert read_sentences(path, DataConfig()).tokens == (("北", "京"), ("在", "😀"))


def test_no_labels_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("a\nb\n\nc\n", encoding="utf-8")
    with pytest.raises(InputError, match="no token with a label"):
        read_sentences(tmp_path / "a.conll", DataConfig())
    with pytest.raises(InputError, match="number of the label's column"):
        (tmp_path / "b.conll").write_text(LINES, encoding="utf-8")
        read_sentences(tmp_path / "b.conll", DataConfig(target=("tag",)))


def test_a_file_without_blank_lines_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.conll").write_text("Anna B\nlives O\n" * 60)
    with pytest.raises(InputError) as error:
        read_sentences(tmp_path / "x.conll", DataConfig())
    assert (error.value.code, error.value.parameters["tokens"]) == ("tag.one_sentence", 120)


def test_a_guessed_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.conll").write_bytes("Köln B\nliegt O\n\nam O\nRhein B\n\n".encode("cp1252") * 5)
    notes = read_sentences(tmp_path / "x.conll", DataConfig()).notes
    assert [(note.code, list(note.parameters["files"])) for note in notes] == [("text.encodings", ["x.conll"])]
