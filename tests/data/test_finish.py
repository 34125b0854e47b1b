"""Answers in probabilities and raw units; targets scaled and back."""

import numpy as np
import pytest
import torch

from lamina.data.finish import LabelProbabilities, Probabilities, TargetScale, fit_target_scale

LOGITS = torch.tensor([[1.0, 2.0, 3.0], [1000.0, 0.0, -1000.0]])


def test_probabilities_are_the_softmax_in_float64() -> None:
    answers = Probabilities()(LOGITS)
    wanted = np.exp([1.0, 2.0, 3.0]) / np.exp([1.0, 2.0, 3.0]).sum()
    assert answers.dtype == torch.float64
    np.testing.assert_allclose(answers[0].numpy(), wanted, rtol=1e-15)
    assert answers[1].tolist() == [1.0, 0.0, 0.0]


def test_temperature_changes_no_answer_but_how_sure_it_is() -> None:
    cool, warm = Probabilities(), Probabilities()
    warm.temperature.fill_(3.0)
    assert torch.equal(cool(LOGITS).argmax(1), warm(LOGITS).argmax(1))
    assert warm(LOGITS)[0].max() < cool(LOGITS)[0].max()


def test_labels_are_independent() -> None:
    answers = LabelProbabilities()(torch.tensor([[0.0, 100.0]]))
    assert answers.tolist() == [[0.5, 1.0]]


def test_raw_units_undo_the_target_scale() -> None:
    target = torch.tensor([[3.0, -1e6], [5.0, 1e6], [10.0, 3e6]], dtype=torch.float64)
    scale = fit_target_scale(target)
    scaled = scale(target)
    assert scaled.dtype == torch.float32
    np.testing.assert_allclose(
        scaled.numpy(), (target.numpy() - target.numpy().mean(0)) / target.numpy().std(0), rtol=1e-6
    )
    assert torch.equal(scale.raw_units()(scaled), scale.inverse(scaled))
    np.testing.assert_allclose(scale.inverse(scaled).numpy(), target.numpy(), rtol=1e-6)


def test_constant_or_single_target_keeps_scale_one() -> None:
    assert fit_target_scale(torch.full((4, 1), 7.0, dtype=torch.float64)).scale.tolist() == [1.0]
    assert fit_target_scale(torch.tensor([[7.0]], dtype=torch.float64)).scale.tolist() == [1.0]
    assert TargetScale(2).arguments == {"num_outputs": 2}


def test_targets_of_any_size_scale_to_one() -> None:
    for unit in (1e-300, 1.0, 1e149):
        scale = fit_target_scale(torch.tensor([[1.0], [2.0], [3.0]], dtype=torch.float64) * unit)
        assert scale.mean.item() == pytest.approx(2 * unit) and scale.scale.item() == pytest.approx(
            (2 / 3) ** 0.5 * unit
        )


def test_the_scale_of_many_targets_does_not_depend_on_threads() -> None:
    target = torch.rand(60_000, 1, generator=torch.Generator().manual_seed(0), dtype=torch.float64) ** 3
    threads = torch.get_num_threads()
    try:
        scales = []
        for count in (1, 2):
            torch.set_num_threads(count)
            scale = fit_target_scale(target)
            scales.append((scale.scale.tolist(), scale.mean.tolist()))
    finally:
        torch.set_num_threads(threads)
    assert scales[0] == scales[1]
