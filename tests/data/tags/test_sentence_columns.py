"""Tables with a row per token."""

import polars as pl
import pytest

from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.data.tags.sentence_columns import find_columns, is_token_table, read_rows

FRAME = pl.DataFrame(
    {
        "Sentence #": ["Sentence: 1", "", "", "Sentence: 2", ""], "Word": ["EU", "rejects", "NA", "", "Oslo"],
        "POS": ["NNP", "VBZ", "NN", "", "NNP"], "Tag": ["B-org", "O", "O", "", "B-geo"],
    }
)  # fmt: skip


def test_usual_names_are_known_and_a_sentence_named_once_goes_on() -> None:
    assert find_columns(FRAME.columns, DataConfig()) == ("Sentence #", "Word", "Tag")
    sentences = read_rows(FRAME, DataConfig(), "x.csv")
    assert [item.tokens for item in sentences] == [("EU", "rejects", "NA"), ("Oslo",)]
    assert [item.labels for item in sentences] == [("B-org", "O", "O"), ("B-geo",)]
    assert [item.line for item in sentences] == [0, 4]


def test_columns_asked_for_come_first() -> None:
    config = DataConfig(target=("POS",), sentence_column="Sentence #")
    assert read_rows(FRAME, config, "x.csv")[0].labels == ("NNP", "VBZ", "NN")


def test_a_table_of_sentences_and_their_labels_is_none() -> None:
    assert is_token_table({name: FRAME[name].to_list() for name in FRAME.columns}, DataConfig())
    reviews = {"sentence": ["a fine film", "a bad film"], "label": ["1", "0"]}
    assert not is_token_table(reviews, DataConfig())
    once = {"sentence": ["1", "2", "3"], "word": ["a", "b", "c"], "label": ["x", "y", "x"]}
    assert not is_token_table(once, DataConfig())


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (DataConfig(sentence_column="Sentense #"), 'Did you mean "Sentence #"'),
        (DataConfig(text_column=("word",)), 'no column "word" for the token'),
        (DataConfig(target=("Tga",)), 'Did you mean "Tag"'),
    ],
)
def test_a_column_that_is_not_there_is_told(config: DataConfig, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_rows(FRAME, config, "x.csv")


def test_a_token_without_label_is_told_with_its_row() -> None:
    frame = FRAME.with_columns(Tag=pl.Series(["B-org", None, "O", "", "O"]))
    with pytest.raises(InputError, match=r'Row 1 of x\.csv has the token "rejects" and no "Tag"'):
        read_rows(frame, DataConfig(), "x.csv")
    with pytest.raises(InputError, match="--sentence-column to one of"):
        read_rows(FRAME.drop("Sentence #"), DataConfig(), "x.csv")
