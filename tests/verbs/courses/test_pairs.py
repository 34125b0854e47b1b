"""Translation from the data to the bundle and back: training learns, resumes to the same bits, answers, is scored."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import torch
from safetensors.torch import load_file

import lamina
from lamina.bundle.load import load_bundle
from lamina.core.errors import InterruptedRunError
from lamina.data.pairs.dates import dates_table
from lamina.verbs.run import Run

NUMBERS = {"eins": "1", "zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6"}
PAIRS = [(f"{a} {b} {c}", f"{NUMBERS[c]} {NUMBERS[b]} {NUMBERS[a]}") for a in NUMBERS for b in NUMBERS for c in NUMBERS]
SMALL: dict[str, dict[str, Any]] = {
    "transformer": {"embed_dim": 32, "num_heads": 2, "hidden_dim": 64, "num_layers": 1, "dropout": 0.0},
    "seq2seq": {"embed_dim": 16, "hidden_dim": 48, "num_layers": 1, "dropout": 0.0},
    "seq2seq-additive": {"embed_dim": 16, "hidden_dim": 32, "dropout": 0.0},
    "seq2seq-general": {"embed_dim": 16, "hidden_dim": 32, "num_layers": 1, "dropout": 0.0},
}
EPOCHS = {"transformer": 12, "seq2seq": 40, "seq2seq-additive": 25, "seq2seq-general": 25}
RATES = {"transformer": 5e-3, "seq2seq": 1e-2, "seq2seq-additive": 2e-2, "seq2seq-general": 2e-2}


def train(out: Path, name: str = "transformer", data: Any = PAIRS, **options: Any) -> Run:
    settings = {"epochs": 2, "batch_size": 16, "tokens": "words", "learning_rate": 5e-3, "plots": False, "threads": 1}
    return lamina.train(
        data, task="translate", network=name, arg=SMALL[name], out=str(out), name="run", **{**settings, **options}
    )


@pytest.mark.parametrize("name", list(SMALL))
def test_each_network_learns_and_answers_from_its_bundle(tmp_path: Path, name: str) -> None:
    run = train(tmp_path, name, epochs=EPOCHS[name], learning_rate=RATES[name])
    scores = run.evaluation("test").scores
    assert scores["token_accuracy"].value > 0.7 and scores["exact_match"].value > 0.3
    frame = run.predict(["eins zwei drei", "vier"])
    assert frame.columns == ["row", "source", "answer", "outside"] and frame.height == 2
    again = lamina.load(tmp_path / "run").predict(["eins zwei drei", "vier"])
    assert again.equals(frame)


def test_predictions_scores_and_baselines_are_kept(tmp_path: Path) -> None:
    run = train(tmp_path, plots=True)
    frame = pl.read_parquet(tmp_path / "run" / "predictions.parquet")
    assert {"split", "source", "target", "answer", "exact"} <= set(frame.columns)
    texts = dict(PAIRS)
    assert all(texts[row["source"]] == row["target"] for row in frame.iter_rows(named=True))
    test = run.evaluation("test")
    assert {item.name for item in test.baselines} == {"copy", "most_similar"}
    assert {"bleu", "chrf", "exact_match", "perplexity", "token_accuracy"} <= set(test.scores)
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "most similar" in page and frame.filter(pl.col("split") == "test")["source"][0].split()[0] in page


def test_scores_on_given_data_tell_copies(tmp_path: Path) -> None:
    run = train(tmp_path)
    found = run.score([*PAIRS[:20], ("", "x")])
    told = {note.code: note.parameters for note in found.notes}
    assert found.rows == 20 and told["evaluation.pairs_left_out"]["left_out"] == 1
    assert told["verbs.copies"]["copies"] > 0


def test_killed_and_resumed_gives_the_same_bits(tmp_path: Path) -> None:
    data = tmp_path / "numbers.tsv"
    data.write_text("".join(f"{a}\t{b}\n" for a, b in [("words", "numbers"), *PAIRS]), encoding="utf-8")
    whole = train(tmp_path / "a", data=data, epochs=3)

    class Kill:
        def hear(self, event: object) -> str | None:
            step = getattr(event, "step", None)
            return "interrupted" if getattr(event, "epoch", 0) == 2 and step == 4 else None

    with pytest.raises(InterruptedRunError):
        train(tmp_path / "b", data=data, epochs=3, checkpoint_seconds=0.0, listeners=[Kill()])
    resumed = lamina.resume(tmp_path / "b" / "run")
    first, second = (load_file(run.path / "model" / "weights.safetensors") for run in (whole, resumed))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_the_bundle_foretells_the_next_token_and_padding_changes_nothing(tmp_path: Path) -> None:
    train(tmp_path)
    model = load_bundle(tmp_path / "run" / "model")
    tokens = torch.tensor([[4, 5, 6], [7, 0, 0]])
    written = torch.tensor([[2, 5, 6], [2, 6, 7]])
    inputs = {"tokens": tokens, "lengths": torch.tensor([3, 1]), "written": written}
    answers = model.answer(inputs)
    assert answers.shape == (2, model.spec.num_outputs) and torch.allclose(answers.sum(dim=1), torch.ones(2).double())
    wide = {**inputs, "tokens": torch.nn.functional.pad(tokens, (0, 5))}
    assert torch.allclose(model.answer(wide), answers, atol=1e-6)
    state = model.network.empty_state(tokens, inputs["lengths"])  # type: ignore[operator]
    for place in range(3):
        logits, state = model.network.step(written[:, place], state)  # type: ignore[operator]
    assert torch.allclose(torch.softmax(logits.double(), dim=1), answers, atol=1e-5)


def test_empty_and_odd_texts_at_prediction(tmp_path: Path) -> None:
    run = train(tmp_path)
    frame = run.predict(["", "🙂", "eins " * 200_000, "\ud800"])
    assert frame["answer"][0] == "" and frame["outside"][0] == "no text" and "only the first" in frame["outside"][2]


def test_a_table_of_dates_with_one_vocabulary_of_pieces(tmp_path: Path) -> None:
    run = train(tmp_path, data=dates_table(120), tokens="auto")
    spec = run.model.spec
    assert spec.text is not None and spec.into is not None and spec.text.vocabulary == spec.into.vocabulary
    assert run.evaluation("test").headline == "exact_match" and run.config.network.network == "transformer"


def test_recipe_of_the_paper(tmp_path: Path) -> None:
    run = train(tmp_path, learning_rate="auto", epochs="auto", minutes=0.001)
    assert run.config.optim.schedule == "inverse-sqrt" and run.config.optim.beta2 == 0.98
    assert run.config.task.label_smoothing == 0.1 and run.config.optim.warmup_epochs > 0


def test_it_is_inspected_exported_and_asked_by_prompt(tmp_path: Path) -> None:
    run = train(tmp_path)
    assert "transformer" in str(lamina.inspect(tmp_path / "run"))
    frame = run.predict(prompt="eins zwei drei", beam=1, length=2)
    assert frame["source"].to_list() == ["eins zwei drei"] and len(frame["answer"][0].split()) <= 3
    pytest.importorskip("onnxruntime")
    assert run.export().name == "encoder.onnx"
    assert {"step.onnx", "tokenizer.json", "tokenizer_into.json"} <= {p.name for p in (run.path / "model").iterdir()}
