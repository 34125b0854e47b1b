"""`lamina.train`: from raw data to a finished run folder."""

import json
from pathlib import Path

import polars as pl
import pytest
import torch
from torch import nn

import lamina
from lamina.core.errors import InputError, StoppedError
from lamina.verbs.run import Run


def test_a_run_folder_holds_everything(classified: Run) -> None:
    found = {path.name for path in classified.path.iterdir()}
    expected = {
        "config.json",
        "audit.json",
        "history.csv",
        "checkpoints",
        "plots",
        "report.html",
        "predictions.parquet",
        "model",
    }
    assert expected <= found
    assert {"weights.safetensors", "bundle.json", "README.md"} <= {
        path.name for path in (classified.path / "model").iterdir()
    }


def test_the_config_has_no_auto_left_and_carries_the_plan(classified: Run) -> None:
    config = json.loads((classified.path / "config.json").read_text())
    assert config["plan"]["device"]
    resolved = {
        **config["optim"],
        **config["loop"],
        "network": config["network"]["network"],
        "task": config["task"]["task"],
    }
    left = [
        name for name, value in resolved.items() if value == "auto" and name not in ("device", "precision", "threads")
    ]
    assert left == []


def test_it_learns_and_its_history_says_how_fast(regressed: Run) -> None:
    history = regressed.history
    assert len(history) == 12
    assert history[-1]["validation_loss"] < history[0]["validation_loss"]
    assert all(row["samples_per_second"] > 0 for row in history)
    mean = next(item for item in regressed.evaluation().baselines if item.name == "mean")
    assert regressed.evaluate()["rmse"] < mean.scores["rmse"]


def test_the_same_config_gives_the_same_bits(classified: Run, tmp_path: Path) -> None:
    again = lamina.train(
        config=classified.path / "config.json", out=str(tmp_path), name="again", plots=False, baseline=False
    )
    one, other = classified.model.network.state_dict(), again.model.network.state_dict()
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert [row["train_loss"] for row in classified.history] == [row["train_loss"] for row in again.history]


def test_predictions_cover_every_used_row_once(classified: Run) -> None:
    frame = pl.read_parquet(classified.path / "predictions.parquet")
    assert frame["line"].n_unique() == len(frame) == classified.audit.rows_used
    assert set(frame["split"].unique()) == {"train", "validation", "test"}


def test_a_network_of_ones_own_is_trained_and_never_loaded_by_name(table: Path, tmp_path: Path) -> None:
    class Small(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.LazyLinear(1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.layer(x)

    module = Small()
    run = lamina.train(
        str(table), network=module, target="price", ignore=("kind",), epochs=2, out=str(tmp_path), plots=False
    )
    assert run.config.network.network == "Small"
    with pytest.raises(InputError):
        lamina.load(run.path).predict(str(table))
    fresh = Small()
    fresh.layer = nn.Linear(run.model.network.layer.in_features, 1)  # type: ignore[union-attr,attr-defined]
    assert len(lamina.load(run.path, network=fresh).predict(str(table))) == 200


def test_a_network_from_a_file_is_trained(table: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from torch import nn\n"
        "class Mine(nn.Sequential):\n"
        "    def __init__(self, in_features, num_classes, width=8):\n"
        "        super().__init__(nn.Linear(in_features, width), nn.Tanh(), nn.Linear(width, num_classes))\n"
    )
    name = f"{tmp_path / 'mine.py'}:Mine"
    run = lamina.train(
        str(table), network=name, target="kind", arg={"width": 4}, epochs=1, out=str(tmp_path / "runs"), plots=False
    )
    assert run.evaluation().rows > 0


def test_a_loss_that_is_not_finite_stops_with_the_place(table: Path, tmp_path: Path) -> None:
    with pytest.raises(StoppedError, match=r"step \d+"):
        lamina.train(
            str(table), target="price", optimizer="sgd", learning_rate=1e9, schedule="constant", epochs=50,
            out=str(tmp_path), arg={"activation": "identity"},
        )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"target": "prise"}, "price"),
        ({"network": "mpl"}, "mlp"),
        ({"network": "lenet5"}, "mlp"),
        ({"epoch": 3}, "epochs"),
        ({"arg": {"hiden_dims": [3]}}, "hidden_dims"),
        ({"arg": {"activation": "rellu"}}, "relu"),
        ({"device": "cuda:7"}, "--device cpu"),
        ({"network": "nowhere.py:Net"}, "nowhere.py"),
        ({"loss": "huber", "target": "kind"}, "huber"),
    ],
)
def test_bad_settings_are_one_sentence_and_leave_nothing(table: Path, tmp_path: Path, options: dict, said: str) -> None:
    out = tmp_path / "runs"
    with pytest.raises(InputError) as caught:
        lamina.train(str(table), out=str(out), **options)
    assert said in str(caught.value)
    assert not out.exists()
