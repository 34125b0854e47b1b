"""Plain mistakes are refused before anything heavy is loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "polars", "sklearn")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("train missing.csv", "missing.csv"),
        ("train digits --network lenet6", 'mean "lenet5"'),
        ("train --config missing.json", "missing.json"),
        ("train digits --epochs many", "--epochs"),
        ("data missing.csv", "missing.csv"),
        ("predict nowhere iris", "nowhere"),
        ("evaluate nowhere", "nowhere"),
        ("resume nowhere", "nowhere"),
        ("export nowhere", "nowhere"),
        ("verify nowhere", "nowhere"),
    ],
)
def test_refused_without_torch(command: str, told: str, tmp_path: Path) -> None:
    code = (
        "import sys; from lamina.cli.main import run; code = run(sys.argv[1:]); "
        f"print(code, [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "2 []" and told in done.stderr and done.stderr.count("\n") == 1
