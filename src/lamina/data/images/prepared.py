"""Images to fitted parts: split first, then statistics of the training images only, and the audit of it all."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import Audit, Note, Statistic
from lamina.core.rows import chosen
from lamina.core.spec import DataSpec, TargetSpec
from lamina.data.audit import part_summaries, row_ids_hash
from lamina.data.duplicates import shared_keys
from lamina.data.finish import Probabilities, fit_target_scale
from lamina.data.images.brightness import brightness_range
from lamina.data.images.fit import inner_size
from lamina.data.images.labels import class_name, class_names, class_notes, to_numbers
from lamina.data.images.pixels import ImagePreparation, fit_pixels
from lamina.data.images.reading import ImageSet
from lamina.data.images.twins import image_keys, near_twins
from lamina.data.prepared import Prepared
from lamina.data.rare_classes import check_repeats, rare_notes
from lamina.data.split import Split, split_rows


@dataclass(frozen=True)
class ImageTarget:
    """What is learned: (n,) int64 classes or (n, 1) float64 numbers, with the names of the classes (or none)."""

    values: Tensor
    classes: tuple[str, ...]
    notes: tuple[Note, ...]


def prepare_images(imageset: ImageSet, config: RunConfig, fold: int | None = None) -> Prepared:
    """Split, fit on the training images, audit. Raises InputError for a single class or labels that are no numbers."""
    target = choose_target(imageset, config)
    split = split_images(imageset, target, config, fold)
    parts = image_parts(imageset, target, split)
    prepare = fit_pixels(parts["train"].inputs["images"])
    spec = _spec(imageset, target, parts["train"])
    finish: nn.Module = Probabilities()
    scale = None
    if not target.classes:
        scale = fit_target_scale(parts["train"].target)
        finish = scale.raw_units()
    shared, notes = copies(imageset, parts)
    fitted = Fitted(prepare, scale.mean.tolist() if scale else [], scale.scale.tolist() if scale else [])
    all_notes = (*imageset.notes, *target.notes, *split.notes, *odd_classes(imageset, target, parts), *notes)
    audit = _audit(imageset, spec, parts, split, fitted, shared, all_notes)
    return Prepared(spec, parts, prepare, finish, scale, audit)


def choose_target(imageset: ImageSet, config: RunConfig) -> ImageTarget:
    """Classes or numbers, as `config.task.task` says, else as guessed from the labels (said where it was a guess)."""
    labels = list(imageset.labels)
    task = config.task.task if config.task.task != "auto" else ("classify" if imageset.classes else "regress")
    notes = []
    if config.task.task == "auto" and imageset.guessed:
        told = {"task": task, "different": len(set(labels)), "images": len(labels), "target": imageset.target}
        notes.append(Note(code="images.task_guessed", parameters=told))
    if task == "regress":
        numbers = to_numbers(labels, imageset.row_names)
        return ImageTarget(torch.tensor(numbers, dtype=torch.float64)[:, None], (), tuple(notes))
    classes = class_names(labels)
    if len(classes) < 2:
        raise InputError("images.single_class", name=class_name(labels[0]), images=len(labels), source=imageset.source)
    if imageset.given_part is None:
        check_repeats([class_name(label) for label in labels], imageset.target)
    index = {name: position for position, name in enumerate(classes)}
    values = torch.tensor([index[class_name(label)] for label in labels], dtype=torch.int64)
    return ImageTarget(values, classes, tuple(notes))


def split_images(imageset: ImageSet, target: ImageTarget, config: RunConfig, fold: int | None = None) -> Split:
    """Rows by part: as given, else by group, else stratified by class, else random."""
    return split_rows(
        len(imageset), config.data, labels=target.values.numpy() if target.classes else None,
        groups=imageset.group, given=imageset.given_part, seed=config.loop.seed, fold=fold,
    )  # fmt: skip


def image_parts(imageset: ImageSet, target: ImageTarget, split: Split) -> dict[str, Part]:
    """Parts with raw images (n, H, W, C) uint8: chosen from all of them, not copied, as they may lie on disk."""
    return {
        name: Part(name, {"images": chosen(imageset.images, rows)}, target.values[rows], None, rows)
        for name, rows in split.parts.items()
    }


def odd_classes(imageset: ImageSet, target: ImageTarget, parts: dict[str, Part]) -> list[Note]:
    """Classes of too few images, that training lacks, or that differ only in case."""
    if not target.classes:
        return []
    rows = torch.cat([part.row_ids for part in parts.values()]).tolist()
    given = [name for name, part in parts.items() for _ in range(len(part))]
    names = [target.classes[code] for code in target.values[rows].tolist()]

    def where(some: list[int]) -> dict[str, Any]:
        places = [imageset.row_names[rows[position]] for position in some]
        return {"places": places[:5], "unit": "image", "count": len(places), "file": ""}

    return [*class_notes(names), *rare_notes(names, given, imageset.target, where)]


def copies(imageset: ImageSet, parts: dict[str, Part]) -> tuple[dict[str, int], list[Note]]:
    """Images of one part that stand in another: equal pixels ("train/test" -> count), and nearly equal ones (notes)."""
    shared = shared_keys({name: image_keys(part.inputs["images"]) for name, part in parts.items()})
    notes = []
    if any(shared.values()):
        notes.append(Note(code="images.shared", parameters={"pairs": {pair: n for pair, n in shared.items() if n}}))
    height, width = inner_size(imageset.image)
    for name, twins in near_twins(parts, (height, width)).items():
        if twins.near:
            pairs = [[imageset.row_names[a], imageset.row_names[b]] for a, b in twins.pairs]
            told = {
                "part": name, "count": twins.near, "looked_at": twins.looked_at, "images": twins.images,
                "compared_with": twins.compared_with, "train_images": twins.train_images,
                "size": f"{width}x{height}", "examples": pairs,
            }  # fmt: skip
            notes.append(Note(code="images.near", parameters=told))
    return shared, notes


@dataclass(frozen=True)
class Fitted:
    """What was fitted: the pixels' statistics, and mean and scale of a numeric target (else empty)."""

    pixels: ImagePreparation
    target_mean: list[float]
    target_scale: list[float]

    def statistics(self, rows: int, target: str) -> tuple[Statistic, ...]:
        """As the audit shows them, with the number of training rows that they saw."""
        values: list[tuple[str, str, list[Any]]] = [
            ("pixels", "mean", self.pixels.mean.tolist()),
            ("pixels", "std", self.pixels.std.tolist()),
            (target, "mean", self.target_mean),
            (target, "scale", self.target_scale),
        ]
        return tuple(Statistic(name=name, what=what, values=fit, rows=rows) for name, what, fit in values if fit)


