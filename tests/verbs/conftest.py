"""Small runs that the tests of the verbs share: a table that is classified, one that is regressed, images."""

import random
from pathlib import Path
from types import SimpleNamespace

import pytest

import lamina
from lamina.verbs.run import Run


def write_table(path: Path, rows: int = 200, seed: int = 0) -> Path:
    """A CSV with numbers, a category, missing cells, and two targets: `kind` (3 classes) and `price`."""
    draw = random.Random(seed)
    lines = ["size,weight,colour,price,kind"]
    for row in range(rows):
        size, weight, colour = draw.gauss(10, 3), draw.gauss(5, 1), draw.choice(["red", "green", "blue"])
        price = 3 * size + 2 * weight + {"red": 0, "green": 5, "blue": 9}[colour] + draw.gauss(0, 0.5)
        kind = "low" if price < 40 else "middle" if price < 50 else "high"
        lines.append(f"{size:.3f},{'' if row % 17 == 3 else f'{weight:.3f}'},{colour},{price:.3f},{kind}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_table(tmp_path_factory.mktemp("data") / "things.csv")


@pytest.fixture(scope="session")
def classified(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = str(tmp_path_factory.mktemp("runs"))
    return lamina.train(str(table), target="kind", ignore=("price",), network="mlp", epochs=8, out=out)


@pytest.fixture(scope="session")
def regressed(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = str(tmp_path_factory.mktemp("runs"))
    return lamina.train(str(table), target="price", ignore=("kind",), network="mlp", epochs=12, out=out)


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = str(tmp_path_factory.mktemp("runs"))
    return lamina.train("digits", network="lenet5", epochs=2, out=out, name="digits")


HEROES = ("anna", "bert", "carl", "dora")
SMALL_LANGUAGE = {
    "lstm": {"embed_dim": 16, "hidden_dim": 32, "num_layers": 1, "dropout": 0.1},
    "gru": {"embed_dim": 16, "hidden_dim": 32, "num_layers": 1, "dropout": 0.0},
    "rnn": {"embed_dim": 16, "hidden_dim": 32, "num_layers": 1, "dropout": 0.0},
    "decoder": {"embed_dim": 16, "num_heads": 2, "num_layers": 2, "dropout": 0.1},
}


def story(lines: int = 120) -> str:
    """Lines that count through the names, three to a line."""
    return "".join(
        f"{HEROES[line % 4]} met {HEROES[(line + 1) % 4]} and {HEROES[(line + 2) % 4]}.\n" for line in range(lines)
    )


def write_story(path: Path, lines: int = 120) -> Path:
    path.write_text(story(lines), encoding="utf-8")
    return path


def train_language(data: object, out: Path, network: str = "lstm", **options: object) -> Run:
    """A small language model, a second or two of training."""
    settings = {"epochs": 3, "batch_size": 8, "max_length": 32, "threads": 1, "learning_rate": 0.01, "plots": False}
    asked = {
        **settings,
        "task": "language",
        "network": network,
        "arg": SMALL_LANGUAGE.get(network, {}),
        "out": str(out),
        **options,
    }
    return lamina.train(data, **asked)


@pytest.fixture(scope="session")
def language() -> SimpleNamespace:
    """Small language models: story(lines), write_story(path), trained(data, out, network, **options), small arguments."""
    return SimpleNamespace(story=story, write_story=write_story, trained=train_language, small=SMALL_LANGUAGE)
