"""What heads do, on attention whose answer is known."""

import torch

from lamina.lens.attention import summary
from lamina.lens.heads import masked_places, what_heads_do


def test_heads_are_named_after_where_they_look() -> None:
    steps = 6
    own = torch.eye(steps)
    first = torch.zeros(steps, steps)
    first[:, 0] = 1
    even = torch.full((steps, steps), 1 / steps)
    after = torch.eye(steps).roll(1, dims=1)
    before = torch.eye(steps).roll(-1, dims=1)
    seen = what_heads_do(summary("a", torch.stack([own, before, after, first, even])))
    assert [one.does for one in seen] == ["itself", "before", "after", "first", "even"]
    assert seen[0].evenness == 0 and seen[4].evenness == 1
    assert seen[0].reach == 0 and seen[3].reach == 2.5


def test_a_head_that_walks_along_the_source() -> None:
    walk = torch.eye(4, 9)
    stay = torch.zeros(4, 9)
    stay[:, 3] = 1
    along, one = what_heads_do(summary("cross", torch.stack([walk, stay])))
    assert (along.does, one.does) == ("along", "one") and along.share > 0.99 and along.reach is None


def test_causal_and_padding_are_masked_and_single_zeros_are_not() -> None:
    causal = torch.ones(2, 4, 4).tril()
    assert torch.equal(masked_places(causal), torch.ones(4, 4).triu(1).bool())
    padded = torch.ones(2, 3, 5)
    padded[:, :, 4] = 0
    padded[0, 1, 2] = 0
    assert masked_places(padded).nonzero().tolist() == [[0, 4], [1, 4], [2, 4]]


def test_a_query_without_a_choice_says_nothing() -> None:
    (only,) = what_heads_do(summary("a", torch.ones(1, 1, 1)))
    assert only.does == "mixed" and only.evenness == 0
    causal = torch.tensor([[[1.0, 0, 0], [0.5, 0.5, 0], [1 / 3, 1 / 3, 1 / 3]]])
    (even,) = what_heads_do(summary("a", causal))
    assert even.does == "even" and even.evenness > 0.999
