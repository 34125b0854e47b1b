"""Targets and answers of single rows, as people read them."""

import torch
from torch import Tensor

from lamina.bundle.model import Model
from lamina.core.rows import Inputs
from lamina.core.spec import DataSpec
from lamina.data.texts.written import written
from lamina.report.numbers import short
from lamina.verbs.courses.translating import translate
from lamina.verbs.views.row_steps import token_name

MOST_NUMBERS = 4  # of several targets, or steps ahead
MOST_TOKENS = 40
_MORE = " …"


def target_texts(target: Tensor, spec: DataSpec) -> list[str]:
    """One text per row: a class, labels, numbers in raw units, tags, the next token, a translation; "" for none."""
    if spec.task == "tag":
        return [_tags(row[row >= 0], spec) for row in target]
    if spec.task == "language":
        ends = [row[row >= 0] for row in target]
        return [_token(int(row[-1]), spec) if len(row) else "" for row in ends]
    if spec.task == "translate":
        assert spec.into is not None
        return [written(row[row >= 0].tolist(), spec.into) for row in target]
    return _one_answer(target, spec)


def answer_texts(model: Model, answers: Tensor, raw: Inputs) -> list[str]:
    """One text per row, of what `Model.answer` gave for the raw inputs."""
    spec = model.spec
    if spec.task == "tag":
        lengths = raw["lengths"][:].tolist()
        return [_tags(row[:length].argmax(dim=1), spec) for row, length in zip(answers, lengths, strict=True)]
    if spec.task == "translate":
        return translate(model.network, raw["tokens"][:], raw["lengths"][:], spec)
    if spec.task == "language":
        return [_token(int(row.argmax()), spec) for row in answers]
    return _one_answer(answers.argmax(dim=1) if spec.classes else answers, spec)


def answer_indices(answers: Tensor, spec: DataSpec) -> list[int | None]:
    """The output that is explained: of the class (label, token) that is most likely; None of numbers and of steps."""
    if spec.numeric or spec.task in ("tag", "translate") or answers.dim() != 2:
        return [None] * len(answers)
    return [int(row.argmax()) for row in answers]


def _one_answer(values: Tensor, spec: DataSpec) -> list[str]:
    if spec.classes:
        return [spec.classes[code] if 0 <= code < len(spec.classes) else "" for code in values.tolist()]
    if spec.multi_label:
        return [_labels(row, spec) for row in values]
    return [_numbers(row) for row in values.reshape(len(values), -1)]


def _labels(row: Tensor, spec: DataSpec) -> str:
    """The labels that are on: those with a name of their own, else the target's name."""
    return ", ".join(each.name for each, value in zip(spec.targets, row.tolist(), strict=True) if value >= 0.5)


def _numbers(row: Tensor) -> str:
    shown = ", ".join(short(value) for value in row[:MOST_NUMBERS].tolist()) if not torch.isnan(row).all() else ""
    return shown + (_MORE if shown and len(row) > MOST_NUMBERS else "")


def _tags(codes: Tensor, spec: DataSpec) -> str:
    return " ".join(spec.classes[code] for code in codes[:MOST_TOKENS].tolist()) + (
        _MORE if len(codes) > MOST_TOKENS else ""
    )


def _token(code: int, spec: DataSpec) -> str:
    assert spec.text is not None
    return token_name(spec.text.vocabulary[code], spec.text)
