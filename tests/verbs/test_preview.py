"""Preview of augmentation, and augmentation in a run: training rows only, and resumed to the bit."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.events import Event, StepDone
from lamina.data.images import augment
from lamina.verbs.batches import source
from lamina.verbs.job import plan_job
from lamina.verbs.learn import train_job
from lamina.verbs.preview import preview_augmentation

OPTIONS = {"network": "lenet5", "epochs": 2, "batch_size": 64, "seed": 1}


def test_a_png_is_written(tmp_path: Path) -> None:
    varied = preview_augmentation("digits", tmp_path / "p.png", augment="flip,erase")
    plain = preview_augmentation("digits", tmp_path / "q.png", augment="none")
    with Image.open(varied) as one, Image.open(plain) as other:
        assert one.size == other.size and not np.array_equal(np.asarray(one), np.asarray(other))


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        preview_augmentation("iris", tmp_path / "p.png")
    assert refused.value.code == "verbs.preview_images"
    with pytest.raises(InputError) as refused:
        preview_augmentation("digits", tmp_path / "p.jpg")
    assert refused.value.code == "verbs.preview_png"


def test_only_training_rows_are_augmented(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[int] = set()
    varied = augment.Augmentation.vary

    def watched(self, images, row_ids, epoch, prepare=None):
        seen.update(row_ids.tolist())
        return varied(self, images, row_ids, epoch, prepare)

    monkeypatch.setattr(augment.Augmentation, "vary", watched)
    job = plan_job("digits", RunConfig().replace(augment=("flip", "crop"), **OPTIONS))
    network = job.blueprint.build(0, "auto")
    for part in ("train", "validation", "test"):
        batches = source(job, part, network)
        assert batches is not None
        images = torch.cat([batch.inputs["images"] for batch in batches.epoch(0)])
        rows = job.prepared.parts[part]
        if part != "train":
            assert torch.allclose(images, job.prepared.prepare(rows.tensors["images"])[0])
    assert seen == set(job.prepared.parts["train"].row_ids.tolist())


def test_augmented_training_repeats_and_differs_from_plain(tmp_path: Path) -> None:
    weights = {}
    for name, ways in (("a", "flip,colour"), ("b", "flip,colour"), ("c", "none")):
        job = plan_job("digits", RunConfig().replace(augment=ways, **OPTIONS))
        network, _ = train_job(job, tmp_path / name)
        weights[name] = torch.cat([value.flatten() for value in network.parameters()])
    assert torch.equal(weights["a"], weights["b"]) and not torch.equal(weights["a"], weights["c"])


def test_mixing_is_shown_and_numbers_are_not_mixed(tmp_path: Path) -> None:
    shown = preview_augmentation("digits", tmp_path / "p.png", augment="mixup,cutmix")
    plain = preview_augmentation("digits", tmp_path / "q.png", augment="none")
    with Image.open(shown) as one, Image.open(plain) as other:
        varied, kept = np.asarray(one), np.asarray(other)
    assert not np.array_equal(varied, kept) and np.array_equal(varied[:, :96], kept[:, :96])  # the originals' column
    with pytest.raises(InputError) as refused:
        preview_augmentation("digits", tmp_path / "r.png", augment="mixup", task="regress")
    assert refused.value.code == "images.mix_numbers"
    with pytest.raises(InputError) as refused:
        plan_job("digits", RunConfig().replace(augment="cutmix", task="regress", **OPTIONS))
    assert refused.value.code == "images.mix_numbers"


def test_a_mixed_training_says_so_and_resumes_to_the_bit(tmp_path: Path) -> None:
    options = {**OPTIONS, "epochs": 3, "augment": ("mixup", "cutmix", "flip"), "class_weights": "balanced"}
    job = plan_job("digits", RunConfig().replace(**options))
    assert "verbs.mixed" in [told.code for told in job.announcements()]
    whole, _ = train_job(job, tmp_path / "whole")
    train_job(job, tmp_path / "cut", listeners=[Stop(after=29)])  # 17 or more steps an epoch: within the second
    resumed, done = train_job(job, tmp_path / "cut", resume=True)
    assert done.epochs == 3
    for one, other in zip(whole.state_dict().values(), resumed.state_dict().values(), strict=True):
        assert torch.equal(one, other)


class Stop:
    """Asks for a stop after so many steps."""

    def __init__(self, after: int) -> None:
        self.left = after

    def hear(self, event: Event) -> str | None:
        self.left -= isinstance(event, StepDone)
        return "interrupted" if self.left == 0 else None


def test_auto_is_what_the_network_says() -> None:
    assert plan_job("digits", RunConfig().replace(**OPTIONS)).config.data.augment == ("none",)
    photo = plan_job("digits", RunConfig().replace(**{**OPTIONS, "network": "resnet20-cifar"}))
    assert photo.config.data.augment == ("padded-crop", "flip")


def test_names_that_contradict_are_refused() -> None:
    with pytest.raises(InputError):
        RunConfig().replace(augment=("none", "flip"))
    with pytest.raises(InputError):
        RunConfig().replace(augment="flop")
