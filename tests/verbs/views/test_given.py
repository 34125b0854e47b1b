"""Inputs of the user's, for the tasks whose answers are not one a row."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from lamina.bundle.model import Model
from lamina.core.config import DataConfig
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.data.pairs.fit import fit_pairs
from lamina.data.pairs.preparation import PairPreparation
from lamina.networks.catalog import build
from lamina.verbs.views.given import read_given

WORDS = ["eins", "zwei", "drei", "vier"]
MARKS = ("<pad>", "<unk>", "<s>", "</s>")


def model_of(spec: DataSpec, network: nn.Module | None = None) -> Model:
    return Model(spec, "net", {}, PairPreparation(), network or nn.Identity(), nn.Identity())


def text_spec(task: Any, classes: tuple[str, ...] = ()) -> DataSpec:
    kind: Any = "words" if task == "tag" else "characters"
    text = TextSpec(tokens=kind, vocabulary=(*MARKS, *(WORDS if task == "tag" else "abc ")), max_length=4)
    return DataSpec(kind="text", task=task, text=text, targets=(TargetSpec(name="y", classes=classes),))


def test_sentences_with_and_without_labels() -> None:
    spec = text_spec("tag", ("N", "V"))
    given = read_given(model_of(spec), ["eins zwei", "drei unbekannt vier"], DataConfig())
    assert given.inputs["lengths"].tolist() == [2, 3] and given.target is None
    assert given.inputs["tokens"][1].tolist() == [6, 1, 7]
    labelled = read_given(model_of(spec), [[("eins", "N"), ("zwei", "V")]], DataConfig())
    assert labelled.target is not None and labelled.target.tolist() == [[0, 1]]


def test_prompts_keep_their_end_and_padding_is_nought() -> None:
    given = read_given(model_of(text_spec("language")), ["abcabc", "a"], DataConfig())
    assert given.inputs["lengths"].tolist() == [4, 1]
    assert given.inputs["tokens"][1].tolist() == [4, 0, 0, 0] and len(given.names) == 2


def test_a_text_is_translated_first() -> None:
    fitted = fit_pairs(WORDS * 2, WORDS * 2, DataConfig(tokens="words", max_length=6), ("de", "en"))
    spec = DataSpec(
        kind="pairs", task="translate", text=fitted.text, into=fitted.into, targets=(TargetSpec(name="en"),)
    )
    torch.manual_seed(0)
    size = {"embed_dim": 8, "num_heads": 2, "hidden_dim": 8, "num_layers": 1}
    network = build("transformer", vocab_size=8, target_vocab_size=8, **size)
    given = read_given(model_of(spec, network), "eins zwei", DataConfig())
    written = given.inputs["written"]
    assert given.inputs["lengths"].tolist() == [2] and written[0, 0] == 2 and written.shape[1] >= 1
    with torch.no_grad():  # greedy: each token that was written is the likeliest after those before it
        logits = network.eval()(given.inputs["tokens"].long(), given.inputs["lengths"], written.long())
    logits[..., [0, 1, 2]] = -torch.inf
    assert logits[0, :-1].argmax(dim=1).tolist() == written[0, 1:].tolist()


def test_word_vectors_take_no_input() -> None:
    with pytest.raises(InputError) as caught:
        read_given(model_of(text_spec("embed")), "abc", DataConfig())
    assert caught.value.code == "explain.no_input"


def test_another_kind_of_input_is_one_sentence(tmp_path: Path) -> None:
    photo = tmp_path / "cat.png"
    photo.write_bytes(b"")
    with pytest.raises(InputError, match="is an image; this net takes a text"):
        read_given(model_of(text_spec("classify", ("N", "V"))), str(photo), DataConfig())
    images = DataSpec(kind="images", task="classify", targets=(TargetSpec(name="y", classes=("a", "b")),))
    with pytest.raises(InputError, match="is a text and no file; this net takes images"):
        read_given(model_of(images), "hello you there", DataConfig())
