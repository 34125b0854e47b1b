"""A series from the file to its future: trained, scored beside naive forecasts, saved, loaded, asked again."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import torch
from torch import Tensor, nn

import lamina
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.data.samples import AIRLINE
from lamina.verbs.job import plan_job
from lamina.verbs.run import Run


class Dense(nn.Module):
    """A linear layer over the whole window."""

    def __init__(self, in_features: int, num_classes: int) -> None:
        super().__init__()
        self.layer = nn.Linear(in_features, num_classes)

    def forward(self, window: Tensor) -> Tensor:
        """window: (B, L, V) -> (B, Y)."""
        return self.layer(window.flatten(1))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("runs")
    return lamina.train("airline", network="gru", epochs=3, horizon=4, window=12, arg={"hidden_dim": 8}, out=str(out))


def test_scores_stand_beside_the_simple_forecasts(run: Run) -> None:
    evaluation = run.evaluation()
    assert evaluation.task == "forecast" and evaluation.headline == "rmse"
    assert {"rmse", "mase", "smape", "mape", "mae"} <= set(evaluation.scores)
    assert [item.name for item in evaluation.baselines] == ["naive", "seasonal-naive", "linear"]
    assert evaluation.rows == 29 - 4 + 1


def test_the_future_has_dates_and_evaluate_scores_other_files(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "newer.csv"
    rows = [f"{1961 + i // 12}-{1 + i % 12:02},{400 + 10 * (i % 12)}" for i in range(30)]
    file.write_text("month,passengers\n" + "\n".join(rows) + "\n")
    future = run.predict(file)
    assert future.columns == ["month", "passengers"]
    assert future["month"].to_list() == ["1963-07-01", "1963-08-01", "1963-09-01", "1963-10-01"]
    scored = run.score(file)
    assert scored.rows == 30 - 12 - 4 + 1
    assert [item.name for item in scored.baselines] == ["naive", "seasonal-naive"]


def test_the_bundle_answers_alone_and_the_same(run: Run) -> None:
    alone = lamina.load(run.path / "model")
    assert alone.predict("airline").equals(run.predict("airline"))
    assert all(check.ok for check in lamina.verify(run.path))


def test_the_run_keeps_what_auto_became_and_draws_the_forecast(run: Run) -> None:
    data = run.config.data
    assert (data.kind, data.window, data.horizon, data.season, data.gaps) == ("series", 12, 4, 12, "last")
    assert (run.path / "plots" / "forecast.png").is_file()
    assert "forecast" in (run.path / "report.html").read_text(encoding="utf-8").lower()
    frame = pl.read_parquet(run.folder.predictions_file)
    assert frame["row"].n_unique() == len(frame)


def test_a_module_of_the_users_own(tmp_path: Path) -> None:
    run = lamina.train("airline", network=Dense(24, 12), epochs=1, out=str(tmp_path), plots=False)
    assert run.predict("airline").height == 12


def test_folds_test_on_one_block_after_the_other(tmp_path: Path) -> None:
    run = lamina.train(
        "airline", network=Dense(6, 2), epochs=1, window=6, horizon=2, folds=3, out=str(tmp_path), plots=False
    )
    folds = [run.folder.folds / str(k) for k in (1, 2, 3)]
    assert all(folder.is_dir() for folder in folds)
    assert "verbs.folds_scored" in [note.code for note in run.evaluation().notes]


def test_a_fold_whose_next_steps_are_missing_is_left_out_and_none_is_refused(tmp_path: Path) -> None:
    days = [str(day)[:10] for day in pl.date_range(date(2024, 1, 1), date(2024, 3, 30), eager=True)]
    options = {"network": "gru", "epochs": 1, "horizon": 4, "window": 6, "arg": {"hidden_dim": 4}, "plots": False}
    options |= {"out": str(tmp_path), "season": 1, "task": "forecast"}
    kept = [place for place in range(90) if not 45 <= place < 67 or place % 3]
    gappy = pl.DataFrame({"day": [days[place] for place in kept], "x": [float(place % 7) for place in kept]})
    run = lamina.train(gappy, folds=2, **options)
    assert len(run.folder.fold_scores()["rmse"]["values"]) == 1
    kept = [place for place in range(90) if place < 45 or place % 3]
    gappy = pl.DataFrame({"day": [days[place] for place in kept], "x": [float(place % 7) for place in kept]})
    with pytest.raises(InputError, match="None of the 3 folds can be scored"):
        lamina.train(gappy, folds=3, **options)


def test_what_is_a_table_and_what_a_series(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    rows = [f"2024-{1 + i // 28:02}-{1 + i % 28:02},{i * i % 17}" for i in range(28)]
    file.write_text("day,sold\n" + "\n".join(rows) + "\n")
    job = plan_job(str(file), RunConfig().replace(data=str(file), horizon=2, window=4))
    assert job.config.network.network == "gru" and job.prepared.spec.kind == "series"
    table = plan_job(str(file), RunConfig().replace(data=str(file), task="regress"))
    assert table.config.network.network == "mlp" and table.prepared.spec.kind == "table"


def test_a_network_for_images_is_refused() -> None:
    with pytest.raises(InputError) as error:
        plan_job("airline", RunConfig().replace(data="airline", network="lenet5"))
    assert error.value.code == "verbs.network_unfit"


@pytest.mark.parametrize("fold", [None, 0, 1, 2])
def test_every_origin_sees_the_past_only_and_each_fold_is_fitted_before_it(fold: int | None) -> None:
    values = torch.tensor(AIRLINE, dtype=torch.float64)
    config = RunConfig().replace(data="airline", window=6, horizon=2, folds=3 if fold is not None else 0)
    prepared = plan_job("airline", config, None, fold).prepared
    begin = 0
    for name in ("train", "validation", "test"):  # a row's id is its origin: the step after its window
        part = prepared.parts[name]
        for origin, window, target in zip(part.row_ids.tolist(), part.inputs["window"][:], part.target, strict=True):
            assert torch.equal(window.flatten(), values[origin - 6 : origin])
            torch.testing.assert_close(target.double(), values[origin : origin + 2])
        assert int(part.row_ids.min()) >= begin
        begin = int(part.row_ids.max()) + 2
        if name == "train":
            torch.testing.assert_close(prepared.prepare.get_buffer("mean"), values[:begin].mean()[None])


def test_onnx_takes_the_window_and_answers_in_raw_units(run: Run, tmp_path: Path) -> None:
    runtime = pytest.importorskip("onnxruntime")
    path = run.export("onnx", tmp_path / "model.onnx")
    session = runtime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    window = torch.linspace(100, 500, 5 * 12, dtype=torch.float64).reshape(5, 12, 1)
    (found,) = session.run(None, {"window": window.numpy()})
    torch.testing.assert_close(torch.from_numpy(found), run.model.answer({"window": window}), rtol=1e-5, atol=1e-3)
