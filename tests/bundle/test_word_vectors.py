"""The formats of word2vec: written and read back to the bit, files as other tools write them, damaged files."""

from pathlib import Path

import numpy as np
import pytest
import torch

from lamina.bundle.word_vectors import read_vectors, write_vectors
from lamina.core.errors import InputError

WORDS = ("the", "naïve", "狗", "don't", "3.14")
TABLE = torch.randn(5, 7, generator=torch.Generator().manual_seed(0)) * 1e3


@pytest.mark.parametrize("binary", [False, True])
def test_there_and_back(tmp_path: Path, binary: bool) -> None:
    words, table = read_vectors(write_vectors(tmp_path / "vectors", WORDS, TABLE, binary=binary))
    assert words == WORDS and torch.equal(table, TABLE)


def test_as_other_tools_write_them(tmp_path: Path) -> None:
    rows = TABLE.numpy().astype("<f4")
    path = tmp_path / "vectors.bin"
    path.write_bytes(
        b"5 7\n" + b"".join(word.encode() + b" " + row.tobytes() for word, row in zip(WORDS, rows, strict=True))
    )
    words, table = read_vectors(path)  # no line ends, as gensim's binary files
    assert words == WORDS and torch.equal(table, TABLE)
    path.write_text("5 7\n" + "".join(f"{word} {' '.join(map(repr, row.tolist()))} \n" for word, row in zip(WORDS, rows, strict=True)), encoding="utf-8")  # fmt: skip
    assert torch.equal(read_vectors(path)[1], TABLE)  # a blank at the end of lines, as the authors' program
    path.write_text("".join(f"{word} {' '.join(map(repr, row.tolist()))}\n" for word, row in zip(WORDS, rows, strict=True)), encoding="utf-8")  # fmt: skip
    assert read_vectors(path)[0] == WORDS  # no first line, as GloVe's


def test_the_first_line_of_text(tmp_path: Path) -> None:
    text = write_vectors(tmp_path / "vectors.txt", ["a", "b"], torch.tensor([[0.5, -1], [0.1, 2]])).read_text()
    assert text == "2 2\na 0.5 -1\nb 0.100000001 2\n"


@pytest.mark.parametrize("binary", [False, True])
def test_a_file_cut_short(tmp_path: Path, binary: bool) -> None:
    path = write_vectors(tmp_path / "vectors", WORDS, TABLE, binary=binary)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match="5"):
        read_vectors(path)


@pytest.mark.parametrize(
    "content", [b"", b"hello\n", b"2 2\na 1 2\nb 1\n", b"99999999 99999999\n", b"3 2\na 1 2\n", b"a 1 x\n"]
)
def test_what_is_no_file_of_vectors(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vectors"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_vectors(path)


def test_a_word_with_a_blank_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="new york"):
        write_vectors(tmp_path / "vectors", ["new york"], torch.zeros(1, 2))
    assert not (tmp_path / "vectors").exists()


def test_large_tables_keep_their_numbers(tmp_path: Path) -> None:
    table = torch.from_numpy(np.random.default_rng(0).normal(size=(300, 50)).astype(np.float32) / 1e6)
    words = [f"w{number}" for number in range(300)]
    assert torch.equal(read_vectors(write_vectors(tmp_path / "vectors", words, table))[1], table)
