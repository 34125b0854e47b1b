"""Attention while a text is written, against one pass over the same text."""

import pytest
import torch
from torch import nn

from lamina.lens.attention import attention_maps
from lamina.lens.writing import attention_while_writing, can_write
from lamina.networks.seq2seq import seq2seq_additive, seq2seq_general
from lamina.networks.transformer import transformer

SOURCE, LENGTHS = torch.tensor([[4, 5, 6, 7, 5]]), torch.tensor([5])


@pytest.mark.parametrize("name", ["transformer", "seq2seq-general", "seq2seq-additive"])
def test_steps_have_the_weights_of_one_pass(name: str) -> None:
    torch.manual_seed(0)
    network = {
        "transformer": lambda: transformer(9, 8, 2, 16, 2),
        "seq2seq-general": lambda: seq2seq_general(9, None, 6, 5, 1),
        "seq2seq-additive": lambda: seq2seq_additive(9, None, 6, 5),
    }[name]().train()
    written = attention_while_writing(network, SOURCE, LENGTHS, start=2, end=3, most=6, never=(0, 1, 2, 3))
    assert len(written.tokens) == 6 and not {0, 1, 2, 3} & set(written.tokens)
    whole = {
        one.layer: one.weights
        for one in attention_maps(network, (SOURCE, LENGTHS, torch.tensor([[2, *written.tokens[:-1]]])))
    }
    assert len(written.steps) == (4 if name == "transformer" else 1)
    for layer, steps in written.steps.items():
        for place, step in enumerate(steps):
            grown = "cross" not in layer and name == "transformer"
            assert step.shape[1] == (place + 1 if grown else 5)
            torch.testing.assert_close(step, whole[layer][:, place, : step.shape[1]])
    assert network.training and not any(one._forward_hooks for one in network.modules())


def test_writing_stops_at_the_end() -> None:
    torch.manual_seed(0)
    network = transformer(5, 8, 2, 16, 1)
    written = attention_while_writing(network, SOURCE % 5, LENGTHS, start=2, end=3, most=6, never=(0, 1, 2, 4))
    assert written.tokens == (3,)
    assert can_write(network) and not can_write(nn.Linear(2, 2))
