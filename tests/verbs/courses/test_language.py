"""Running text through all verbs: trained by each network, resumed, scored, asked in a fresh process."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

import lamina
from lamina.core.errors import InputError, InterruptedRunError
from lamina.core.events import StepDone
from lamina.data.corpus.stream import encode_running
from lamina.data.texts.vocabulary import build_tokenizer
from lamina.verbs.run import Run

STORY = "the story"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, language) -> Path:
    return language.write_story(tmp_path_factory.mktemp("texts") / "story.txt")


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory, language) -> Run:
    return language.trained(str(data), tmp_path_factory.mktemp("runs"), "gru", epochs=12, learning_rate=0.02)


class Stop:
    """Interrupts a training after so many steps, as a user would."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def hear(self, event):
        self.left -= isinstance(event, StepDone)
        return "interrupted" if self.left == 0 else None


def test_it_learns_to_go_on(run):
    scores = {name: score.value for name, score in run.evaluation().scores.items()}
    assert scores["bits_per_character"] < 1.0
    answer = run.predict(prompt="anna met bert and", temperature=0, length=6)["answer"][0]
    assert answer in (" anna.", " bert.", " carl.", " dora.")


@pytest.mark.parametrize("name", ["lstm", "decoder", "rnn"])
def test_networks_learn_and_write(data, tmp_path, name, language):
    learned = language.trained(str(data), tmp_path, name)
    history = learned.history
    assert history[-1]["validation_bits_per_character"] < history[0]["validation_bits_per_character"]
    frame = learned.predict(["anna", ""], length=20, seed=1)
    assert frame.columns == ["row", "prompt", "answer", "outside"]
    assert frame["prompt"].to_list() == ["anna", ""] and frame["outside"][0] == "" != frame["outside"][1]
    assert all(len(answer) <= 20 for answer in frame["answer"]) and any(frame["answer"])


def test_answers_are_the_distribution_of_the_next_token(run):
    text = run.model.spec.text
    ids = torch.from_numpy(encode_running("anna met bert and", build_tokenizer(text)))[None]
    answers = run.model.answer({"tokens": ids, "lengths": torch.tensor([ids.shape[1]])})
    assert answers.shape == (1, run.model.spec.num_outputs) and answers.dtype == torch.float64
    assert float(answers.sum()) == pytest.approx(1.0) and text.vocabulary[int(answers.argmax())] == " "


def test_interrupted_and_resumed_it_ends_with_the_same_bits(data, tmp_path, language):
    whole = language.trained(str(data), tmp_path / "whole", "lstm")
    with pytest.raises(InterruptedRunError):
        language.trained(str(data), tmp_path / "cut", "lstm", name="run", listeners=[Stop(7)])
    resumed = lamina.resume(tmp_path / "cut" / "run")
    one, other = whole.model.network.state_dict(), resumed.model.network.state_dict()
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert (whole.path / "samples.txt").read_text() == (resumed.path / "samples.txt").read_text()


