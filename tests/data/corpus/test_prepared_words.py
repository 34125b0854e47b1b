"""A corpus as a prepared part: a row is a word, its sentence the row's number, all of it learned from."""

from pathlib import Path

from lamina.core.config import DataConfig, RunConfig
from lamina.data.corpus.prepared_words import prepare_words
from lamina.data.corpus.reading import read_corpus
from lamina.words import say


def test_rows_are_words(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("\ufeffthe cat and the dog\r\n\r\nthe end 🐈\r\n", encoding="utf-8")
    found = prepare_words(read_corpus(str(path), DataConfig()), RunConfig().replace(min_count=1, arg={"embed_dim": 3}))
    part = found.parts["train"]
    assert list(found.parts) == ["train"] and len(part) == 7
    assert part.inputs["tokens"].shape == (7, 1) and part.inputs["lengths"][:].tolist() == [1] * 7
    assert part.row_ids.tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert found.spec.text is not None and found.spec.text.vocabulary[2] == "the"
    assert found.spec.num_outputs == 3 and found.spec.task == "embed"
    tokens, lengths = found.prepare(part.inputs["tokens"][:2], part.inputs["lengths"][:2])
    assert found.finish(tokens.float().expand(-1, 3)).shape == (2, 3) and lengths.tolist() == [1, 1]


def test_the_audit_says_what_was_read() -> None:
    audit = prepare_words(
        read_corpus(["one two two", "two three three"], DataConfig()), RunConfig().replace(min_count=2)
    ).audit
    assert audit.rows_read == 6 and audit.rows_used == 5
    said = " ".join(say(note.code, note.parameters) for note in (*audit.notes, audit.rule))
    assert "2 lines" in said and "whole text" in said
