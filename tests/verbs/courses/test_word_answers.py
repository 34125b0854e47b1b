"""What is asked of word vectors: files, texts, lists; and what is none of them."""

from pathlib import Path

import numpy as np
import pytest
import torch

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.evaluation.word_vectors import WordVectors
from lamina.verbs.courses.word_answers import nearest_table, read_queries


def test_queries(tmp_path: Path) -> None:
    path = tmp_path / "ask.txt"
    path.write_text("\ufeffking\r\n\r\n queen \r\n", encoding="utf-8")
    assert read_queries(str(path), DataConfig()) == read_queries(path, DataConfig()) == ["king", "queen"]
    assert read_queries("king - man + woman", DataConfig()) == ["king - man + woman"]
    assert read_queries(["a", " ", "b"], DataConfig()) == ["a", "b"]


@pytest.mark.parametrize("data", [7, [], ["  "], [1, 2], "", None, "absent.txt"])
def test_what_cannot_be_looked_up(data: object) -> None:
    with pytest.raises(InputError):
        read_queries(data, DataConfig())


def test_nearest_words_of_each_word() -> None:
    vectors = WordVectors(("a", "b", "c"), torch.tensor([[1.0, 0], [1, 0.1], [0, 1]]))
    found = nearest_table(vectors, np.array([0, 0, 9, 5, 2]))
    assert found.rows() == [("a", 9, "b c"), ("b", 5, "a c"), ("c", 2, "b a")]
