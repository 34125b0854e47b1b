"""Forecasts of real series beside the naive ones and a ridge on lags: one `lamina train` each, refitted in five folds.

    python bench/series.py [../shared/data/time-series] [--network gru] [--only airline,milk] [--folds 5] [--out DIR]

Two tables. The run's own test part (the last fifth of the span): RMSE and MASE over all its rolling origins. Then the
back-test: the last half of the span in so many blocks, the network refitted before each; means over the folds. The
losses are those of the epoch that was kept. Both the network and the ridge learn from the training span alone.
"""

import argparse
import csv
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from lamina.core.records import Evaluation
from lamina.verbs.folder import RunFolder

SERIES: dict[str, tuple[str, list[str]]] = {
    "airline": ("airline-passengers.csv", []),
    "sunspots": ("monthly-sunspots.csv", []),
    "temperatures": ("daily-min-temperatures.csv", ["--horizon", "12"]),
    "milk": ("monthly-milk-incomplete.csv", []),
    "ETTh1": ("ETTh1.csv", ["--target", "OT", "--epochs", "4"]),
}
RIVALS = ("naive", "seasonal-naive", "linear")


def train(path: Path, network: str, folds: int, more: list[str], out: Path, name: str) -> RunFolder:
    """One command, as a person would give it; the run's folder."""
    command = [sys.executable, "-m", "lamina", "train", str(path), "--task", "forecast", "--network", network]
    command += ["--folds", str(folds), "--out", str(out), "--name", name, "--no-plots", "--threads", "1", *more]
    found = subprocess.run(command, capture_output=True, text=True)
    if found.returncode:
        raise SystemExit(found.stderr or found.stdout)
    return RunFolder(out / name)


def losses(folder: RunFolder) -> str:
    """Training and validation loss of the epoch that was kept."""
    with folder.history_file.open(newline="") as file:
        rows = list(csv.DictReader(file))
    kept = min(rows, key=lambda row: float(row["validation_loss"] or row["train_loss"]))
    return f"{float(kept['train_loss']):.3f} / {float(kept['validation_loss'] or 'nan'):.3f}"


def scores_of(evaluations: list[Evaluation]) -> list[str]:
    """MASE and RMSE of the network, then the RMSE of each rival, means over the evaluations; and wins over the ridge."""
    rmse = [item.scores["rmse"].value for item in evaluations]
    mase = [item.scores["mase"].value for item in evaluations]
    rivals = {
        name: [baseline.scores["rmse"] for item in evaluations for baseline in item.baselines if baseline.name == name]
        for name in RIVALS
    }
    won = sum(own < other for own, other in zip(rmse, rivals["linear"], strict=False))
    means = [f"{statistics.fmean(values):.4g}" if values else "-" for values in rivals.values()]
    return [f"{statistics.fmean(mase):.3f}", f"{statistics.fmean(rmse):.4g}", *means, f"{won} of {len(rmse)}"]


def main() -> None:
    """Print two Markdown rows a series, as soon as they are measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data/time-series"))
    parser.add_argument("--network", default="gru")
    parser.add_argument("--only", default="")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    print("| series | part | origins | window, horizon | losses | MASE | RMSE | naive | seasonal | ridge | better |")
    print("|---|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for name in arguments.only.split(",") if arguments.only else list(SERIES):
        file, more = SERIES[name]
        with tempfile.TemporaryDirectory() as scratch:
            out = arguments.out or Path(scratch)
            run = train(arguments.folder / file, arguments.network, arguments.folds, more, out, name)
            shape = run.config().data
            sizes, own = f"{shape.window}, {shape.horizon}", run.evaluations()["test"]
            folds = [RunFolder(run.folds / str(fold + 1)) for fold in range(arguments.folds)]
            tested = [part.evaluations()["test"] for part in folds if part.evaluations()]
            rows = [["test", f"{own.rows:,}", sizes, losses(run), *scores_of([own])]]
            if tested:
                count = f"{sum(item.rows for item in tested):,}"
                rows.append([f"{len(tested)} folds", count, sizes, "", *scores_of(tested)])
            for row in rows:
                print(f"| {' | '.join([name, *row])} |", flush=True)


if __name__ == "__main__":
    main()
