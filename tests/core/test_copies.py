"""A tensor as it was when it was seen."""

import torch

from lamina.core.copies import Copies, version_of


def test_one_copy_for_each_state() -> None:
    copies, x = Copies(), torch.zeros(2)
    first = copies.of(x)
    assert copies.of(x) is first and copies.of("text") == "text"
    x += 1
    second = copies.of(x)
    assert first.tolist() == [0, 0] and second.tolist() == [1, 1] and copies.of(x) is second


def test_of_a_graph_a_copy_is_handed_on_and_the_gradient_arrives_at_what_is_seen() -> None:
    copies, x = Copies(), torch.tensor([-1.0, 2.0], requires_grad=True)
    seen, handed = copies.handed_on(3 * x)
    assert handed is not None
    again, behind = copies.handed_on(handed)  # an identity: what it gives is what was seen before it
    assert again is seen and behind is not None
    rectified = torch.relu_(behind)
    after, _ = copies.handed_on(rectified)
    assert seen.tolist() == [-3, 6] and after.tolist() == [0, 6]
    assert torch.autograd.grad(rectified.sum(), seen)[0].tolist() == [0, 1]


def test_without_a_graph_the_tensor_itself_is_handed_on() -> None:
    x = torch.zeros(2)
    seen, handed = Copies().handed_on(x)
    assert handed is None and seen is not x


def test_versions_are_zero_in_inference_mode() -> None:
    with torch.inference_mode():
        assert version_of(torch.zeros(1).add_(1)) == 0
    assert version_of(torch.zeros(1).add_(1)) == 1
