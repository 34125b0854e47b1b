"""Plain mistakes are refused before anything heavy is loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

from lamina.cli.early import check_data
from lamina.core.errors import InputError

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


@pytest.mark.parametrize("typed", ["Call 0906. Claim now", "see you 5/6 at home", "I paid 3.50 for it"])
def test_a_sentence_is_no_path(typed: str) -> None:
    check_data(typed)


@pytest.mark.parametrize("typed", ["my data.csv", "no/such place/photo.png", "missing.csv"])
def test_a_path_with_blanks_is_one(typed: str) -> None:
    with pytest.raises(InputError, match="There is no file"):
        check_data(typed)
