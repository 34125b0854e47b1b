"""What a model answers for many rows: batched, without gradient, and the modules left as they were."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import polars as pl
import torch
from torch import Tensor, nn

from lamina.core.outputs import main_output
from lamina.core.rows import Inputs, Values
from lamina.core.spec import DataSpec
from lamina.evaluation.losses import row_losses

MOST_ROWS = 512  # of a batch
VALUES_PER_BATCH = 2**21  # raw values of a batch: 8 MB as float32, rows of any size


def answer(
    prepare: nn.Module, network: nn.Module, finish: nn.Module, inputs: Inputs,
    *, batch_size: int | None = None, device: str = "cpu",
) -> Tensor:  # fmt: skip
    """Answers for raw inputs, float64 (n, Y) on the CPU: probabilities of classes or labels, or raw units.

    The modules are on `device` already; batches (without a size: bounded in values) are moved there. Training mode is
    restored afterwards.
    """
    with evaluating(prepare, network, finish):
        return _batched(lambda rows: finish(main_output(network(*prepare(*rows)))), inputs, batch_size, device)


def logits(
    prepare: nn.Module, network: nn.Module, inputs: Inputs, *, batch_size: int | None = None, device: str = "cpu"
) -> Tensor:
    """What the network itself gives for raw inputs, before `finish`: float64 (n, Y) on the CPU."""
    with evaluating(prepare, network):
        return _batched(lambda rows: main_output(network(*prepare(*rows))), inputs, batch_size, device)


def predictions_frame(
    part: str, row_ids: Tensor | Sequence[int], answers: Tensor, target: Tensor | None, spec: DataSpec
) -> pl.DataFrame:  # fmt: skip
    """One row per row of a part.

    Columns: row_id, split, target and answer (with _<target> where there are several), probability of the
    answer, loss (see `row_losses`), probability_<class>. Without a target the columns target and loss are absent.
    """
    ids = row_ids.tolist() if isinstance(row_ids, Tensor) else list(row_ids)
    columns: dict[str, pl.Series] = {"row_id": pl.Series(ids, dtype=pl.Int64)}
    columns["split"] = pl.Series([part] * len(ids), dtype=pl.String)
    if spec.numeric or spec.multi_label:
        columns |= _several(answers, target, spec)
    else:
        columns |= _one_class(answers, target, spec)
    if target is not None:
        columns["loss"] = pl.Series(row_losses(answers, target, spec).numpy())
    if spec.task == "classify":
        names = [each.name for each in spec.targets] if spec.multi_label else spec.classes
        for index, name in enumerate(names):
            columns[f"probability_{name}"] = pl.Series(answers[:, index].numpy())
    return pl.DataFrame(columns)


def _one_class(answers: Tensor, target: Tensor | None, spec: DataSpec) -> dict[str, pl.Series]:
    """Class names of target and answer, and the answer's probability."""
    columns = {}
    if target is not None:
        columns["target"] = pl.Series([spec.classes[index] for index in target.tolist()], dtype=pl.String)
    probability, chosen = answers.max(dim=1) if len(answers) else (answers.new_zeros(0), answers.new_zeros(0).long())
    columns["answer"] = pl.Series([spec.classes[index] for index in chosen.tolist()], dtype=pl.String)
    columns["probability"] = pl.Series(probability.numpy())
    return columns


def _several(answers: Tensor, target: Tensor | None, spec: DataSpec) -> dict[str, pl.Series]:
    """A column of targets and one of answers per target: numbers, or 0 and 1 of labels."""
    columns: dict[str, pl.Series] = {}
    given = answers if spec.numeric else (answers >= 0.5).double()
    for index, each in enumerate(spec.targets):
        suffix = f"_{each.name}" if len(spec.targets) > 1 else ""
        if target is not None:
            columns[f"target{suffix}"] = pl.Series(target[:, index].numpy())
        columns[f"answer{suffix}"] = pl.Series(given[:, index].numpy())
    return columns


def _batched(compute: Callable[[list[Tensor]], Tensor], inputs: Inputs, batch_size: int | None, device: str) -> Tensor:
    """`compute` over slices of the rows; an empty part still passes once, so that the width is right."""
    num_rows = len(next(iter(inputs.values())))
    size = batch_size or max(1, min(MOST_ROWS, VALUES_PER_BATCH // max(1, sum(map(_width, inputs.values())))))
    answers = []
    for start in range(0, max(num_rows, 1), size):
        rows = [values[start : start + size].to(device) for values in inputs.values()]
        answers.append(compute(rows).detach().double().cpu())
    return torch.cat(answers)


def _width(values: Values) -> int:
    """Values of a row."""
    return math.prod(values.shape[1:])


@contextmanager
def evaluating(*modules: nn.Module) -> Iterator[None]:
    """Evaluation mode without gradient; each submodule's own mode is put back (a frozen one stays frozen)."""
    before = [(module, module.training) for root in modules for module in root.modules()]
    for root in modules:
        root.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for module, training in before:
            module.training = training
