"""Weights to start from: whose they are, and what is refused."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from lamina.bundle.pretrained import fitting_network, keep, read_pretrained
from lamina.core.errors import InputError
from lamina.networks import catalog
from lamina.networks.googlenet_tv import MEANS

KEYS = Path(__file__).parents[2].parent / "shared" / "reference" / "torchvision-keys.json"


@pytest.fixture(scope="module")
def state() -> dict[str, Tensor]:
    torch.manual_seed(0)
    return catalog.build("resnet18-tv", num_classes=7).state_dict()


@pytest.fixture(scope="module")
def file(state: dict[str, Tensor], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "resnet18.safetensors"
    save_file(state, path)
    return path


def refused(path: Path, network: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_pretrained(str(path), network)
    return caught.value


def test_torchvision_weights_are_known_by_their_names(file: Path) -> None:
    for network in ("auto", "resnet18-tv"):
        found = read_pretrained(str(file), network)
        assert (found.form, found.network, found.num_classes) == ("torchvision", "resnet18-tv", 7)
        assert found.mean == MEANS and found.image == (3, 224, 224) and len(found.sha256) == 64


def test_they_load_into_tv_networks_only_and_the_right_one_is_named(file: Path) -> None:
    for network in ("resnet18", "lenet5"):
        error = refused(file, network)
        assert error.code == "weights.torchvision_only" and "--network resnet18-tv" in str(error)
    assert refused(file, "resnet34-tv").code == "weights.other_network"


def test_missing_and_odd_names_are_told(state: dict[str, Tensor], tmp_path: Path) -> None:
    changed = {key: value for key, value in state.items() if key != "layer1.0.conv1.weight"}
    save_file({**changed, "odd.weight": torch.ones(1)}, tmp_path / "a.safetensors")
    said = str(refused(tmp_path / "a.safetensors", "resnet18-tv"))
    assert "layer1.0.conv1.weight" in said and "odd.weight" in said
    assert refused(tmp_path / "a.safetensors", "auto").code == "weights.nobodys"


def test_a_head_of_another_width_is_refused(state: dict[str, Tensor], tmp_path: Path) -> None:
    save_file({**state, "fc.weight": torch.zeros(7, 400)}, tmp_path / "head.safetensors")
    error = refused(tmp_path / "head.safetensors", "auto")
    assert error.code == "weights.wrong_shape" and "fc.weight has the shape (7, 400)" in str(error)


def test_old_files_without_counters_and_head_load(state: dict[str, Tensor], tmp_path: Path) -> None:
    old = {key: value for key, value in state.items() if "num_batches" not in key and not key.startswith("fc.")}
    save_file(old, tmp_path / "old.safetensors")
    assert read_pretrained(str(tmp_path / "old.safetensors"), "resnet18-tv").num_classes == 0


def test_numbers_that_are_not_finite_are_refused(state: dict[str, Tensor], tmp_path: Path) -> None:
    save_file({**state, "bn1.bias": torch.full((64,), torch.nan)}, tmp_path / "nan.safetensors")
    assert "bn1.bias" in str(refused(tmp_path / "nan.safetensors", "resnet18-tv"))


def test_cut_short_and_missing_files_are_refused(file: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.safetensors").write_bytes(file.read_bytes()[:10000])
    assert refused(tmp_path / "cut.safetensors", "auto").code == "weights.unreadable"
    assert refused(tmp_path / "none.pth", "auto").code == "weights.missing"


def test_a_copy_is_read_back_and_a_changed_one_refused(file: Path, tmp_path: Path) -> None:
    weights = read_pretrained(str(file), "resnet18-tv")
    keep(tmp_path, weights)
    again = read_pretrained(str(tmp_path), "resnet18-tv")
    assert again.facts() == weights.facts()
    assert all(torch.equal(value, weights.tensors[key]) for key, value in again.tensors.items())
    copy = tmp_path / "weights.safetensors"
    copy.write_bytes(copy.read_bytes()[:-1] + b"\x01")
    assert refused(tmp_path, "resnet18-tv").code == "bundle.changed"


@pytest.mark.skipif(not KEYS.is_file(), reason="torchvision's names are not beside the repository")
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("alexnet", "alexnet-tv"), ("vgg11_bn", "vgg11-bn-tv"), ("vgg16", "vgg16-tv"), ("googlenet", "googlenet-tv"),
     ("resnet34", "resnet34-tv"), ("resnet50", "resnet50-tv"), ("resnet101", "resnet101-tv")],
)  # fmt: skip
def test_variants_are_told_apart(theirs: str, ours: str) -> None:
    shapes = json.loads(KEYS.read_text())[theirs]
    assert fitting_network({name: torch.empty(shape, device="meta") for name, shape in shapes}) == ours
