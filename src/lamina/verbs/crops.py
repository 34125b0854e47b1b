"""Answers from several views of each image, averaged; and a run's own images read again for them."""

import torch
from torch import Tensor

from lamina.bundle.model import Model
from lamina.core.batch import Part
from lamina.core.errors import InputError
from lamina.core.records import Evaluation, Note
from lamina.core.rows import Inputs
from lamina.core.spec import DataSpec
from lamina.data.audit import row_ids_hash
from lamina.data.images.crops import CROPS, larger_image, views
from lamina.data.images.prepared import choose_target, image_parts, split_images
from lamina.data.images.reading import read_images
from lamina.evaluation.score import evaluate_part
from lamina.verbs.folder import RunFolder
from lamina.verbs.settings import source_of

ROWS_AT_ONCE = 512


def check_crops(crops: int, spec: DataSpec) -> None:
    """Refuse a number of crops that is none of 1, 2, 5 and 10, and several of a table."""
    if crops not in CROPS:
        raise InputError("verbs.crops_number", crops=crops, known=", ".join(map(str, CROPS)))
    if crops > 1 and spec.image is None:
        raise InputError("verbs.crops_table", crops=crops)


def answers_of(model: Model, inputs: Inputs, crops: int) -> Tensor:
    """Answers (n, Y) float64; of several crops the mean over the views (probabilities, or numbers in raw units).

    inputs: as `encode` reads them for so many crops.
    """
    image = model.spec.image
    if crops == 1 or image is None:
        return model.answer(inputs)
    images = inputs["images"]
    pieces = [images[first : first + ROWS_AT_ONCE] for first in range(0, max(1, len(images)), ROWS_AT_ONCE)]
    return torch.cat([_mean(model, [*views(piece, image, crops)]) for piece in pieces])


def _mean(model: Model, seen: list[Tensor]) -> Tensor:
    return torch.stack([model.answer({"images": view}) for view in seen]).mean(dim=0)


def crops_notes(crops: int) -> tuple[Note, ...]:
    """What is said beside scores of several crops."""
    return () if crops == 1 else (Note(code="verbs.crops", parameters={"crops": crops}),)


def score_again(model: Model, before: Evaluation, folder: RunFolder, crops: int) -> Evaluation:
    """Scores of several crops on the part of a run's own images that `before` scored, beside the same baselines."""
    check_crops(crops, model.spec)
    part = own_part(before.part, model.spec, folder, crops)
    answers = answers_of(model, part.inputs, crops)
    scored = evaluate_part(before.part, answers, part.target, model.spec, baselines=before.baselines)
    return scored.model_copy(update={"notes": (*scored.notes, *crops_notes(crops))})


def own_part(name: str, spec: DataSpec, folder: RunFolder, crops: int) -> Part:
    """A part of a run's own images, read as `crops` views need them. Refused where the data is not that of the run."""
    return own_images(spec, folder, crops)[name]


def own_images(spec: DataSpec, folder: RunFolder, crops: int) -> dict[str, Part]:
    """All parts of a run's own images, read as `crops` views need them."""
    assert spec.image is not None
    config, audit = folder.config(), folder.audit()
    imageset = read_images(source_of(None, config), config.data, image=larger_image(spec.image, crops))
    target = choose_target(imageset, config)
    parts = image_parts(imageset, target, split_images(imageset, target, config))
    changed = bool(imageset.paths) and imageset.fingerprint != audit.fingerprint
    if changed or row_ids_hash(parts) != audit.row_ids_hash:
        raise InputError("verbs.other_data", path=str(folder.path), source=imageset.source)
    return parts
