"""Lists of judgements as they come: tabs, commas or blanks, comments, names of columns, sections; and what is none."""

from pathlib import Path

import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.corpus.word_judgements import Judgements, read_judgements

DATA = Path(__file__).parents[4] / "shared" / "data" / "word-vectors-eval"


def read(tmp_path: Path, text: str, lower: bool = True) -> Judgements:
    path = tmp_path / "list.txt"
    path.write_text(text, encoding="utf-8")
    return read_judgements(str(path), DataConfig(), lower=lower)


@pytest.mark.parametrize("text", [
    "# a comment\nTiger\tcat\t7.35\ncar\tplane\t5\n", "word1,word2,score\nTiger,cat,7.35\ncar, plane, 5\n",
    'Tiger cat 7.35\ncar plane 5', '"Tiger";"cat";7.35\n\n"car";"plane";5',
])  # fmt: skip
def test_pairs(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).pairs == (("tiger", "cat", 7.35), ("car", "plane", 5.0))


def test_case_is_kept_where_the_vocabulary_has_it(tmp_path: Path) -> None:
    assert read(tmp_path, "Tiger cat 7", lower=False).pairs == (("Tiger", "cat", 7.0),)


def test_analogies_by_section(tmp_path: Path) -> None:
    found = read(tmp_path, ": capitals\nAthens Greece Oslo Norway\n: family\nboy girl king queen\nhe she his her\n")
    assert found.questions is not None and not found.pairs
    assert {name: len(some) for name, some in found.questions.items()} == {"capitals": 1, "family": 2}
    assert found.questions["capitals"] == (("athens", "greece", "oslo", "norway"),)


def test_a_list_in_memory() -> None:
    assert read_judgements([("a", "b", 1), ("c", "d", 2.5)], DataConfig(), lower=True).pairs[1] == ("c", "d", 2.5)


def test_what_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Line 2"):
        read(tmp_path, "a b 1\nc d\ne f 3")
    with pytest.raises(InputError, match="no list"):
        read(tmp_path, "# nothing\n")
    with pytest.raises(InputError):
        read_judgements(str(tmp_path / "absent.txt"), DataConfig(), lower=True)
    with pytest.raises(InputError, match="no list"):
        read_judgements(7, DataConfig(), lower=True)


@pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data/word-vectors-eval")
def test_the_fields_own_lists() -> None:
    sizes = {"wordsim353.tsv": 353, "simlex999.txt": 999, "EN-MEN-TR-3k.txt": 3000, "EN-RG-65.txt": 65}
    for name, size in sizes.items():
        assert len(read_judgements(DATA / name, DataConfig(), lower=True).pairs) == size
    questions = read_judgements(DATA / "questions-words.txt", DataConfig(), lower=True).questions
    assert questions is not None and len(questions) == 14 and sum(map(len, questions.values())) == 19_544
