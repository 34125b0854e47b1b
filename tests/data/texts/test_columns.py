"""Which columns are texts."""

import pytest

from lamina.core.config import DataConfig
from lamina.data.texts.columns import asks_for_texts, find_texts, is_free_text, named

REVIEWS = [
    "I liked this film a lot",
    "what a waste of my time",
    "good actors, but no story at all",
    "see it again soon",
]
LABELS = ["pos", "neg", "neg", "pos"]
NUMBERS = ["1", "2", "3", "4"]


def test_free_text() -> None:
    assert is_free_text(REVIEWS) and is_free_text(["这部电影非常好看", "我不喜欢这个电影", "很好的一本书啊"])
    assert not is_free_text(LABELS) and not is_free_text(["2020-01-01 10:00:00 12 3"] * 3)
    assert (
        not is_free_text(["the same long text here"] * 9) and not is_free_text([]) and not is_free_text(["", " ", ""])
    )


@pytest.mark.parametrize(
    ("columns", "options", "found"),
    [
        ({"y": LABELS, "t": REVIEWS}, {}, ["t"]),
        ({"id": NUMBERS, "t": REVIEWS, "y": LABELS}, {}, ["t"]),
        ({"t": REVIEWS, "u": REVIEWS, "y": LABELS}, {}, ["t", "u"]),
        ({"t": REVIEWS, "y": LABELS, "z": ["3", "3", "4", "4"]}, {}, []),  # a table with a name in it
        ({"t": REVIEWS, "y": LABELS, "z": ["3", "3", "4", "4"]}, {"ignore": ("z",)}, ["t"]),
        ({"t": REVIEWS}, {}, []),
        ({"t": REVIEWS, "y": LABELS}, {"target": ("t",)}, []),
        ({"t": REVIEWS, "u": REVIEWS}, {"target": ("u",)}, ["t"]),
        ({"y": LABELS, "x": LABELS}, {"text_column": ("x",)}, ["x"]),
        ({"column1": LABELS, "column2": LABELS}, {"text_column": ("2",)}, ["column2"]),
    ],
)
def test_texts_and_nothing_but_an_answer(
    columns: dict[str, list[str]], options: dict[str, object], found: list[str]
) -> None:
    assert find_texts(columns, DataConfig.model_validate(options)) == found


def test_what_asks_for_a_table() -> None:
    assert asks_for_texts(DataConfig()) and asks_for_texts(DataConfig(kind="text"))
    assert not asks_for_texts(DataConfig(kind="table")) and not asks_for_texts(DataConfig(types={"a": "number"}))
    assert named("b", ["a"]) == ""
