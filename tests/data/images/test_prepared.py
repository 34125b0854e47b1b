from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import Note
from lamina.data.batches import MemoryBatches
from lamina.data.finish import Probabilities
from lamina.data.images.augment_colour import fit_colours
from lamina.data.images.cache import map_pixels
from lamina.data.images.pixels import fit_pixels
from lamina.data.images.prepared import ImageTarget, choose_target, image_parts, prepare_images
from lamina.data.images.reading import ImageSet, read_images
from lamina.data.images.twins import image_keys, thumbnails
from lamina.data.split import Split

CONFIG = RunConfig()
MNIST = Path(__file__).parents[4] / "shared" / "data" / "mnist"


def image_set(labels: Any, seed: int = 0, side: int = 8, channels: int = 3) -> ImageSet:
    shape = (len(labels), side, side, channels)
    images = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    return read_images((images, labels), CONFIG.data)


def codes(notes: Any) -> set[str]:
    return {note.code for note in notes}


def test_classification() -> None:
    images = image_set(["b", "a10", "a9"] * 40)
    prepared = prepare_images(images, CONFIG)
    assert prepared.spec.classes == ("a9", "a10", "b") and prepared.spec.image == images.image
    assert (
        prepared.spec.num_outputs == 3 and isinstance(prepared.finish, Probabilities) and prepared.scale_target is None
    )
    rows = torch.cat([part.row_ids for part in prepared.parts.values()])
    assert sorted(rows.tolist()) == list(range(120))
    for part in prepared.parts.values():
        assert torch.equal(part.tensors["images"], images.images[part.row_ids]) and part.target.dtype == torch.int64
        names = [prepared.spec.classes[code] for code in part.target]
        assert names == [images.labels[row] for row in part.row_ids.tolist()]


def test_statistics_see_the_training_images_only() -> None:
    images = image_set(["a", "b"] * 50)
    prepared = prepare_images(images, CONFIG)
    train = prepared.parts["train"]
    values = train.tensors["images"].double() / 255
    torch.testing.assert_close(prepared.prepare.mean, values.mean(dim=(0, 1, 2)), rtol=1e-12, atol=0)
    told = {(item.name, item.what): item for item in prepared.audit.statistics}
    assert told["pixels", "mean"].rows == len(train) and told["pixels", "mean"].part == "train"
    images.images[prepared.parts["test"].row_ids] = 0
    assert prepare_images(images, CONFIG).audit.statistics == prepared.audit.statistics


def test_audit() -> None:
    prepared = prepare_images(image_set(["a", "b"] * 50), CONFIG)
    audit = prepared.audit
    assert (audit.kind, audit.rows_read, audit.rows_used) == ("images", 100, 100)
    assert audit.rule.code == "data.split_stratified" and {part.name for part in audit.parts} == set(prepared.parts)
    assert sum(part.rows for part in audit.parts) == 100 and set(audit.row_ids_hash) == set(prepared.parts)
    assert audit.model_validate_json(audit.model_dump_json()) == audit


def test_copies_across_the_parts_are_counted() -> None:
    images = image_set(["a", "b"] * 50, side=16)
    first = prepare_images(images, CONFIG)
    assert sum(first.audit.shared_rows.values()) == 0 and "images.shared" not in codes(first.audit.notes)
    train, test = first.parts["train"].row_ids, first.parts["test"].row_ids
    images.images[test[:3]] = images.images[train[:3]]
    images.images[test[3]] = images.images[train[3]] ^ 1
    again = prepare_images(images, CONFIG)
    assert again.audit.shared_rows["train/test"] == 3
    near = next(note for note in again.audit.notes if note.code == "images.near")
    assert near.parameters["part"] == "test" and near.parameters["count"] == 1
    assert near.parameters["examples"] == [[str(int(train[3])), str(int(test[3]))]]


def test_regression() -> None:
    ages = np.random.default_rng(1).normal(40, 12, 100)
    prepared = prepare_images(image_set(ages), CONFIG)
    train = prepared.parts["train"]
    assert prepared.spec.task == "regress" and prepared.spec.num_outputs == 1 and train.target.shape[1] == 1
    assert prepared.scale_target is not None
    scaled = prepared.scale_target(train.target)
    assert (
        scaled.dtype == torch.float32
        and abs(float(scaled.mean())) < 1e-6
        and float(scaled.std(correction=0)) == pytest.approx(1)
    )
    torch.testing.assert_close(prepared.finish(scaled), train.target, rtol=1e-6, atol=1e-6)
    assert prepared.spec.targets[0].quantiles[0] == pytest.approx(float(train.target.min()))
    assert ("label", "mean") in {(item.name, item.what) for item in prepared.audit.statistics}


