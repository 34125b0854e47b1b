"""The MLP beside the linear baseline and scikit-learn's HistGradientBoosting, over ten split seeds of real tables.

    python bench/tables.py [../shared/data/tabular] [--seeds 10] [--only titanic,adult]

One line a table: mean of the test metric (accuracy, or RMSE in raw units), then the paired difference MLP - linear
(in accuracy points, or in per cent of the linear model's RMSE, positive = MLP better) with its standard error.
The aim is a mean difference of at least minus one standard error.
"""

import argparse
import statistics
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import torch
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from lamina.core.config import RunConfig
from lamina.verbs.courses.rows import evaluate_job, finished_model
from lamina.verbs.job import Job, plan_job
from lamina.verbs.learn import train_job
from lamina.verbs.rivals import prepared_features

TABLES: dict[str, tuple[str, dict[str, Any]]] = {
    "titanic": ("titanic.csv", {"target": ("Survived",)}),
    "adult": ("adult-train.csv", {}),
    "california": ("california-housing.csv", {"target": ("median_house_value",)}),
    "wine-red": ("winequality-red.csv", {"task": "regress"}),
    "wine-white": ("winequality-white.csv", {"task": "regress"}),
    "auto-imports": ("auto_imports.csv", {}),
    "horse-colic": ("horse-colic.csv", {"target": ("column24",)}),
    "penguins": ("penguins_raw.csv", {"target": ("Species",)}),
    "diamonds": ("diamonds.csv", {"target": ("price",)}),
}


def boosting(job: Job, seed: int) -> float:
    """Test metric of HistGradientBoosting with its defaults on the same prepared rows."""
    parts, classify = job.prepared.parts, job.prepared.spec.task == "classify"
    train, test = parts["train"], parts["test"]
    features = [prepared_features(job, part, torch.arange(len(part))).numpy() for part in (train, test)]
    model = (HistGradientBoostingClassifier if classify else HistGradientBoostingRegressor)(random_state=seed)
    model.fit(features[0], train.target.flatten().numpy())
    answers, truth = torch.as_tensor(model.predict(features[1])), test.target.flatten()
    if classify:
        return (answers == truth).double().mean().item()
    return (answers - truth).square().mean().sqrt().item()


def one_run(path: Path, options: dict[str, Any], seed: int, folder: Path) -> dict[str, float]:
    """Metrics of the three models on one split."""
    job = plan_job(str(path), RunConfig().replace(seed=seed, data=str(path), **options))
    begin = time.perf_counter()
    network, _ = train_job(job, folder)
    seconds = time.perf_counter() - begin
    evaluation = evaluate_job(job, finished_model(job, network)).evaluations["test"]
    name = evaluation.headline
    linear = next(item for item in evaluation.baselines if item.name == "linear").scores[name]
    return {
        "mlp": evaluation.scores[name].value, "linear": linear, "boosting": boosting(job, seed),
        "seconds": seconds, "better": 1.0 if name == "accuracy" else -1.0,
    }  # fmt: skip


def main() -> None:
    """Print a Markdown table, a line as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data/tabular"))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    print("| table | mlp | linear | boosting | difference | standard error | reached | seconds |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    chosen = arguments.only.split(",") if arguments.only else list(TABLES)
    for table in chosen:
        file, options = TABLES[table]
        runs = []
        for seed in range(arguments.seeds):
            with tempfile.TemporaryDirectory() as folder:
                runs.append(one_run(arguments.folder / file, options, seed, Path(folder)))
        scale = [100.0 if run["better"] > 0 else 100.0 / run["linear"] for run in runs]
        differences = [run["better"] * (run["mlp"] - run["linear"]) * k for run, k in zip(runs, scale, strict=True)]
        mean, error = statistics.fmean(differences), statistics.stdev(differences) / len(differences) ** 0.5
        means = {name: statistics.fmean(run[name] for run in runs) for name in runs[0]}
        print(
            f"| {table} | {means['mlp']:.4g} | {means['linear']:.4g} | {means['boosting']:.4g} | {mean:+.2f} % "
            f"| {error:.2f} | {'yes' if mean >= -error else 'NO'} | {means['seconds']:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
