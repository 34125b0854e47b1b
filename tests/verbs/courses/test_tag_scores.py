"""A part's tokens as they are scored."""

import torch

from lamina.core.batch import Part
from lamina.verbs.courses.tag_scores import flat_target, tagged_part


def test_tokens_without_a_label_are_not_scored() -> None:
    inputs = {"tokens": torch.tensor([[2, 1, 3], [3, 0, 0]]), "lengths": torch.tensor([3, 1])}
    part = Part("test", inputs, torch.tensor([[0, -1, 1], [1, -1, -1]]), None, torch.tensor([7, 9]))
    assert flat_target(part).tolist() == [0, -1, 1, 1]
    tagged = tagged_part(part, torch.arange(8, dtype=torch.float64).view(4, 2))
    assert tagged.target.tolist() == [0, 1, 1] and tagged.sentence.tolist() == [7, 7, 9]
    assert tagged.probability.tolist() == [[0, 1], [4, 5], [6, 7]] and tagged.known.tolist() == [True, True, True]
