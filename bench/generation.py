"""Time per token of writing with the keys and values kept: at 512 tokens against 64, and against reading all again.

    python bench/generation.py [--repeats 5]

A decoder of 4 layers of 128 over 576 positions, weights as drawn: what it writes does not matter. Kept and not kept
are measured in turns; medians. Aims: at most 1.3 times the time per token at 64, at most a fifth of reading all again.
"""

import argparse
import statistics
import time

import torch

from lamina.networks import catalog
from lamina.verbs.courses.writing import Past, Reader, evaluating

POSITIONS, V, STEPS = 576, 69, 16


def seconds_per_token(reader: Reader, length: int) -> float:
    """Of the tokens length - 16 ... length, after a past that is read at once."""
    generator = torch.Generator().manual_seed(length)
    past: Past = reader.begin(torch.randint(4, V, (1, length - STEPS), generator=generator))
    newest = torch.tensor([4])
    begin = time.perf_counter()
    for _ in range(STEPS):
        logits, past = reader.step(newest, past)
        newest = logits.argmax(dim=1)
    return (time.perf_counter() - begin) / STEPS


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    torch.set_num_threads(1)
    torch.manual_seed(0)
    sizes = {"embed_dim": 128, "num_heads": 4, "num_layers": 4, "num_positions": POSITIONS}
    network = catalog.build("decoder", vocab_size=V, **sizes)
    kept, again = (Reader(network, POSITIONS, cached=cached) for cached in (True, False))
    found: dict[str, list[float]] = {"kept, 64": [], "kept, 512": [], "read again, 512": []}
    with evaluating(network):
        seconds_per_token(kept, 64)
        for _ in range(repeats):
            found["kept, 64"].append(seconds_per_token(kept, 64))
            found["kept, 512"].append(seconds_per_token(kept, 512))
            found["read again, 512"].append(seconds_per_token(again, 512))
    middle = {name: statistics.median(values) for name, values in found.items()}
    for name, value in middle.items():
        print(f"{name:16} {1000 * value:8.3f} ms per token")
    print(f"512 against 64: {middle['kept, 512'] / middle['kept, 64']:.2f} times (aim: at most 1.3)")
    print(
        f"kept against read again: {middle['read again, 512'] / middle['kept, 512']:.1f} times as fast (aim: at least 5)"
    )


if __name__ == "__main__":
    main()