def test_the_guess_is_said_and_can_be_overruled() -> None:
    images = image_set(np.arange(60) % 3)
    guessed = prepare_images(images, CONFIG)
    assert guessed.spec.classes == ("0", "1", "2") and "images.task_guessed" in codes(guessed.audit.notes)
    asked = prepare_images(images, CONFIG.replace(task="regress"))
    assert asked.spec.task == "regress" and "images.task_guessed" not in codes(asked.audit.notes)
    many = image_set(np.arange(60))
    assert prepare_images(many, CONFIG).spec.task == "regress"
    with pytest.raises(InputError, match="60 different values in 60 rows"):
        choose_target(many, CONFIG.replace(task="classify"))
    pairs = image_set(np.arange(60) // 2)
    assert len(choose_target(pairs, CONFIG.replace(task="classify")).classes) == 30
    with pytest.raises(InputError, match="not a finite number"):
        prepare_images(image_set(["a", "b"] * 9), CONFIG.replace(task="regress"))


def test_single_class() -> None:
    with pytest.raises(InputError, match='one class, "a"'):
        prepare_images(image_set(["a"] * 20), CONFIG)


def test_odd_classes_are_noted() -> None:
    notes = codes(prepare_images(image_set(["Cat", "cat"] * 30 + ["dog"]), CONFIG).audit.notes)
    assert {"images.case_only", "data.lone_classes"} <= notes


def test_folds_cover_every_image_once() -> None:
    images, config = image_set(["a", "b"] * 30), CONFIG.replace(folds=3)
    tests = [prepare_images(images, config, fold).parts["test"].row_ids.tolist() for fold in range(3)]
    assert sorted(row for rows in tests for row in rows) == list(range(60))


def test_the_same_seed_gives_the_same_split() -> None:
    images = image_set(["a", "b"] * 30)
    first, second = (prepare_images(images, CONFIG.replace(seed=seed)).audit.row_ids_hash for seed in (3, 3))
    assert first == second != prepare_images(images, CONFIG.replace(seed=4)).audit.row_ids_hash


@pytest.mark.skipif(not MNIST.is_dir(), reason="the shared data is not here")
def test_mnist_keeps_its_test_part() -> None:
    prepared = prepare_images(read_images(MNIST, CONFIG.data, size=(32, 32), channels=1), CONFIG)
    assert {name: len(part) for name, part in prepared.parts.items()} == {
        "train": 51000,
        "validation": 9000,
        "test": 10000,
    }
    assert prepared.parts["test"].row_ids.tolist() == list(range(60000, 70000))
    assert prepared.audit.shared_rows == {"train/validation": 0, "train/test": 0, "validation/test": 0}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell RssAnon")
def test_images_on_disk_are_not_taken_into_memory(tmp_path: Path) -> None:
    count, side = 4_000, 96
    with (tmp_path / "pixels").open("wb") as file:
        file.truncate(count * side * side * 3)  # 111 MB
    images = map_pixels(tmp_path / "pixels", (count, side, side, 3))
    labels = torch.arange(count) % 2
    order = torch.randperm(count, generator=torch.Generator().manual_seed(0))
    split = Split({"train": order[:3000], "test": order[3000:]}, Note(code="data.split", parameters={}))
    before, highest = anonymous(), 0
    parts = image_parts(replace(image_set(["a", "b"]), images=images), ImageTarget(labels, ("a", "b"), ()), split)
    for step in (
        lambda: fit_pixels(parts["train"].inputs["images"]),
        lambda: fit_colours(parts["train"].inputs["images"]),
        lambda: [image_keys(part.inputs["images"]) for part in parts.values()],
        lambda: thumbnails(parts["train"].inputs["images"]),
        lambda: [1 for _ in MemoryBatches(parts["train"], batch_size=64, seed=0, shuffle=True).epoch(0)],
    ):
        step()
        highest = max(highest, anonymous())
    assert highest - before < 70e6


def anonymous() -> int:
    """Bytes that belong to this process alone, not what is mapped from files."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) * 1024
