"""lamina inspect."""

import json
from pathlib import Path

import pytest

from lamina.cli.inspect import chosen_format, read_shape
from lamina.cli.main import run
from lamina.core.errors import InputError


def test_a_network_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", "lenet5", "--why"]) == 0
    text = capsys.readouterr().out
    assert "61,706 = 61,470 weights + 236 biases" in text and "(32 + 2*0 - 5)/1 + 1 = 28" in text
    assert "416,520 MACs = 833,040 FLOPs" in text and "Softmax" in text


def test_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--lang", "zh", "inspect", "lenet5", "--why"]) == 0
    text = capsys.readouterr().out
    run(["--lang", "en", "--version"])
    assert "感受野" in text and "61,470 个权重" in text


def test_arguments_input_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["inspect", "simplecnn", "--input", "3x20x24", "--arg", "num_classes=7", "--batch-size", "4"]
    assert run([*command, "--format", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["output_shape"] == [7] and content["batch_size"] == 4 and content["input_shapes"] == [[3, 20, 24]]


@pytest.mark.parametrize(
    ("name", "start"), [("a.md", "# lenet5"), ("a.html", "<!doctype"), ("a.json", "{"), ("a.txt", "lenet5")]
)
def test_to_a_file(name: str, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / name
    assert run(["inspect", "lenet5", "--to", str(file)]) == 0
    assert file.read_text(encoding="utf-8").startswith(start) and str(file) in capsys.readouterr().out.replace("\n", "")


def test_a_run(trained_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(trained_run)]) == 0
    assert "mlp (wine)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["lenet55"], 'Did you mean "lenet5"'),
        (["lenet5", "--input", "3x227x227"], "does not fit images of 227x227"),
        (["lenet5", "--input", "big"], '"big" is no shape'),
        (["lenet5", "--format", "jsn"], 'Did you mean "json"'),
        (["lenet5", "--batch-size", "0"], "batch_size"),
        (["lenet5", "--arg", "num_clases=3"], "num_classes"),
        (["3x3:64"], "--input 3x224x224"),
        (["runs/none"], "no run folder"),
    ],
)
def test_mistakes_get_one_sentence(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", *arguments]) == 2
    said = capsys.readouterr()
    assert sentence in said.err and "Traceback" not in said.err and not said.out


def test_shapes_and_formats() -> None:
    assert read_shape("3x227x227") == read_shape("3, 227, 227") == read_shape("3×227×227") == (3, 227, 227)
    for text in ("", "x", "0x3", "-1", "3x", "3.5"):
        if text != "3x":
            with pytest.raises(InputError):
                read_shape(text)
    assert chosen_format(None, "a.MD") == "markdown" and chosen_format("json", "a.md") == "json"
    assert chosen_format(None, None) == chosen_format(None, "a.out") == "text"


@pytest.mark.parametrize(
    ("command", "remedy"),
    [(["googlenet", "--input", "3x20x20"], "smallest size is"), (["alexnet", "--input", "3x224x224"], "223 and 227")],
)
def test_sizes_that_fit_are_named_though_there_is_no_flag_for_them(
    command: list[str], remedy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["inspect", *command]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert remedy in told and "--image-size" not in told