def _audit(
    imageset: ImageSet, spec: DataSpec, parts: dict[str, Part], split: Split, fitted: Fitted,
    shared: dict[str, int], notes: tuple[Note, ...],
) -> Audit:  # fmt: skip
    return Audit(
        source=imageset.source, fingerprint=imageset.fingerprint, kind="images",
        rows_read=len(imageset) + len(imageset.quarantined), rows_used=sum(map(len, parts.values())),
        rule=split.rule, parts=part_summaries(parts, spec), row_ids_hash=row_ids_hash(parts),
        statistics=fitted.statistics(len(parts["train"]), imageset.target), notes=notes, shared_rows=shared,
    )  # fmt: skip


def _spec(imageset: ImageSet, target: ImageTarget, train: Part) -> DataSpec:
    quantiles: tuple[float, ...] = ()
    if not target.classes:
        steps = torch.linspace(0, 1, 9, dtype=torch.float64)
        quantiles = tuple(torch.quantile(train.target[:, 0], steps).tolist())
    named = TargetSpec(name=imageset.target, classes=target.classes, quantiles=quantiles)
    task = "classify" if target.classes else "regress"
    known = brightness_range(train.inputs["images"], imageset.image)
    return DataSpec(kind="images", task=task, image=imageset.image, brightness=known, targets=(named,))
