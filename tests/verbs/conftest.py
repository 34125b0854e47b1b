"""Small runs that the tests of the verbs share: a table that is classified, one that is regressed, images."""

import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch import nn

import lamina
from lamina.bundle.model import Model
from lamina.core.batch import Part
from lamina.core.spec import DataSpec, ImageSpec, TargetSpec
from lamina.data.finish import Probabilities, fit_target_scale
from lamina.data.images.pixels import fit_pixels
from lamina.verbs.run import Run
from lamina.verbs.views.looked import Looked, LookedRow


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


def image_look(
    network: nn.Module, *, side: int = 32, channels: int = 1, count: int = 24, classes: int = 10, layer: str = "",
    parts: bool = True, rows: int = 1,
) -> Looked:  # fmt: skip
    """A few random images with bright squares in them, looked at through a network; classes 0: a number is regressed."""
    random = torch.Generator().manual_seed(0)
    images = torch.randint(0, 60, (count, side, side, channels), generator=random, dtype=torch.uint8)
    for row in range(count):
        images[row, side // 4 : side // 2, row % (side // 2) : row % (side // 2) + side // 4] = 200
    prepare = fit_pixels(images)
    names = tuple(f"class {code}" for code in range(classes))
    spec = DataSpec(
        kind="images", task="classify" if classes else "regress", targets=(TargetSpec(name="label", classes=names),),
        image=ImageSpec(channels=channels, height=side, width=side),
    )  # fmt: skip
    target = torch.arange(count) % classes if classes else torch.arange(count, dtype=torch.float64)[:, None]
    finish = Probabilities() if classes else fit_target_scale(target).raw_units()
    model = Model(spec, type(network).__name__, {}, prepare, network, finish)
    part = Part("train", {"images": images}, target, None, torch.arange(count))
    looked = tuple(
        LookedRow(f"row {row}", "given", "class 1", "class 0", 0 if classes else None) for row in range(rows)
    )
    inputs = (prepare(images[:rows])[0],)
    return Looked(model, looked, {"images": images[:rows]}, inputs, lambda: {"train": part} if parts else {}, layer)


@pytest.fixture(scope="session")
def look_at_images() -> Callable[..., Looked]:
    """look_at_images(network, side=, channels=, classes=, layer=, parts=, rows=) -> Looked, without any training."""
    return image_look
