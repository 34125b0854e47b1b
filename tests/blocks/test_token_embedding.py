"""Token embeddings: one-hot times matrix, scale, tied logits, padding."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from lamina.blocks.token_embedding import TokenEmbedding


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 9), st.integers(1, 6), st.booleans(), st.data())
def test_look_up_is_one_hot_times_matrix_forward_and_backward(
    vocab_size: int, width: int, scaled: bool, data: st.DataObject
) -> None:
    embedding = TokenEmbedding(vocab_size, width, scaled=scaled).double()
    ids = st.lists(st.integers(0, vocab_size - 1), min_size=6, max_size=6)
    tokens = torch.tensor(data.draw(ids)).view(2, 3)
    found = embedding(tokens)
    expected = F.one_hot(tokens, vocab_size).double() @ embedding.table.weight * (width**0.5 if scaled else 1)
    torch.testing.assert_close(found, expected)
    weight = torch.randn_like(found)
    (first,), (second,) = (
        torch.autograd.grad((out * weight).sum(), embedding.table.weight) for out in (found, expected)
    )
    torch.testing.assert_close(first, second)


def test_tied_logits_use_the_same_table() -> None:
    embedding = TokenEmbedding(6, 4)
    x = torch.randn(2, 3, 4)
    torch.testing.assert_close(embedding.logits(x), x @ embedding.table.weight.T)
    assert sum(parameter.numel() for parameter in embedding.parameters()) == 24


def test_padding_is_zero_and_not_learned() -> None:
    embedding = TokenEmbedding(6, 4, padding_id=0)
    found = embedding(torch.tensor([0, 3]))
    found.sum().backward()
    assert not found[0].any() and not embedding.table.weight.grad[0].any() and embedding.table.weight.grad[3].any()
