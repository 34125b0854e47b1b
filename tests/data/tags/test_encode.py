"""New sentences for a tagger, in every form."""

from pathlib import Path

import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.data.tags.encode import read_new

TEXT = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>"), max_length=9)
SPEC = DataSpec(kind="text", task="tag", text=TEXT, targets=(TargetSpec(name="tag", classes=("A", "B")),))


def tokens(source: object) -> list[tuple[str, ...]]:
    return read_new(source, SPEC, DataConfig()).tokens


def test_raw_text_is_cut_into_words_and_signs(tmp_path: Path) -> None:
    (tmp_path / "raw.txt").write_text("Don't go, Ann.\n\n你好 🙂\n", encoding="utf-8")
    wanted = [("Don't", "go", ",", "Ann", "."), ("你好", "🙂")]
    assert tokens(tmp_path / "raw.txt") == tokens(["Don't go, Ann.", "你好 🙂"]) == wanted
    assert read_new(tmp_path / "raw.txt", SPEC, DataConfig()).names["line"].to_list() == [1, 3]
    assert read_new(["", "a"], SPEC, DataConfig()).names["row"].to_list() == [1]
    assert tokens("just a text") == [("just", "a", "text")]


def test_columns_are_known_by_their_labels_or_blank_lines(tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("U.S. A\nis B\n\nall A\n", encoding="utf-8")
    (tmp_path / "one.txt").write_text("U.S.\nis\n\nall\n", encoding="utf-8")
    two, one = (read_new(tmp_path / name, SPEC, DataConfig()) for name in ("two.txt", "one.txt"))
    assert two.tokens == one.tokens == [("U.S.", "is"), ("all",)]
    assert two.labelled and two.labels[0] == ("A", "B") and not one.labelled
    (tmp_path / "x.tsv").write_text("U.S.\tA\nis\tB\n\nall\tA\nis\tB\n", encoding="utf-8")
    assert tokens(tmp_path / "x.tsv") == [("U.S.", "is"), ("all", "is")]


def test_lists_and_tables() -> None:
    assert tokens([["U.S.", "is"], ["all"]]) == [("U.S.", "is"), ("all",)]
    assert read_new([(["a"], ["A"])], SPEC, DataConfig()).labels == [("A",)]
    frame = pl.DataFrame({"sentence": ["1", "1", "2"], "token": ["a", "b", "c"], "tag": ["A", "B", "A"]})
    assert read_new(frame, SPEC, DataConfig()).labelled
    assert read_new(frame.drop("tag"), SPEC, DataConfig()).tokens == [("a", "b"), ("c",)]


def test_characters_of_a_model_of_characters() -> None:
    spec = SPEC.model_copy(update={"text": TEXT.model_copy(update={"tokens": "characters"})})
    assert read_new(["北京 在"], spec, DataConfig()).tokens == [("北", "京", "在")]


@pytest.mark.parametrize("source", ["nowhere.txt", [""], ["  ", "\n"], 7])
def test_nothing_to_read_is_told(source: object) -> None:
    with pytest.raises(InputError):
        read_new(source, SPEC, DataConfig())
