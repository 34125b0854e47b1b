"""Running text prepared: fitted on the training span alone, windows that lose no token."""

from pathlib import Path

import pytest
import torch

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.corpus.prepared import prepare_corpus
from lamina.data.corpus.reading import read_corpus
from lamina.data.texts.written import written

SHAKESPEARE = Path(__file__).parents[4] / "shared" / "data" / "tinyshakespeare" / "input.txt"
TEXT = "".join(f"{number} is a number, and so is {number * number}.\n" for number in range(200))


def prepare(texts: list[str], **options):
    config = RunConfig().replace(task="language", **options)
    return prepare_corpus(read_corpus(texts, config.data), config)


def test_parts_are_spans_of_the_text():
    prepared = prepare([TEXT])
    text = prepared.spec.text
    assert text is not None and prepared.spec.num_outputs == len(text.vocabulary)
    whole = "".join(written(prepared.streams[name].tolist(), text) for name in ("train", "validation", "test"))
    assert whole == TEXT
    for name, part in prepared.parts.items():
        scored = int((part.target >= 0).sum())
        assert scored == len(prepared.streams[name]) - 1
        assert part.inputs["tokens"].shape == part.target.shape == (len(part), text.max_length)
    codes = {note.code for note in prepared.audit.notes}
    assert {"corpus.read", "corpus.tokens"} <= codes and prepared.audit.rule.code == "corpus.rule"


def test_the_vocabulary_is_of_training_alone():
    prepared = prepare([TEXT + "Ω" * 5])
    text = prepared.spec.text
    assert text is not None and "Ω" not in text.vocabulary
    assert int((prepared.streams["test"] == 1).sum()) == 5
    assert [note.parameters["count"] for note in prepared.audit.notes if note.code == "corpus.unknown"] == [5]


def test_finish_is_what_comes_next():
    prepared = prepare([TEXT])
    logits = torch.randn(2, 5, 7)
    torch.testing.assert_close(prepared.finish(logits), logits[:, -1].double().softmax(dim=1))


def test_what_running_text_has_no_use_for():
    for text, options, code in (
        (TEXT, {"folds": 3}, "corpus.no_folds"),
        (TEXT, {"split": "stratified"}, "corpus.split_rule"),
        ("ab" * 500, {"validation_fraction": 0.001}, "corpus.part_too_short"),
    ):
        with pytest.raises(InputError) as error:
            prepare([text], **options)
        assert error.value.code == code


@pytest.mark.skipif(not SHAKESPEARE.is_file(), reason="shared data is not here")
def test_tiny_shakespeare():
    config = RunConfig().replace(task="language")
    prepared = prepare_corpus(read_corpus(SHAKESPEARE, config.data), config)
    text = prepared.spec.text
    assert text is not None and text.tokens == "characters" and len(text.vocabulary) == 65 + 4
    assert sum(map(len, prepared.streams.values())) == 1_115_394 + 2
