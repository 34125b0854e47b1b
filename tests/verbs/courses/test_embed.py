"""Word vectors from end to end: a run of a small text, asked, scored, exported, verified, refused."""

from pathlib import Path

import numpy as np
import pytest

import lamina
from lamina.bundle.word_vectors import read_vectors
from lamina.core.errors import InputError
from lamina.verbs.run import Run


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sentences about animals and about tools, which share only "the" and "a"."""
    random = np.random.default_rng(0)
    topics = (["cat", "dog", "horse", "sheep", "goat"], ["saw", "hammer", "nail", "drill", "screw"])
    lines = [" ".join(["the", *random.choice(topics[number % 2], 6), "a"]) for number in range(300)]
    path = tmp_path_factory.mktemp("text") / "farm.txt"
    path.write_text("\n".join(lines) + "\nrare\n", encoding="utf-8")
    return path


def train(text: Path, folder: Path, **options: object) -> Run:
    settings = {"task": "embed", "epochs": 4, "batch_size": 64, "threads": 1, "plots": False, "out": str(folder)}
    arguments = {"embed_dim": 8, "subsample": 0.0}
    return lamina.train(str(text), **{**settings, "arg": arguments, **options})


@pytest.fixture(scope="module")
def run(text: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train(text, tmp_path_factory.mktemp("runs"), plots=True)


def test_a_run_folder_is_whole(run: Run) -> None:
    names = {path.relative_to(run.path).as_posix() for path in run.path.rglob("*") if path.is_file()}
    assert {
        "config.json",
        "audit.json",
        "report.html",
        "plots/words.png",
        "plots/curves.png",
        "predictions.parquet",
    } <= names
    assert run.config.task.task == "embed" and run.config.network.network == "word2vec"
    losses = [row["train_loss"] for row in run.history]
    assert losses[-1] < losses[0] < 6 * np.log(2) + 0.1
    scored = run.evaluation()
    assert scored.scores["loss"].value < scored.baselines[0].scores["loss"]
    assert "rare" not in (run.model.spec.text.vocabulary if run.model.spec.text else ())


def test_nearest_words_are_of_the_topic(run: Run) -> None:
    found = lamina.load(run.path).predict("cat")
    assert found.columns == ["text", "nearest", "cosine", "outside"]
    assert set(found["nearest"][:4]) == {"dog", "horse", "sheep", "goat"}
    several = run.predict(["cat dog", "saw - hammer + cat", "Drill", "unheard of"])
    assert several["text"].unique(maintain_order=True).to_list() == [
        "cat dog",
        "saw - hammer + cat",
        "Drill",
        "unheard of",
    ]
    assert not {"cat", "dog"} & set(several.filter(text="cat dog")["nearest"])
    last = several.filter(text="unheard of")
    assert last["nearest"].to_list() == [None] and "2 of 2" in last["outside"][0]


def test_scores_say_what_is_covered(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("cat,dog,9\ncat,saw,1\nnail,drill,8\ngoat,screw,2\ncat,lion,7\n", encoding="utf-8")
    scored = run.score(str(path))
    assert scored.headline == "spearman" and scored.scores["spearman"].value > 0.7
    assert scored.rows == 4 and scored.scores["coverage"].value == pytest.approx(0.8)
    analogies = run.score([("cat", "dog", "horse", "sheep")] * 3)
    assert analogies.headline == "analogies" and analogies.rows == 3
    with pytest.raises(InputError, match="too few"):
        run.score([("x", "y", 1.0)])


@pytest.mark.parametrize("format", ["word2vec", "word2vec-binary"])
def test_export_holds_the_vectors(run: Run, tmp_path: Path, format: str) -> None:
    words, table = read_vectors(run.export(format, tmp_path))
    assert len(words) == 12 and table.shape == (12, 8)
    vectors = run.model.network.get_parameter("vectors.weight")
    assert np.array_equal(table.numpy(), vectors.detach().numpy()[2:])


def test_the_same_run_again(text: Path, run: Run, tmp_path: Path) -> None:
    again = train(text, tmp_path)
    for name, value in run.model.network.state_dict().items():
        assert (again.model.network.state_dict()[name] == value).all()


def test_verify(run: Run) -> None:
    assert all(check.ok for check in lamina.verify(run.path))


@pytest.mark.parametrize("arguments", [{"context": "cbow"}, {"output": "hierarchical-softmax"}])
def test_other_forms(text: Path, tmp_path: Path, arguments: dict[str, str]) -> None:
    found = train(text, tmp_path, arg={"embed_dim": 8, **arguments}, epochs=8)
    scored = found.evaluation()
    assert scored.scores["loss"].value < scored.baselines[0].scores["loss"]


def test_refusals(text: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="word2vec"):
        train(text, tmp_path, network="lstm")
    with pytest.raises(InputError, match="--loss"):
        train(text, tmp_path, loss="huber")
    with pytest.raises(InputError, match="window"):
        train(text, tmp_path, arg={"window": 0})
    (tmp_path / "empty.txt").write_text(" \n\n", encoding="utf-8")
    with pytest.raises(InputError, match="no text"):
        train(tmp_path / "empty.txt", tmp_path)
    (tmp_path / "short.txt").write_text("hello hello", encoding="utf-8")
    with pytest.raises(InputError, match="fewer than two"):
        train(tmp_path / "short.txt", tmp_path)
