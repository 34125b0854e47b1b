"""How the rows of a training come: in shuffled order, or in that of the file, of the classes, of time?"""

import torch
from torch import Tensor

from lamina.core.batch import Batch
from lamina.core.health import Order

MOST_ROWS = 4096  # of each of two epochs


class Sequence:
    """Rows and targets of the first batches of the first two epochs, as they come."""

    def __init__(self) -> None:
        self._ids: tuple[list[Tensor], list[Tensor]] = ([], [])
        self._targets: list[Tensor] = []
        self._rows = [0, 0]

    def add(self, epoch: int, number: int, batch: Batch) -> None:
        """Batch `number` of epoch 0 or 1; those that do not follow on (of a resumed run) are left out."""
        if self._rows[epoch] >= MOST_ROWS or number != len(self._ids[epoch]):
            return
        self._ids[epoch].append(batch.row_ids)
        self._rows[epoch] += len(batch.row_ids)
        if epoch == 0:
            self._targets.append(batch.target)

    def order(self) -> Order | None:
        """What the rows say; None of fewer than two batches."""
        first, second = self._ids
        if self._rows[0] < 4 or not first[0].dim():
            return None
        ids = torch.cat(first).flatten().cpu()
        figures: dict[str, float] = {"climb": _correlation(_ranks(ids), torch.arange(len(ids)))}
        if second:
            again = torch.cat(second).flatten().cpu()
            shared = min(len(ids), len(again))
            figures["same_each_epoch"] = float((ids[:shared] == again[:shared]).double().mean())
        targets = self._targets
        if targets[0].dim() == 1 and not targets[0].is_floating_point():
            figures |= _of_classes([one.cpu() for one in targets])
        elif targets[0].dim() == 2 and targets[0].is_floating_point():
            numbers = torch.cat(targets)[:, 0].cpu()
            figures["correlation"] = _correlation(numbers[1:], numbers[:-1])
        return Order(rows=len(ids), batch_size=len(first[0]), **figures)


def _of_classes(batches: list[Tensor]) -> dict[str, float]:
    """repeats and purity, with what shuffled rows would give. Of a batch of n rows the squared shares sum to

    1/n + (1 - 1/n) sum p^2 on average.
    """
    labels = torch.cat(batches)
    shares = torch.bincount(labels).double() / len(labels)
    chance = float(shares.square().sum())
    purity, expected = 0.0, 0.0
    for batch in batches:
        count = len(batch)
        purity += float((torch.bincount(batch).double() / count).square().sum()) / len(batches)
        expected += (1 / count + (1 - 1 / count) * chance) / len(batches)
    repeats = float((labels[1:] == labels[:-1]).double().mean())
    return {"repeats": repeats, "expected_repeats": chance, "purity": purity, "expected_purity": expected}


def _ranks(values: Tensor) -> Tensor:
    return values.argsort().argsort()


def _correlation(one: Tensor, other: Tensor) -> float:
    """Pearson's; 0 where one does not vary."""
    one, other = one.double() - one.double().mean(), other.double() - other.double().mean()
    size = float(one.norm() * other.norm())
    return float(one @ other) / size if size else 0.0
