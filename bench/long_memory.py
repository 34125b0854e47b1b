"""What rnn, lstm and gru remember: the adding task at a lag, each network once at each rate, the same rows and steps.

    python bench/long_memory.py [lag] [epochs]

Printed: RMSE on the test part beside that of the mean, which is sqrt(1/6) = 0.408 (always 1; Le et al. 2015), and the
processor's seconds of the training, one thread. The runs are kept under runs/long-memory, and the last line is the
`lamina compare` that lays the best of each network side by side. Attention has no part in it: the encoder reads tokens.
"""

import sys
import time
from pathlib import Path

import lamina
from lamina.verbs.run import Run

NETWORKS, RATES = ("rnn", "lstm", "gru"), (1e-3, 3e-3, 1e-2)
OUT = Path("runs") / "long-memory"


def trained(network: str, lag: int, epochs: int, rate: float) -> Run:
    """One training, its RMSE and its cost told in a line."""
    begin = time.process_time()
    run = lamina.train(
        f"adding:{lag}", network=network, epochs=epochs, learning_rate=rate, threads=1, out=str(OUT), plots=False,
        name=f"{network}-{lag}-{rate:g}",
    )  # fmt: skip
    evaluation = run.evaluation("test")
    mean = next(item.scores["rmse"] for item in evaluation.baselines if item.name == "mean")
    seconds = time.process_time() - begin
    print(f"{network:5} rate {rate:<6g} RMSE {evaluation.scores['rmse'].value:.4f} (mean {mean:.4f})  {seconds:.0f} s")
    return run


def main() -> None:
    """Every network at every rate; the best of each side by side."""
    lag = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    best = []
    for network in NETWORKS:
        runs = [trained(network, lag, epochs, rate) for rate in RATES]
        best.append(min(runs, key=lambda run: run.evaluation("validation").scores["rmse"].value))
    print("lamina compare", *(run.path for run in best))


if __name__ == "__main__":
    main()
