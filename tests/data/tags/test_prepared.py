"""Labelled sentences split first; vocabulary and labels from training sentences alone."""

import pytest

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.tags.prepared import prepare_sentences
from lamina.data.tags.sentences import Sentences, read_sentences

SOURCE = [([f"w{k % 7}", "is", f"rare{k}"], ["N", "V", "N"]) for k in range(40)]


def sentences() -> Sentences:
    return read_sentences(SOURCE, RunConfig().data)


def test_a_sentence_is_in_one_part_and_the_vocabulary_is_of_training() -> None:
    prepared = prepare_sentences(sentences(), RunConfig())
    ids = [row for part in prepared.parts.values() for row in part.row_ids.tolist()]
    assert sorted(ids) == list(range(40))
    assert prepared.spec.task == "tag" and prepared.spec.classes == ("N", "V") and prepared.spec.num_outputs == 2
    text = prepared.spec.text
    assert text is not None and set(text.vocabulary) == {"<pad>", "<unk>", "is", *(f"w{k}" for k in range(7))}
    assert (prepared.parts["train"].inputs["tokens"][:] == 1).sum() == len(
        prepared.parts["train"]
    )  # rare ones teach it
    held = {
        note.parameters["part"]: note.parameters["share"]
        for note in prepared.audit.notes
        if note.code == "tag.unknown_share"
    }
    assert held["test"] == pytest.approx(1 / 3)


def test_long_sentences_are_rows_of_the_same_part() -> None:
    prepared = prepare_sentences(sentences(), RunConfig().replace(max_length=2))
    train = prepared.parts["train"]
    assert len(train) == 2 * len(train.row_ids.unique()) and train.inputs["lengths"][:].tolist()[:2] == [2, 1]


def test_single_characters_are_characters() -> None:
    source = [(list("北京在"), ["B", "E", "S"]), (list("他来了"), ["S", "S", "S"])] * 5
    prepared = prepare_sentences(read_sentences(source, RunConfig().data), RunConfig())
    assert prepared.spec.text is not None and prepared.spec.text.tokens == "characters"
    assert any(note.code == "tag.shared" for note in prepared.audit.notes)


def test_what_cannot_be_learned_is_refused() -> None:
    with pytest.raises(InputError, match='task "tag", not "classify"'):
        prepare_sentences(sentences(), RunConfig().replace(task="classify"))
    with pytest.raises(InputError, match='the same label "N"'):
        prepare_sentences(read_sentences([(["a"], ["N"]), (["b"], ["N"])], RunConfig().data), RunConfig())
    with pytest.raises(InputError, match="cannot be cut into pieces"):
        prepare_sentences(sentences(), RunConfig().replace(tokens="pieces"))
