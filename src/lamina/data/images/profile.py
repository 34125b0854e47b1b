"""What `lamina data` says of images: sizes, modes, classes, brightness by part, copies across the parts, broken files."""

from collections import Counter

import torch

from lamina.core.batch import Part
from lamina.core.config import RunConfig
from lamina.core.errors import InputError
from lamina.core.records import ColumnProfile, Note, Profile
from lamina.core.spec import DataSpec, ImageSpec, TargetSpec
from lamina.data.audit import part_summaries
from lamina.data.duplicates import repeats
from lamina.data.images.brightness import brightness
from lamina.data.images.prepared import ImageTarget, choose_target, copies, image_parts, odd_classes, split_images
from lamina.data.images.reading import ImageSet
from lamina.data.images.twins import image_keys

_BINS = 20
_MOST_VALUES = 10


def profile_images(imageset: ImageSet, config: RunConfig) -> Profile:
    """The profile of a set of images. A single class is a note here, not an error; nothing is fitted."""
    try:
        target = choose_target(imageset, config)
    except InputError as problem:
        if problem.code != "images.single_class":
            raise
        alone = Note(code=problem.code, parameters=problem.parameters)
        codes = torch.zeros(len(imageset), dtype=torch.int64)
        target = ImageTarget(codes, (str(problem.parameters["name"]),), (alone,))
    split = split_images(imageset, target, config)
    parts = image_parts(imageset, target, split)
    _, copied = copies(imageset, parts)
    named = TargetSpec(name=imageset.target, classes=target.classes)
    task = "classify" if target.classes else "regress"
    spec = DataSpec(kind="images", task=task, image=imageset.image, targets=(named,))
    columns = [
        _counted("size", imageset.sizes or {}, len(imageset)),
        _counted("mode", imageset.modes or {}, len(imageset)),
    ]
    columns += [_brightness(part, imageset.image) for part in parts.values()]
    columns.append(_target_column(imageset, target))
    notes = (*imageset.notes, *target.notes, *split.notes, split.rule, *odd_classes(imageset, target, parts), *copied)
    return Profile(
        source=imageset.source, kind="images", rows=len(imageset), task=task, target=imageset.target,
        columns=tuple(columns), parts=part_summaries(parts, spec), repeated_rows=repeats(image_keys(imageset.images)), notes=notes,
    )  # fmt: skip


def _brightness(part: Part, image: ImageSpec) -> ColumnProfile:
    values = brightness(part.inputs["images"], image)
    return _number_column(f"brightness, {part.name}", values)


def _number_column(name: str, values: torch.Tensor, role: str = "input") -> ColumnProfile:
    steps = torch.linspace(0, 1, 9, dtype=torch.float64)
    mean, std = values.mean(), values.std(correction=0)
    low, high = float(values.min()), float(values.max())
    edges = torch.linspace(low, high if high > low else low + 1.0, _BINS + 1, dtype=torch.float64)
    bins = (torch.searchsorted(edges, values, right=True) - 1).clamp(0, _BINS - 1)
    skew = ((values - mean) ** 3).mean() / std**3 if std > 0 else None
    return ColumnProfile(
        name=name, type="number", role=role, rows=len(values), missing=0, unique=len(values.unique()),
        quantiles=tuple(values.quantile(steps).tolist()), mean=float(mean), std=float(std),
        skew=None if skew is None else float(skew),
        histogram=tuple(torch.bincount(bins, minlength=_BINS).tolist()), edges=tuple(edges.tolist()),
    )  # fmt: skip


def _counted(name: str, counts: dict[str, int], rows: int) -> ColumnProfile:
    top = dict(list(counts.items())[:_MOST_VALUES])
    return ColumnProfile(name=name, type="category", rows=rows, missing=0, unique=len(counts), top=top)


def _target_column(imageset: ImageSet, target: ImageTarget) -> ColumnProfile:
    if not target.classes:
        return _number_column(imageset.target, target.values[:, 0], role="target")
    counts = Counter(target.classes[code] for code in target.values.tolist())
    column = _counted(imageset.target, {name: counts[name] for name in target.classes}, len(imageset))
    return column.model_copy(update={"role": "target", "top": dict(counts.most_common(_MOST_VALUES))})
