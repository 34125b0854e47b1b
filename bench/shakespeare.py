"""Tiny Shakespeare: bits per character of the test span against minutes of training, and a sample.

    python bench/shakespeare.py [--minutes 0.25 1 4 10] [--networks lstm decoder]

Reads ../shared/data/tinyshakespeare/input.txt beside the repository; without it nothing is measured. The last 5 % of
the text are the test span, the 5 % before them validate. Beside it what counting n-grams reaches.
"""

import argparse
import tempfile
from pathlib import Path

import lamina

TEXT = Path(__file__).parents[2] / "shared" / "data" / "tinyshakespeare" / "input.txt"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, nargs="+", default=[0.25])
    parser.add_argument("--networks", nargs="+", default=["auto"])
    asked = parser.parse_args()
    if not TEXT.is_file():
        print(f"skipped: {TEXT} is not here")
        return
    with tempfile.TemporaryDirectory() as out:
        for network in asked.networks:
            for minutes in asked.minutes:
                run = lamina.train(
                    TEXT, task="language", network=network, minutes=minutes, validation_fraction=0.05,
                    test_fraction=0.05, out=out, plots=False,
                )  # fmt: skip
                test = run.evaluation()
                bits = test.scores["bits_per_character"]
                rivals = {each.name: each.scores["bits_per_character"] for each in test.baselines}
                counted = ", ".join(f"{name} {value:.3f}" for name, value in rivals.items())
                print(
                    f"{run.config.network.network:8} {minutes:6g} minutes  {run.card['epochs']:6g} epochs  "
                    f"{bits.value:.3f} bits per character ({bits.low:.3f} to {bits.high:.3f}); {counted}"
                )
        print(run.predict(prompt="ROMEO:", length=400)["answer"][0])


if __name__ == "__main__":
    main()
