"""Test accuracy of LeNet-5: digits over five split seeds, MNIST over three seeds in a fixed time.

python bench/images.py digits
python bench/images.py ../shared/data/mnist --minutes 1
"""

import argparse
import statistics
import tempfile
import time
import warnings
from pathlib import Path

from lamina.core.config import RunConfig
from lamina.verbs.courses.rows import evaluate_job, finished_model
from lamina.verbs.job import plan_job
from lamina.verbs.learn import train_job


def main() -> None:
    """Print a line per seed, then mean and spread."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", default="digits")
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=None)
    parser.add_argument("--network", default="lenet5")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    seeds = arguments.seeds or (5 if arguments.data == "digits" else 3)
    accuracies = []
    for seed in range(seeds):
        options = {"seed": seed, "data": arguments.data, "network": arguments.network, "minutes": arguments.minutes}
        job = plan_job(arguments.data, RunConfig().replace(baseline=False, **options))
        with tempfile.TemporaryDirectory() as folder:
            begin = time.perf_counter()
            network, trained = train_job(job, Path(folder))
            seconds = time.perf_counter() - begin
        test = evaluate_job(job, finished_model(job, network)).evaluations["test"]
        accuracies.append(test.scores["accuracy"].value)
        print(
            f"seed {seed}: {accuracies[-1]:.4f} on {test.rows} rows, {trained.epochs:.3g} epochs, {seconds:.1f} s",
            flush=True,
        )
    print(f"mean {statistics.fmean(accuracies):.4f}, {min(accuracies):.4f} to {max(accuracies):.4f}")


if __name__ == "__main__":
    main()