def test_from_the_command_line_in_a_fresh_process(run, tmp_path, language):
    def lamina_says(*arguments: str) -> str:
        command = [sys.executable, "-m", "lamina", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout

    said = lamina_says(
        "predict", str(run.path / "model"), "--prompt", "anna met bert and", "--temperature", "0", "--length", "6"
    )
    here = run.predict(prompt="anna met bert and", temperature=0, length=6)["answer"][0]
    assert said == f"anna met bert and{here}\n"
    (tmp_path / "new.txt").write_text(language.story(20), encoding="utf-8")
    scores = json.loads(lamina_says("evaluate", str(run.path), str(tmp_path / "new.txt"), "--json"))["scores"]
    assert scores["bits_per_character"]["value"] < 1.0


def test_unusual_prompts_are_answered_and_told(data, tmp_path, language):
    short = language.trained(str(data), tmp_path, "decoder", epochs=1)
    frame = short.predict(["anna Ω", "anna met bert and carl. " * 9], length=4, temperature=0)
    assert "1 of 6 characters" in frame["outside"][0] and "positions" in frame["outside"][1]
    assert frame["answer"].null_count() == 0


def test_what_a_language_model_is_not_asked(run, classified):
    for ask in (
        lambda: run.predict(["x"], probabilities=True),
        lambda: run.predict(["x"], crops=5),
        lambda: run.score(["x y z"], crops=5),
        lambda: run.predict(["x"], tempreature=1),
        lambda: run.predict(),
        lambda: classified.predict("x.csv", temperature=1.0),
    ):
        with pytest.raises(InputError):
            ask()


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("", {}, "corpus.no_text"),
        (" \n\n", {}, "corpus.no_text"),
        ("word", {}, "corpus.too_short"),
        (STORY, {"max_length": 5000}, "corpus.window_too_long"),
        (STORY, {"folds": 3}, "corpus.no_folds"),
        (STORY, {"target": "name"}, "data.no_columns"),
        (STORY, {"network": "bigru"}, "verbs.network_unfit"),
        (STORY, {"loss": "huber"}, "training.loss_does_not_fit"),
    ],
)
def test_text_that_cannot_be_learned_from(tmp_path, text, options, code, language):
    path = tmp_path / "text.txt"
    path.write_text(language.story(40) if text == STORY else text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        language.trained(str(path), tmp_path / "runs", **{"max_length": "auto", "arg": {}, **options})
    assert error.value.code == code
    assert not (tmp_path / "runs").exists() or not any((tmp_path / "runs").iterdir())


def test_several_documents_mixed_languages_and_one_long_line(tmp_path, language):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(22):
        (folder / f"{number}.txt").write_text("我是一条狗 🙂 and " * 20 + f"the {number}th\n", encoding="utf-8")
    (folder / "bom.txt").write_bytes(b"\xef\xbb\xbf" + "à propos, naïve ".encode() * 30)
    learned = language.trained(str(folder), tmp_path / "runs", epochs=1)
    assert learned.audit.rule.parameters["how"] == "whole"
    assert language.small["lstm"]["hidden_dim"] == learned.model.network_arguments["hidden_dim"]
    assert learned.predict(prompt="我是", length=3)["answer"][0]


@pytest.mark.parametrize("name", ["gru", "rnn", "decoder"])
def test_onnx_says_what_comes_next_at_any_size(data, tmp_path, name, language):
    runtime = pytest.importorskip("onnxruntime", reason="the extra `export` is not installed")
    learned = language.trained(str(data), tmp_path, name, epochs=1)
    session = runtime.InferenceSession(learned.export("onnx", tmp_path / "model.onnx"))
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    for prompt in ("a", "anna met", "anna met bert and carl."):
        ids = torch.tensor([tokenizer.encode(prompt).ids] * 2)
        inputs = {"tokens": ids, "lengths": torch.tensor([ids.shape[1]] * 2)}
        (found,) = session.run(None, {name: values.numpy() for name, values in inputs.items()})
        torch.testing.assert_close(torch.from_numpy(found), learned.model.answer(inputs), atol=1e-5, rtol=0)


def test_text_that_was_learned_from_is_told(run, data, tmp_path, language):
    told = {note.code: note.parameters for note in run.score(str(data)).notes}
    assert told["language.copies"]["copies"] > 0.7 * told["language.copies"]["rows"] > 0
    assert not any(code.startswith("evaluation.network") for code in told)
    (tmp_path / "new.txt").write_text("dora saw nobody, and nobody saw dora at all that day. " * 9, encoding="utf-8")
    assert {note.code: note.parameters for note in run.score(str(tmp_path / "new.txt")).notes}["language.copies"][
        "copies"
    ] == 0
    alone = lamina.load(shutil.copytree(run.path / "model", tmp_path / "model")).score(str(data))
    assert "verbs.copies_unknown" in [note.code for note in alone.notes]
