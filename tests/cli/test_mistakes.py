"""Each mistake in a command line has one sentence and exit code 2."""

import pytest

from lamina.cli.main import run


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["train", "x", "--epoch", "3"], 'no flag --epoch. Did you mean "--epochs"?'),
        (["train", "x", "--learning_rat", "3"], '"--learning-rate"'),
        (["train", "x", "--debg"], '"--debug"'),
        (["--vers"], '"--version"'),
        (["train", "x", "y"], '"y"'),
        (["train", "x", "--ignore", "k", "m", "z"], "Repeat --ignore before each, or use commas: --ignore k,m,z."),
        (["train", "x", "--missing-marks", "?", "m"], "or use commas: --missing-marks ?,m."),
        (["predict", "runs/a"], "DATA is missing"),
        (["train"], "DATA is missing"),
        (["resume"], "RUN is missing"),
        (["train", "x", "--epochs"], "--epochs needs a value"),
        (["train", "x", "--seed", "1", "--seed", "2"], "--seed is given more than once"),
        (["train", "x", "--plots=3"], "--plots"),
        (["export", "r", "--format", "onx"], 'Did you mean "onnx"?'),
        (["predict", "r", "d", "--to", "a.xlsx"], ".csv, .json, .parquet"),
        (["list", "--frobnicate"], "no flag --frobnicate"),
        (["--version", "--al"], '"--all"'),
    ],
)
def test_one_sentence(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    text = capsys.readouterr().err
    assert told in text and text.count("\n") == 1 and "Traceback" not in text and "pydantic" not in text, text


def test_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "x", "--epoch", "3", "--lang", "zh"]) == 2
    assert "没有选项 --epoch" in capsys.readouterr().err


def test_a_full_width_colon_needs_no_blank(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "iris", "--network", "lenet5", "--lang", "zh"]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("错误：lenet5 不能对表格做分类。")
    assert run(["train", "iris", "--network", "lenet5"]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("Error: lenet5 cannot classify tables.")
