"""Row losses against torch's own."""

import torch
from torch.nn import functional

from lamina.core.spec import DataSpec, TargetSpec
from lamina.evaluation.losses import row_losses


def test_classes_agree_with_cross_entropy() -> None:
    logits = torch.randn(20, 4, dtype=torch.float64)
    target = torch.randint(0, 4, (20,))
    spec = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=tuple("abcd")),))
    expected = functional.cross_entropy(logits, target, reduction="none")
    assert torch.allclose(row_losses(logits.softmax(dim=1), target, spec), expected)


def test_labels_agree_with_binary_cross_entropy() -> None:
    logits = torch.randn(20, 2, dtype=torch.float64)
    target = (torch.rand(20, 2) < 0.5).double()
    spec = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="a"), TargetSpec(name="b")))
    expected = functional.binary_cross_entropy_with_logits(logits, target, reduction="none").mean(dim=1)
    assert torch.allclose(row_losses(logits.sigmoid(), target, spec), expected)


def test_a_probability_of_zero_has_a_finite_loss() -> None:
    spec = DataSpec(kind="table", task="classify", targets=(TargetSpec(name="y", classes=("a", "b")),))
    loss = row_losses(torch.tensor([[1.0, 0.0]]), torch.tensor([1]), spec)
    assert 36 < float(loss) < 37
