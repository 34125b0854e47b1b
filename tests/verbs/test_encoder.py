"""BERT's encoder through the verbs: a mark in front of each text that is classified, none where tokens are labelled."""

from pathlib import Path

import pytest
import torch

import lamina
from lamina.verbs.run import Run

SMALL = {"arg": {"embed_dim": 16, "num_heads": 2, "num_layers": 1, "dropout": 0.0}, "threads": 1, "plots": False}
TEXTS = [f"{'good' if k % 2 else 'bad'} film number {'ab'[k % 3 // 2]} it was" for k in range(120)]
VERDICTS = ["yes" if k % 2 else "no" for k in range(120)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = str(tmp_path_factory.mktemp("runs"))
    return lamina.train(
        (TEXTS, VERDICTS), kind="text", network="encoder", epochs=6, learning_rate=0.01, out=out, **SMALL
    )


def test_texts_are_classified_from_a_mark_in_front(run: Run) -> None:
    text = run.model.spec.text
    assert text is not None and text.vocabulary[:4] == ("<pad>", "<unk>", "<s>", "</s>")
    tokens, lengths = run.model.prepare(torch.tensor([[5, 6], [7, 0]]), torch.tensor([2, 1]))
    assert tokens.tolist() == [[2, 5, 6], [2, 7, 0]] and lengths.tolist() == [3, 2]
    assert run.evaluation("test").scores["accuracy"].value > 0.9
    assert run.predict(["good film number c", "bad film number c", "", "good " * 90])["answer"].to_list()[:2] == [
        "yes",
        "no",
    ]


def test_padding_changes_nothing_and_onnx_agrees(run: Run, tmp_path: Path) -> None:
    assert run.export("onnx", to=tmp_path / "encoder.onnx").is_file()  # compared before it is kept
    inputs = {"tokens": torch.tensor([[5, 6, 0], [7, 8, 9]]), "lengths": torch.tensor([2, 3])}
    alone = run.model.answer({"tokens": inputs["tokens"][:1, :2], "lengths": inputs["lengths"][:1]})
    assert torch.allclose(run.model.answer(inputs)[0], alone[0], atol=1e-6)


def test_tokens_are_labelled_without_a_mark(tmp_path: Path) -> None:
    sentences = [([f"w{k % 5}", "is", "it"], ["N", "V", "P"]) for k in range(60)]
    run = lamina.train(sentences, network="encoder", epochs=4, learning_rate=0.01, out=str(tmp_path), **SMALL)
    assert run.evaluation("test").scores["accuracy"].value > 0.9
    assert run.predict([["w1", "is"] * 5])["answer"].to_list()[:2] == ["N", "V"]
