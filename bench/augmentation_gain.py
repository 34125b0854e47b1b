"""What augmentation brings in the same time: test accuracy with and without it, over paired seeds.

python bench/augmentation_gain.py ../shared/data/flowers --minutes 1 --network simplecnn --augment flip,resized-crop
"""

import argparse
import math
import statistics
import tempfile
import warnings
from pathlib import Path
from typing import Any

from scipy import stats

from lamina.core.config import RunConfig
from lamina.verbs.courses.rows import evaluate_job, finished_model
from lamina.verbs.job import plan_job
from lamina.verbs.learn import train_job


def main() -> None:
    """Print a line per pair, then the mean difference with its 95 % interval (Student's t)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("--network", default="simplecnn")
    parser.add_argument("--augment", default="flip,resized-crop")
    parser.add_argument("--image-size", type=int, default=64)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--arg", action="append", default=[], help="an argument of the network: batch_norm=true")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    network_arguments = {name: _value(text) for name, text in (item.split("=", 1) for item in given.arg)}
    shared = {
        "data": given.data, "network": given.network, "minutes": given.minutes, "arg": network_arguments,
        "image_size": given.image_size,
    }  # fmt: skip
    differences = []
    for seed in range(given.seeds):
        plain = accuracy(given.data, {**shared, "seed": seed, "augment": ("none",)})
        varied = accuracy(given.data, {**shared, "seed": seed, "augment": tuple(given.augment.split(","))})
        differences.append(varied - plain)
        print(f"seed {seed}: without {plain:.4f}, with {varied:.4f}, difference {differences[-1]:+.4f}", flush=True)
    mean, low, high = mean_with_interval(differences)
    print(f"mean difference {mean:+.4f}, 95 % interval {low:+.4f} to {high:+.4f}, {len(differences)} pairs")


def accuracy(data: str, options: dict[str, Any]) -> float:
    """Test accuracy of one training."""
    job = plan_job(data, RunConfig().replace(baseline=False, **options))
    with tempfile.TemporaryDirectory() as folder:
        network, trained = train_job(job, Path(folder))
    test = evaluate_job(job, finished_model(job, network)).evaluations["test"]
    print(f"  {options['augment']}: {trained.epochs:.3g} epochs, {test.rows} test rows", flush=True)
    return test.scores["accuracy"].value


def mean_with_interval(values: list[float]) -> tuple[float, float, float]:
    """Mean and its 95 % interval by Student's t; the interval of one value is not known (NaN)."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return mean, math.nan, math.nan
    half = float(stats.t.ppf(0.975, len(values) - 1)) * statistics.stdev(values) / math.sqrt(len(values))
    return mean, mean - half, mean + half


def _value(text: str) -> Any:
    return {"true": True, "false": False}.get(text.lower(), int(text) if text.lstrip("-").isdigit() else text)


if __name__ == "__main__":
    main()
