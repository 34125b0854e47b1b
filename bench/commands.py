"""How long commands take to start, and how much memory a whole run needs.

    python bench/commands.py [../shared/data/mnist]

The bound of memory is data + 5 x parameters + activations of a batch + 600 MB; the data of MNIST is its 70,000
images as uint8 at 32x32 (72 MB), and LeNet-5's parameters and activations are under 10 MB.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 5


def seconds(*arguments: str) -> float:
    """Median wall time of a command over RUNS runs."""
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "lamina", *arguments], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def run_once(*arguments: str) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of one command."""
    begin = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-m", "lamina", "--quiet", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, arguments
    return time.perf_counter() - begin, usage.ru_maxrss / 1024 if isinstance(usage, resource.struct_rusage) else 0.0


def main() -> None:
    """Print a line per figure."""
    print(f"lamina --help: {seconds('--help'):.2f} s (aim: under 0.45 s)", flush=True)
    print(f"lamina train --help: {seconds('train', '--help'):.2f} s (aim: under 0.7 s)", flush=True)
    print(f"lamina list: {seconds('list'):.2f} s", flush=True)
    with tempfile.TemporaryDirectory() as out:
        took, memory = run_once("demo", "--out", out)
        print(f"lamina demo: {took:.1f} s (aim: under 60 s), peak {memory:.0f} MB", flush=True)
        took, memory = run_once("train", "iris", "--out", out)
        print(f"lamina train iris: {took:.1f} s, peak {memory:.0f} MB", flush=True)
        if len(sys.argv) > 1:
            took, memory = run_once("train", sys.argv[1], "--network", "lenet5", "--minutes", "1", "--out", out)
            print(f"lamina train {sys.argv[1]} --minutes 1: {took:.1f} s, peak {memory:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
