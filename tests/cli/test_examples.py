"""lamina explain neuron: no run is needed."""

from pathlib import Path

import pytest

from lamina.cli.main import run


def test_text_and_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "two-two-one", "--loss", "squared-error-sum", "--learning-rate", "0.5"]) == 0
    assert "η = 0.5" in capsys.readouterr().out
    assert run(["explain", "pooling", "--out", str(tmp_path / "page.html")]) == 0
    assert run(["explain", "neuron", "--out", str(tmp_path), "--lang", "zh"]) == 0
    assert (tmp_path / "page.html").is_file() and "神经元" in (tmp_path / "neuron.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["neuron", "--view", "rows"], "takes no --view"),
        (["neuron", "photo.png"], "takes no INPUT"),
        (["runs/there", "--learning-rate", "1"], "--learning-rate belongs to"),
        (["neuron", "--loss", "squared"], "There is no loss"),
        (["neuronn"], 'Did you mean "neuron"'),
        (["two-two-one", "--loss", "foo"], "squared-error-half, squared-error-mean"),
    ],
)
def test_mistakes_are_one_sentence(typed: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", *typed]) == 2
    told = capsys.readouterr().err
    assert said in told and "Traceback" not in told
