"""What `lamina data` says of labelled tokens."""

from lamina.core.config import RunConfig
from lamina.data.tags.profile import profile_sentences
from lamina.data.tags.sentences import read_sentences

SOURCE = [(["a", "b"], ["B-X", "O"]), (["a", "c"], ["O", "O"]), (["a", "b"], ["B-X", "O"])] * 4


def test_sentences_words_and_labels_are_counted() -> None:
    profile = profile_sentences(read_sentences(SOURCE, RunConfig().data), RunConfig())
    told = profile.notes[0].parameters
    assert told["sentences"] == 12 and told["tokens"] == 24 and told["different"] == 3 and told["spans"]
    assert told["ambiguous"] == 0.5  # "a" has two labels
    assert profile.task == "tag" and profile.repeated_rows == 10
    assert profile.columns[1].top == {"O": 16, "B-X": 8}


def test_what_cannot_be_trained_is_told_and_shown() -> None:
    profile = profile_sentences(read_sentences([(["a"], ["N"]), (["b"], ["N"])], RunConfig().data), RunConfig())
    assert profile.notes[-1].code == "tag.one_label" and profile.parts == ()
