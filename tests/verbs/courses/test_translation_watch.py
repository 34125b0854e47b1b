"""What a translator writes while it learns: kept epoch by epoch, told now and then, without any effect on the weights."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

import lamina
from lamina.verbs.courses import translation_watch
from lamina.verbs.courses.translation_watch import read_samples

PAIRS = [(f"{a} {b}", f"{b} {a}") for a in "abcdefgh" for b in "abcdefgh"]
SIZES = {"embed_dim": 8, "num_heads": 1, "hidden_dim": 8, "num_layers": 1, "dropout": 0.3}


def train(out: Path, **options: object) -> Path:
    settings = {"epochs": 3, "batch_size": 16, "tokens": "words", "plots": False, "threads": 1, "baseline": False}
    run = lamina.train(PAIRS, task="translate", arg=SIZES, out=str(out), name="run", **{**settings, **options})
    return run.path


def test_each_epoch_has_its_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation_watch, "MOST_SHARE", 1.0)
    monkeypatch.setattr(translation_watch, "SECONDS_BETWEEN", 0.0)
    heard: list[str] = []

    class Ear:
        def hear(self, event: object) -> None:
            heard.append(getattr(event, "code", ""))

    kept = read_samples(train(tmp_path, listeners=[Ear()]) / "samples.json")
    assert [item["epoch"] for item in kept] == [1, 2, 3] and heard.count("pairs.sample") == 3
    texts = dict(PAIRS)
    assert all(texts[row["source"]] == row["reference"] for item in kept for row in item["samples"])
    assert kept[0]["pairs"] == 10 and 0 <= kept[0]["bleu"] <= 100


def test_the_weights_are_the_same_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation_watch, "MOST_SHARE", 1.0)
    seen = load_file(train(tmp_path / "a") / "model" / "weights.safetensors")
    monkeypatch.setattr(translation_watch.TranslationWatch, "hear", lambda *_: None)
    alone = load_file(train(tmp_path / "b") / "model" / "weights.safetensors")
    assert all(torch.equal(seen[name], alone[name]) for name in alone)


def test_without_a_validation_part_nobody_watches(tmp_path: Path) -> None:
    assert read_samples(train(tmp_path, validation_fraction=0.0) / "samples.json") == []
