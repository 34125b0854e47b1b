"""Gradual unfreezing and rates per stage, as a user asks for them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor

import lamina
from lamina.core.errors import InputError, InterruptedRunError, LaminaWarning
from lamina.core.events import Announcement, Event, StepDone
from lamina.networks import catalog
from lamina.verbs.run import Run


class Heard:
    """Keeps announcements; asks for a stop after a step."""

    def __init__(self, stop: tuple[int, int] | None = None) -> None:
        self.told: dict[str, dict[str, Any]] = {}
        self.stop = stop

    def hear(self, event: Event) -> str | None:
        if isinstance(event, Announcement):
            self.told[event.code] = event.parameters
        here = isinstance(event, StepDone) and (event.epoch, event.step) == self.stop
        return "interrupted" if here else None


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three classes of 12 small images."""
    folder, draw = tmp_path_factory.mktemp("photos"), np.random.default_rng(0)
    for channel, name in enumerate(("blue", "green", "red")):
        (folder / name).mkdir()
        for number in range(12):
            pixels = draw.integers(0, 90, (24, 24, 3), dtype=np.uint8)
            pixels[..., channel] += 120
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("weights") / "resnet18.safetensors"
    save_file(catalog.build("resnet18-tv", num_classes=5).state_dict(), path)
    return path


def trained(photos: Path, out: Path, file: Path, **options: Any) -> Run:
    usual: dict[str, Any] = {
        "epochs": 3, "image_size": 32, "out": str(out), "plots": False, "baseline": False, "augment": ("flip",),
        "freeze": "gradual", "batch_size": 8, "stage_rate_decay": 0.4, "learning_rate": 0.01,
    }  # fmt: skip
    return lamina.train(str(photos), weights=str(file), **{**usual, **options})


def weights_of(run: Run) -> dict[str, Tensor]:
    return run.model.network.state_dict()


def test_stages_learn_one_after_the_other_and_that_is_told(photos: Path, file: Path, tmp_path: Path) -> None:
    heard = Heard()
    run = trained(photos, tmp_path, file, listeners=[heard])
    idle = dict.fromkeys(("layer2", "layer1", "conv1"))
    assert heard.told["training.unfreezing"]["begins"] == {"fc": 1, "layer4": 2, "layer3": 3, **idle}
    assert heard.told["training.unfrozen"]["begins"] == heard.told["training.unfreezing"]["begins"]
    rates = heard.told["training.stage_rates"]["rates"]
    assert rates["fc"] == pytest.approx(0.01) and rates["layer3"] == pytest.approx(0.01 * 0.4**2)
    counts = [row["trainable_parameters"] for row in run.history]
    assert counts[0] == 512 * 3 + 3 and counts == sorted(counts) and counts[2] < 11_000_000
    before = trained(photos, tmp_path, file, epochs=1, learning_rate=1e-9, name="still")
    for name, value in weights_of(before).items():
        if not name.startswith(("layer3", "layer4", "fc")):
            assert torch.equal(value, weights_of(run)[name]), name


@pytest.mark.parametrize("stop", [(1, 2), (2, 2), (3, 1)])
def test_a_stopped_run_goes_on_to_the_same_bits(
    photos: Path, file: Path, tmp_path: Path, stop: tuple[int, int]
) -> None:
    whole = trained(photos, tmp_path, file, name="whole")
    with pytest.raises(InterruptedRunError):
        trained(photos, tmp_path, file, name="stopped", listeners=[Heard(stop)])
    resumed = lamina.resume(tmp_path / "stopped")
    assert all(torch.equal(value, weights_of(resumed)[name]) for name, value in weights_of(whole).items())


def test_what_does_not_fit_is_refused_and_what_is_unused_is_told(photos: Path, file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'no stage "layer9".*conv1, layer1, layer2, layer3, layer4, fc'):
        trained(photos, tmp_path / "runs", file, stage_rates={"layer9": 1e-3})
    with pytest.raises(InputError, match="--freeze gradual needs --weights"):
        lamina.train("digits", freeze="gradual", out=str(tmp_path / "runs"))
    assert not (tmp_path / "runs").exists()
    with pytest.warns(LaminaWarning, match="--unfreeze-every has no effect"):
        trained(photos, tmp_path, file, freeze="none", unfreeze_every=2, epochs=1)
    with pytest.warns(LaminaWarning, match="--stage-rate-decay has no effect: with --freeze features"):
        trained(photos, tmp_path, file, freeze="features", epochs=1, augment=("none",))


def test_rates_of_stages_need_no_weights(table: Path, tmp_path: Path) -> None:
    heard = Heard()
    lamina.train(
        str(table), target="kind", out=str(tmp_path), epochs=1, plots=False, baseline=False, listeners=[heard],
        learning_rate=0.01, stage_rates={"output": 0.1},
    )  # fmt: skip
    assert heard.told["training.stage_rates"]["rates"] == pytest.approx(
        {"output": 0.1, "hidden.layer2": 0.01, "hidden.layer1": 0.01}
    )
    assert "training.unfreezing" not in heard.told
