"""The demo, shortened."""

from pathlib import Path

import lamina


def test_the_demo_learns_digits(tmp_path: Path) -> None:
    run = lamina.demo(epochs=2, out=str(tmp_path), plots=False, baseline=False)
    assert run.config.network.network == "lenet5"
    assert run.evaluate()["accuracy"] > 0.8
