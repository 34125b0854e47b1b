"""Token embeddings: one-hot times matrix, scale, tied logits, padding."""

import torch
from torch.nn import functional as F

from lamina.blocks.token_embedding import TokenEmbedding


def test_look_up_is_one_hot_times_matrix_forward_and_backward() -> None:
    embedding, tokens = TokenEmbedding(6, 4, scaled=True).double(), torch.tensor([[0, 5, 2], [2, 2, 1]])
    found = embedding(tokens)
    expected = F.one_hot(tokens, 6).double() @ embedding.table.weight * 2  # sqrt(4)
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
