"""Lines or paragraphs: by how the lines of a text end."""

from lamina.core.config import DataConfig
from lamina.data.corpus.reading import read_corpus
from lamina.data.corpus.sentences import sentences

WRAPPED = "It was a bright cold day in April, and the\nclocks were striking thirteen. His chin\nnuzzled down.\n\nThe hallway smelt of boiled cabbage and\nold rag mats. At one end\nof it a poster.\n"


def read(text: str) -> tuple[list[str], str]:
    return sentences(read_corpus([text], DataConfig()))


def test_a_line_is_a_sentence() -> None:
    assert read("one two\nthree\n\n\n four five \n") == (["one two", "three", "four five"], "lines")


def test_wrapped_lines_are_joined() -> None:
    found, unit = read(WRAPPED)
    assert unit == "paragraphs" and len(found) == 2
    assert found[1] == "The hallway smelt of boiled cabbage and old rag mats. At one end of it a poster."


def test_lines_that_end_like_sentences_stay() -> None:
    text = "This is one.\nThis is “two”!\n\nA third one?\nAnd a last.\n"
    assert read(text) == (["This is one.", "This is “two”!", "A third one?", "And a last."], "lines")
    assert read("第一句。\n第二句。\n\n第三句。\n第四句。")[1] == "lines"


def test_tokens_without_blank_lines_stay() -> None:
    assert read("the cat sat\non the mat\nand slept")[1] == "lines"
