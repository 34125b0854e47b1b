"""Training that starts from weights: of torchvision's form and of an earlier run."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor

import lamina
from lamina.core.errors import InputError, InterruptedRunError
from lamina.core.events import Announcement, EpochDone, Event
from lamina.networks import catalog
from lamina.networks.googlenet_tv import DEVIATIONS, MEANS
from lamina.report.run.summary import audit_line
from lamina.verbs.run import Run


class StopAfter:
    """Asks for a stop after an epoch."""

    hears_steps = False

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def hear(self, event: Event) -> str | None:
        return "interrupted" if isinstance(event, EpochDone) and event.epoch == self.epoch else None


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three classes of 10 small images."""
    folder, draw = tmp_path_factory.mktemp("photos"), np.random.default_rng(0)
    for channel, name in enumerate(("blue", "green", "red")):
        (folder / name).mkdir()
        for number in range(10):
            pixels = draw.integers(0, 99, (32, 32, 3), dtype=np.uint8)
            pixels[..., channel] += 150
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def state() -> dict[str, Tensor]:
    torch.manual_seed(0)
    return catalog.build("resnet18-tv", num_classes=5).state_dict()


@pytest.fixture(scope="module")
def file(state: dict[str, Tensor], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "resnet18.safetensors"
    save_file(state, path)
    return path


def trained(photos: Path, out: Path, weights: Path, **options: Any) -> Run:
    usual: dict[str, Any] = {
        "epochs": 2, "image_size": 32, "out": str(out), "plots": False, "baseline": False, "augment": ("none",),
        "freeze": "features",
    }  # fmt: skip
    return lamina.train(str(photos), weights=str(weights), **{**usual, **options})


@pytest.fixture(scope="module")
def extracted(photos: Path, file: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(photos, tmp_path_factory.mktemp("runs"), file)


def body(network: torch.nn.Module) -> dict[str, Tensor]:
    return {name: value for name, value in network.state_dict().items() if not name.startswith("fc.")}


def test_frozen_features_stay_as_they_came(extracted: Run, state: dict[str, Tensor]) -> None:
    assert extracted.config.network.network == "resnet18-tv"
    found = body(extracted.model.network)
    assert len(found) == 120 and all(torch.equal(value, state[name]) for name, value in found.items())
    assert extracted.model.network.fc.weight.shape == (3, 512)  # type: ignore[union-attr]


def test_images_are_standardised_as_the_weights_expect_and_the_audit_says_so(extracted: Run) -> None:
    prepare = extracted.model.prepare
    assert prepare.get_buffer("mean").tolist() == list(MEANS) and prepare.get_buffer("std").tolist() == list(DEVIATIONS)
    assert {item.part for item in extracted.audit.statistics if item.name == "pixels"} == {"weights"}
    assert "weights.statistics" in {note.code for note in extracted.audit.notes}
    assert "from the weights" in audit_line(extracted.audit) and "other than" not in audit_line(extracted.audit)


def test_the_bundle_tells_where_its_weights_came_from(extracted: Run) -> None:
    told = extracted.model.card["weights"]
    assert (told["file"], told["freeze"], told["head_kept"]) == ("resnet18.safetensors", "features", False)
    assert len(told["sha256"]) == 64 and not extracted.folder.start.exists()


def test_a_stopped_run_goes_on_without_the_file_to_the_same_bits(
    photos: Path, file: Path, extracted: Run, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.safetensors"
    shutil.copy(file, copy)
    with pytest.raises(InterruptedRunError):
        trained(photos, tmp_path, copy, name="stopped", listeners=[StopAfter(1)])
    copy.unlink()
    resumed = lamina.resume(tmp_path / "stopped")
    one, other = extracted.model.network.state_dict(), resumed.model.network.state_dict()
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_features_of_varied_images_are_computed_anew_and_that_is_said(photos: Path, file: Path, tmp_path: Path) -> None:
    told: dict[str, dict[str, Any]] = {}

    class Ear:
        def hear(self, event: Event) -> None:
            if isinstance(event, Announcement):
                told[event.code] = event.parameters

    run = trained(photos, tmp_path, file, augment=("flip",), class_weights="balanced", epochs=1, listeners=[Ear()])
    assert told["weights.features_anew"] == {"varied": "flip"} and "weights.features" not in told
    found = body(run.model.network)
    assert all(
        torch.equal(value, found[name])
        for name, value in body(trained(photos, tmp_path / "o", file, epochs=1).model.network).items()
    )


def test_a_runs_weights_keep_head_and_statistics_where_the_classes_agree(
    photos: Path, extracted: Run, tmp_path: Path
) -> None:
    run = trained(photos, tmp_path, extracted.path, freeze="none", epochs=1, learning_rate=1e-3, augment=("flip",))
    assert run.model.card["weights"]["head_kept"] and run.model.card["weights"]["form"] == "lamina"
    assert run.model.prepare.get_buffer("mean").tolist() == list(MEANS)
    before, now = body(extracted.model.network), body(run.model.network)
    assert not all(torch.equal(before[name], now[name]) for name in before)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"network": "resnet18"}, "weights.torchvision_only"), ({"network": "resnet34-tv"}, "weights.other_network"),
        ({"weights": ""}, "weights.nothing_to_freeze"), ({"weights": "no/where.pth"}, "weights.missing"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_before_anything_is_left(
    photos: Path, file: Path, tmp_path: Path, options: dict[str, Any], code: str
) -> None:
    with pytest.raises(InputError) as caught:
        trained(photos, tmp_path / "runs", options.pop("weights", file), **options)
    assert caught.value.code == code and not (tmp_path / "runs").exists()


def test_wrong_shapes_name_layer_found_and_expected(photos: Path, state: dict[str, Tensor], tmp_path: Path) -> None:
    save_file({**state, "conv1.weight": torch.zeros(64, 1, 7, 7)}, tmp_path / "grey.safetensors")
    with pytest.raises(InputError, match=r"conv1\.weight.*\(64, 1, 7, 7\).*\(64, 3, 7, 7\)"):
        trained(photos, tmp_path / "runs", tmp_path / "grey.safetensors", network="resnet18-tv")


def test_tables_and_ones_own_modules_are_told_apart(table: Path, file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="for images"):
        lamina.train(str(table), target="kind", weights=str(file), out=str(tmp_path))
