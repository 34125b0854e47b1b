"""Every odd series through the command line: one clear sentence with place and remedy, or learned from and said."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from lamina.cli.main import run

DAYS = [date(2024, 1, 1) + timedelta(day) for day in range(60)]
SMALL = ["--task", "forecast", "--network", "gru", "--epochs", "1", "--arg", "hidden_dim=2", "--no-plots"]
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A CSV file of lines under a header; its path."""

    def written(lines: Sequence[str], header: str = "day,sold") -> str:
        path = tmp_path / "sales.csv"
        path.write_text("\n".join([header, *lines]) + "\n")
        return str(path)

    return written


def trained(path: str, *more: str) -> int:
    return run(["train", path, *SMALL, "--out", str(Path(path).parent / "runs"), *more])


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed: one sentence, no traceback."""
    text = capsys.readouterr().err
    assert text.count("Error:") == 1 and "Traceback" not in text, text
    return " ".join(text[text.index("Error:") :].split())


def lines(days: Sequence[date] = DAYS, form: str = "%Y-%m-%d") -> list[str]:
    return [f"{day.strftime(form)},{place % 7}" for place, day in enumerate(days)]


def test_shorter_than_window_and_horizon(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(write(lines(DAYS[:20])), "--window", "30", "--horizon", "12") == 2
    text = refusal(capsys)
    assert "20 steps, of which 13 are for training: too few for a window of 30 and a horizon of 12" in text
    assert "smaller --window and --horizon" in text


def test_stamps_beside_the_grid(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{day} {'03:17' if place in (7, 20) else '00:00'},{place % 7}" for place, day in enumerate(DAYS)]
    assert trained(write(rows)) == 2
    text = refusal(capsys)
    assert 'The stamps in "day" do not lie 1d apart' in text and "lines 9, 22" in text and "--frequency" in text


def test_rows_out_of_order_are_sorted_and_told(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    rows = lines()
    rows[3], rows[40] = rows[40], rows[3]
    assert trained(write(rows)) == 0
    assert "not in order of time; they are sorted (lines 6, 42" in " ".join(capsys.readouterr().out.split())


def test_two_formats_of_dates(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(write(lines(DAYS[:30]) + lines(DAYS[30:], "%d/%m/%Y"))) == 2
    text = refusal(capsys)
    assert 'one is "2024-01-01", another "31/01/2024" (lines 32,' in text and "Write all of them alike" in text


def test_one_date_of_another_format(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    rows = lines()
    rows[30] = "31.01.2024,2"
    assert trained(write(rows)) == 2
    assert 'The time in "day" is missing or unreadable in line 32' in refusal(capsys)


def test_a_constant_series(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(write([f"{day},5" for day in DAYS])) == 2
    assert 'The target "sold" is 5 in all 60 steps: there is nothing to learn. Name another' in refusal(capsys)


def test_zeros_in_the_target_are_left_out_of_mape_and_told(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write([f"{day},{max(0, place % 7 - 2)}" for place, day in enumerate(DAYS)])
    assert trained(path, "--name", "zeros") == 0
    assert run(["evaluate", str(Path(path).parent / "runs" / "zeros")]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "MAPE leaves out the targets that are zero: 18 of 42." in out


@pytest.mark.parametrize(("flag", "value"), [("--horizon", "0"), ("--window", "0"), ("--season", "-1")])
def test_a_length_of_no_step(flag: str, value: str, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(write(lines()), flag, value) == 2
    assert f'{flag} cannot be "{value}"; it takes INT >= 1 | auto.' in refusal(capsys)


@pytest.mark.parametrize("more", [(), ("--target", "sold")])
def test_a_word_among_the_numbers(more: tuple[str, ...], write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    rows = lines()
    rows[17] = f"{DAYS[17]},broken"
    assert trained(write(rows), *more) == 2
    text = refusal(capsys)
    assert 'The target "sold" is not a number in line 19' in text and '"broken"' in text


def test_one_time_with_two_values(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert trained(write([*lines(), f"{DAYS[5]},99"])) == 2
    text = refusal(capsys)
    assert '"day" stands there more than once with different values (line 62' in text and "--series-column" in text


def test_one_short_series_among_several(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        f"{day},{shop},{place % 7}" for shop, count in (("a", 60), ("b", 4)) for place, day in enumerate(DAYS[:count])
    ]
    path = write(rows, "day,shop,sold")
    assert trained(path, "--window", "6", "--horizon", "3", "--name", "shops") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "1 of 2 series are shorter than a window of 6 and a horizon of 3" in told and "b (4)" in told
    assert run(["predict", str(Path(path).parent / "runs" / "shops"), path]) == 2
    assert 'The series "b" has 4 steps; the model looks back on 6' in refusal(capsys)


def test_several_series_all_short(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{day},{shop},{place % 5}" for shop in "abc" for place, day in enumerate(DAYS[:12])]
    assert trained(write(rows, "day,shop,sold"), "--window", "9", "--horizon", "4") == 2
    assert "The longest series has 12 steps" in refusal(capsys)
