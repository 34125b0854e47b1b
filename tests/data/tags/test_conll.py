"""Files of a token and its label a line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.tags.conll import is_conll, read_conll

NEWS = "-DOCSTART- -X- O O\n\nEU NNP I-NP B-ORG\nrejects VBZ I-VP O\n\nGermany NNP I-NP B-LOC\n\n\n"
TREE = "# sent_id = 1\n# text = Im Haus\n" + "".join(
    "\t".join((number, form, "_", label, *"______")) + "\n"
    for number, form, label in (("1-2", "Im", "_"), ("1", "In", "ADP"), ("2", "dem", "DET"), ("3", "Haus", "NOUN"))
)
WORD = st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="#"), min_size=1).filter(
    lambda word: not word.startswith("-DOCSTART-")
)


def test_first_column_is_the_token_and_last_the_label() -> None:
    sentences = read_conll(NEWS, "news.conll")
    assert [item.tokens for item in sentences] == [("EU", "rejects"), ("Germany",)]
    assert [item.labels for item in sentences] == [("B-ORG", "O"), ("B-LOC",)]
    assert [item.line for item in sentences] == [3, 6]


def test_another_column_by_number() -> None:
    assert read_conll(NEWS, "news.conll", 2)[0].labels == ("NNP", "VBZ")
    with pytest.raises(InputError, match="4 columns"):
        read_conll(NEWS, "news.conll", 9)


def test_conll_u_has_its_own_columns_and_joined_words_are_none() -> None:
    sentence = read_conll(TREE, "tree.conllu")[0]
    assert sentence.tokens == ("In", "dem", "Haus") and sentence.labels == ("ADP", "DET", "NOUN")


def test_one_column_is_tokens_alone() -> None:
    assert [item.labels for item in read_conll("a\nb\n\nc\n", "x")] == [(), ()]


@given(st.lists(st.lists(st.tuples(WORD, st.sampled_from(["A", "B-X"])), min_size=1), min_size=1))
def test_what_is_written_is_read_again(sentences: list[list[tuple[str, str]]]) -> None:
    text = "\n\n".join("\n".join("\t".join(token) for token in sentence) for sentence in sentences)
    read = read_conll(text, "x")
    assert [list(zip(item.tokens, item.labels, strict=True)) for item in read] == sentences


@pytest.mark.parametrize(
    ("text", "line"), [("a X\nb\nc Y\nd Y\n", 2), ("a\tX\n\tY\nc\tY\n", 2), ("a\tX\nb\t\n\nc\tY\n", 2)]
)
def test_a_ragged_line_is_named(text: str, line: int) -> None:
    with pytest.raises(InputError, match=f"Line {line} "):
        read_conll(text, "x.txt")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a X\nb Y\n\nc X\nd Y\n", True),
        ("\ufeffa\tX\r\nb\tY\r\n\r\nc\tX\r\nd\tY\r\n", True),
        ("a X\nb Y\nc X\nd Y\n", False),  # no sentence ends
        ("1 2.5\n2 3.5\n\n3 4.5\n4 5.5\n", False),  # numbers in blocks
        ("one two three\nfour five\n\nsix\n", False),  # lines of a text
        ("the cat\nsat on\n\nthe mat\nand slept\n", False),  # words that do not repeat are no labels
        ("", False),
    ],
)  # fmt: skip
def test_labelled_tokens_are_told_from_other_files(text: str, found: bool, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8", newline="")
    assert is_conll(path, DataConfig()) == found
