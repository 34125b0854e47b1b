"""Texts through all verbs: trained, scored beside TF-IDF, asked in a fresh process, exported."""

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

import lamina
from lamina.core.errors import InputError
from lamina.verbs.predict import answers_of_each
from lamina.verbs.run import Run

NEW = ["a fine film, really", "dull and bad", "", "🙂 never seen", "good " * 50]


class MeanOfWords(nn.Module):
    """A user's own network: the mean of the words' vectors, then a dense layer."""

    def __init__(self, vocab_size: int, num_classes: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, 8, padding_idx=0)
        self.output = nn.Linear(8, num_classes)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """tokens (B, L), lengths (B,) -> (B, K)."""
        return self.output(self.embedding(tokens).sum(dim=1) / lengths[:, None])


def write_texts(path: Path, rows: int = 240) -> Path:
    """Reviews of a few words, of which one or two decide."""
    draw = random.Random(0)
    lines = ["review,stars,verdict"]
    for _ in range(rows):
        good = draw.random() < 0.6
        words = draw.choices(["the", "film", "was", "a", "book", "and", "long", "really"], k=draw.randint(4, 14))
        words.insert(draw.randrange(len(words)), draw.choice(["good", "fine"] if good else ["bad", "dull"]))
        lines.append(f'"{" ".join(words)}, ok",{5 if good else 1},{"yes" if good else "no"}')
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_texts(tmp_path_factory.mktemp("texts") / "reviews.csv")


@pytest.fixture(scope="module")
def run(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = str(tmp_path_factory.mktemp("runs"))
    return lamina.train(
        str(texts), ignore=("stars",), arg={"hidden_dim": 8, "embed_dim": 8}, epochs=14, batch_size=32, threads=1, out=out,
        learning_rate=0.02, plots=False,
    )  # fmt: skip


def test_learns_and_stands_beside_tfidf(run: Run) -> None:
    evaluation = run.evaluation("test")
    assert run.config.network.network == "bigru" and run.model.spec.text is not None
    assert evaluation.scores["accuracy"].value > 0.9
    assert {item.name for item in evaluation.baselines} == {"majority", "linear"}
    assert any("TF-IDF" in item.description for item in evaluation.baselines)


def test_same_answers_in_a_fresh_process(run: Run) -> None:
    code = "import sys, json, lamina; print(json.dumps(lamina.load(sys.argv[1]).predict(json.loads(sys.argv[2]))['probability'].to_list()))"
    asked = [sys.executable, "-c", code, str(run.path), json.dumps(NEW)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    frame = run.predict(NEW)
    assert json.loads(done.stdout) == pytest.approx(frame["probability"].to_list(), abs=1e-9)
    assert frame["answer"].to_list()[:2] == ["yes", "no"]
    assert frame["outside"].to_list()[2] == "no text" and "only the first" in frame["outside"].to_list()[4]


def test_answers_do_not_depend_on_the_other_texts(run: Run) -> None:
    together = run.predict(NEW)["probability"].to_list()
    assert [run.predict([text])["probability"][0] for text in NEW] == pytest.approx(together, abs=1e-6)


def test_copies_of_learned_texts_are_told(run: Run, texts: Path) -> None:
    notes = {note.code: note.parameters for note in run.score(str(texts)).notes}
    assert notes["verbs.copies"]["copies"] >= 0.75 * notes["verbs.copies"]["rows"]


def test_onnx_with_its_tokenizer_gives_the_same_answers(run: Run, tmp_path: Path) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    session = onnxruntime.InferenceSession(str(lamina.export(run.path, "onnx", tmp_path)))
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    for text in [NEW[0], NEW[1], NEW[4]]:
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        for padding in (0, 3, 100):
            tokens = np.pad(ids, ((0, 0), (0, padding)))
            (answers,) = session.run(None, {"tokens": tokens, "lengths": np.array([ids.shape[1]])})
            assert answers.max() == pytest.approx(run.predict([text])["probability"][0], abs=1e-5)


def test_repeats_to_the_last_bit(run: Run, texts: Path, tmp_path: Path) -> None:
    again = lamina.train(str(texts), config=run.config, out=str(tmp_path))
    ours, theirs = run.model.network.state_dict(), again.model.network.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.parametrize("tokens", ["pieces", "characters"])
def test_own_network_on_other_tokens_and_chinese(tokens: str, tmp_path: Path) -> None:
    draw = random.Random(1)
    words = {"好": ["很好看", "喜欢这本"], "坏": ["不好看", "讨厌这本"]}
    rows = [
        (f"{draw.choice('我你他她')}觉得{draw.choice(words[label])}书{draw.randint(0, 9)}", label)
        for label in "好坏" * 60
    ]
    found = lamina.train(
        ([text for text, _ in rows], [label for _, label in rows]), network=MeanOfWords(300, 2), tokens=tokens,
        vocab_size=300, epochs=10, threads=1, out=str(tmp_path), learning_rate=0.05, plots=False, kind="text",
    )  # fmt: skip
    assert found.model.spec.text is not None and found.model.spec.text.tokens == tokens
    assert found.evaluation("test").scores["accuracy"].value > 0.8
    assert found.predict(["我觉得很好看书1"])["answer"].to_list() == ["好"]


def test_numbers_from_texts(texts: Path, tmp_path: Path) -> None:
    found = lamina.train(
        str(texts), ignore=("verdict",), task="regress", arg={"hidden_dim": 8, "embed_dim": 8}, epochs=14, batch_size=32,
        threads=1, learning_rate=0.02, out=str(tmp_path), plots=False,
    )  # fmt: skip
    assert found.evaluation("test").scores["rmse"].value < 1.0
    good, bad = found.predict(["a good film", "a bad film"])["answer"].to_list()
    assert good > 3 > bad


def test_what_does_not_fit_is_one_sentence(run: Run) -> None:
    with pytest.raises(InputError, match="mlp"):
        lamina.train(
            (["one two three four"] * 9 + ["five six seven eight"] * 9, ["a", "b"] * 9), network="mlp", kind="text"
        )
    with pytest.raises(InputError):
        run.predict(np.zeros((2, 8, 8)))


def test_several_texts_are_answered_as_a_list_of_them(run: Run) -> None:
    typed = ("good. very good", "bad 1/2 bad")
    frame, _, _ = answers_of_each(run.path, typed, probabilities=False, crops=1)
    assert frame.equals(run.predict(list(typed)))
