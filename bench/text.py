"""Text classification beside TF-IDF with logistic regression: one `lamina train` each, of SST-2 and SMS spam.

    python bench/text.py [../shared/data/text-classification] [--networks bigru,encoder] [--only sst2,sms] [--seeds 1]

A line for each network and seed: test accuracy with its 95 % interval, the linear model on the same split, the
accuracy on the validation part. SST-2 has its own parts; SMS spam is split by the seed, so its lines differ by split too.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from lamina.verbs.folder import RunFolder

SETS: dict[str, tuple[str, list[str]]] = {
    "sst2": ("sst2/train.tsv", ["--validation-data", "sst2/dev.tsv", "--test-data", "sst2/test.tsv"]),
    "sms": ("sms-spam/sms.tsv", ["--target", "column1"]),
}
NETWORKS = {
    "bigru": ["--arg", "dropout=0.5", "--epochs", "5"],
    "bilstm": ["--arg", "dropout=0.5", "--epochs", "5"],
    "encoder": ["--epochs", "6"],
}


def train(folder: Path, name: str, network: str, seed: int, out: Path) -> RunFolder:
    """One command, as a person would give it; the run's folder."""
    file, more = SETS[name]
    options = [str(folder / word) if word.endswith(".tsv") else word for word in more]
    command = [sys.executable, "-m", "lamina", "train", str(folder / file), "--network", network, *options]
    command += [*NETWORKS[network], "--seed", str(seed), "--threads", "1", "--no-plots"]
    run = f"{name}-{network}-{seed}"
    found = subprocess.run([*command, "--out", str(out), "--name", run], capture_output=True, text=True)
    if found.returncode:
        raise SystemExit(found.stderr or found.stdout)
    return RunFolder(out / run)


def main() -> None:
    """Print a Markdown table, a line as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data/text-classification"))
    parser.add_argument("--networks", default="bigru")
    parser.add_argument("--only", default=",".join(SETS))
    parser.add_argument("--seeds", type=int, default=1)
    arguments = parser.parse_args()
    print("| texts | network | seed | accuracy | 95 % interval | TF-IDF | validation |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for name in arguments.only.split(","):
        for network in arguments.networks.split(","):
            for seed in range(arguments.seeds):
                with tempfile.TemporaryDirectory() as out:
                    found = train(arguments.folder, name, network, seed, Path(out)).evaluations()
                score = found["test"].scores["accuracy"]
                linear = next(item for item in found["test"].baselines if item.name == "linear").scores["accuracy"]
                between = f"{score.low or 0:.3f} to {score.high or 1:.3f}"
                known = found["validation"].scores["accuracy"].value
                print(
                    f"| {name} | {network} | {seed} | {score.value:.3f} | {between} | {linear:.3f} | {known:.3f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
