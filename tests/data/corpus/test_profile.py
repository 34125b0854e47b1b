"""What `lamina data` says of running text."""

from pathlib import Path

from lamina.core.config import RunConfig
from lamina.data.corpus.profile import profile_corpus
from lamina.data.corpus.reading import read_corpus


def profiled(path: Path, **options: object):
    config = RunConfig().replace(**options)
    return profile_corpus(read_corpus(str(path), config.data), config)


def test_documents_lines_and_words_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("the cat sat.\n\nthe dog sat.\n" * 40, encoding="utf-8")
    (tmp_path / "b.txt").write_text("a bird sang\n" * 40, encoding="utf-8")
    found = profiled(tmp_path)
    assert (found.kind, found.task, found.rows) == ("text", "language", 2)
    (line,) = found.columns
    assert (line.rows, line.unique, line.quantiles[0], line.quantiles[-1]) == (120, 3, 3.0, 4.0)
    told = found.notes[0].parameters
    assert (told["documents"], told["lines"], told["tokens"], told["different"]) == (2, 120, 440, 8)
    assert told["frequent"][0] in (["the", 80], ["sat", 80], [".", 80])
    assert [note.code for note in found.notes][-1] == "corpus.rule"


def test_word_vectors_are_told_as_they_would_be_learned(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("the cat sat on the mat\n" * 200, encoding="utf-8")
    assert profiled(tmp_path, task="embed").task == "embed"


def test_a_text_too_short_is_profiled_and_the_reason_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hi there\n", encoding="utf-8")
    found = profiled(tmp_path)
    assert found.columns[0].rows == 1
    assert "corpus.too_short" in [note.code for note in found.notes]
