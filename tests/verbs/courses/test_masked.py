"""BERT's pre-training through the verbs: trained, resumed, scored, asked, started from."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import lamina
from lamina.core.errors import InputError, InterruptedRunError
from lamina.core.events import StepDone
from lamina.verbs.run import Run

ARG = {"embed_dim": 32, "num_heads": 2, "num_layers": 2, "dropout": 0.0}


TOPICS = (("lion", "tiger", "bear"), ("rose", "tulip", "lily"), ("iron", "gold", "lead"), ("red", "green", "blue"))


def topics(blocks: int, seed: int = 0) -> str:
    """Lines of thirty words of one topic each: what is hidden is one of the three."""
    draw = random.Random(seed)
    return "".join(" ".join(draw.choices(TOPICS[block % 4], k=30)) + ".\n" for block in range(blocks))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("texts") / "topics.txt"
    path.write_text(topics(80), encoding="utf-8")
    return path


def trained(data: object, out: Path, language, **options: object) -> Run:
    asked = {"epochs": 2, "max_length": 16, "arg": ARG, "learning_rate": 5e-3, **options}
    return language.trained(str(data), out, "encoder", **asked)


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory, language) -> Run:
    return trained(data, tmp_path_factory.mktemp("runs"), language, epochs=12, plots=True)


class Stop:
    """Interrupts a training after so many steps, as a user would."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def hear(self, event):
        self.left -= isinstance(event, StepDone)
        return "interrupted" if self.left == 0 else None


def test_it_learns_what_is_hidden(run: Run) -> None:
    evaluation = run.evaluation("test")
    assert evaluation.headline == "perplexity"
    (unigram,) = evaluation.baselines
    assert evaluation.scores["perplexity"].value < 0.6 * unigram.scores["perplexity"]
    assert evaluation.scores["accuracy"].value > unigram.scores["accuracy"]
    assert "language.hidden" in [note.code for note in evaluation.notes]
    assert run.model.spec.text is not None and run.model.spec.text.vocabulary[4] == "[MASK]"
    page = (run.path / "report.html").read_text(encoding="utf-8")
    assert "[MASK]" in page and "what was hidden" in page and "<h2>The doctor</h2>" in page


def test_marks_are_filled_in(run: Run) -> None:
    frame = run.predict(["lion bear tiger [MASK] lion bear", "Rose [MASK] lily rose [MASK]"])
    assert frame.columns == ["row", "text", "answer", "candidates", "outside"]
    assert set(frame["answer"][0].split()) == set(TOPICS[0])
    assert frame["answer"][1].startswith("Rose ") and set(frame["answer"][1].lower().split()) <= set(TOPICS[1])
    assert frame["candidates"][1].count(";") == 1 and "%" in frame["candidates"][1]


def test_a_fresh_process_says_the_same(run: Run) -> None:
    text = "lion bear tiger [MASK] lion bear"
    command = [sys.executable, "-m", "lamina", "predict", str(run.path / "model"), "--prompt", text]
    said = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    assert run.predict(prompt=text)["answer"][0] in said


@pytest.mark.parametrize(
    ("texts", "options", "code"),
    [
        (["no mark here"], {}, "language.no_mark"),
        (["[MASK]"], {"temperature": 1.0}, "language.fills_in"),
        (["[MASK]"], {"probabilities": True}, "language.only_writes"),
        (["lion " * 90 + "[MASK]"], {}, "language.mark_too_far"),
    ],
)
def test_what_cannot_be_filled_in(run: Run, texts: list[str], options: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as error:
        run.predict(texts, **options)
    assert error.value.code == code


@pytest.mark.parametrize(("format", "code"), [("onnx", "verbs.export_hidden"), ("code", "bundle.code_kind")])
def test_it_is_not_exported(run: Run, tmp_path: Path, format: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        run.export(format, tmp_path / "out")
    assert error.value.code == code and not (tmp_path / "out").exists()


def test_its_run_is_verified(run: Run) -> None:
    assert all(check.ok for check in lamina.verify(run.path))


def test_given_text_is_scored(run: Run, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text(topics(12, seed=1), encoding="utf-8")
    evaluation = run.score(str(tmp_path / "new.txt"))
    assert evaluation.scores["perplexity"].value < evaluation.baselines[0].scores["perplexity"]
    (tmp_path / "strange.txt").write_text("ξένος " * 40, encoding="utf-8")
    with pytest.raises(InputError) as error:
        run.score(str(tmp_path / "strange.txt"))
    assert error.value.code == "language.nothing_hidden"


def test_interrupted_and_resumed_it_ends_with_the_same_bits(data: Path, tmp_path: Path, language) -> None:
    arg = {**ARG, "num_layers": 1, "dropout": 0.1}
    whole = trained(data, tmp_path / "whole", language, arg=arg)
    with pytest.raises(InterruptedRunError):
        trained(data, tmp_path / "cut", language, arg=arg, name="run", listeners=[Stop(5)])
    resumed = lamina.resume(tmp_path / "cut" / "run")
    one, other = whole.model.network.state_dict(), resumed.model.network.state_dict()
    assert all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("tokens", ["pieces", "characters"])
def test_other_tokens_are_hidden_too(data: Path, tmp_path: Path, language, tokens: str) -> None:
    small = trained(data, tmp_path, language, tokens=tokens, epochs=1)
    assert "[MASK]" not in small.predict(prompt="lion bear [MASK]")["answer"][0]


TEXTS = [f"{'lion' if k % 2 else 'rose'} and {'gold' if k % 3 else 'red'} go on" for k in range(80)]
NAMES = ["a" if k % 2 else "b" for k in range(80)]


def test_texts_are_classified_from_its_weights(run: Run, tmp_path: Path) -> None:
    settings = {"epochs": 2, "threads": 1, "plots": False, "out": str(tmp_path)}
    begun = lamina.train((TEXTS, NAMES), kind="text", weights=str(run.path), **settings)
    text, own = begun.model.spec.text, run.model.spec.text
    assert text is not None and own is not None and text.vocabulary == own.vocabulary
    assert begun.model.network_name == "encoder" and begun.model.network_arguments["embed_dim"] == 32
    assert begun.predict(["lion and rose"])["answer"][0] in ("a", "b")
    still = lamina.train((TEXTS, NAMES), kind="text", weights=str(run.path), **settings, learning_rate=1e-12)
    before, after = run.model.network.state_dict(), still.model.network.state_dict()
    body = [name for name in before if not name.startswith("head.")]
    assert body and all(torch.allclose(before[name], after[name], atol=1e-6) for name in body)


def test_tokens_are_labelled_from_its_weights(run: Run, tmp_path: Path) -> None:
    sentences = [(["lion", "and", "bear"], ["N", "V", "N"])] * 30
    begun = lamina.train(sentences, weights=str(run.path), epochs=2, threads=1, plots=False, out=str(tmp_path))
    assert begun.model.spec.task == "tag"
    assert begun.model.spec.text is not None and "[MASK]" in begun.model.spec.text.vocabulary


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"network": "bigru"}, "weights.other_network"),
        ({"vocab_size": 50}, "text.tokens_given"),
        ({"freeze": "features"}, "weights.no_head"),
        ({"arg": {"embed_dim": 64}}, "weights.wrong_shape"),
    ],
)
def test_what_cannot_start_from_its_weights(run: Run, tmp_path: Path, options: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as error:
        lamina.train((TEXTS, NAMES), kind="text", weights=str(run.path), out=str(tmp_path), **options)
    assert error.value.code == code


def test_weights_of_another_kind_are_refused(run: Run, digits: Run, data: Path, tmp_path: Path) -> None:
    for source, weights, code in (
        ((TEXTS, NAMES), digits, "weights.other_kind"),
        ("digits", run, "weights.other_kind"),
        (str(data), run, "weights.of_corpus"),
    ):
        kind = {"kind": "text"} if isinstance(source, tuple) else {}
        with pytest.raises(InputError) as error:
            lamina.train(source, weights=str(weights.path), out=str(tmp_path), **kind)
        assert error.value.code == code
