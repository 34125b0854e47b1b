"""Decoder: GPT-2 small's parameters, the parallel pass against steps, learning a text by heart, initial weights."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from lamina.blocks.beam_search import beam_search
from lamina.blocks.decoding import greedy, sample
from lamina.core.errors import InputError
from lamina.networks.decoder import Decoder, decoder

SMALL = {"embed_dim": 16, "num_heads": 2, "num_layers": 2, "num_positions": 9, "dropout": 0.0}


def small() -> Decoder:
    torch.manual_seed(0)
    network = decoder(11, **SMALL)  # pyright: ignore[reportArgumentType]
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return network.double().eval()


def tokens(rows: int, steps: int, seed: int = 0) -> Tensor:
    return torch.randint(11, (rows, steps), generator=torch.Generator().manual_seed(seed))


def test_parameters_of_gpt_2_small() -> None:
    with torch.device("meta"):
        network = decoder(50_257)
    count = {name: sum(p.numel() for p in part.parameters()) for name, part in network.named_children()}
    assert count["layers"] == 12 * 7_087_872 and count["norm"] == 1536
    assert (count["embedding"], count["positions"]) == (50_257 * 768, 1024 * 768)
    assert sum(parameter.numel() for parameter in network.parameters()) == 124_439_808


def test_forward_is_the_equations() -> None:
    network, x = small(), tokens(2, 5)
    z = network.embedding.table.weight[x] + network.positions.table.weight[:5]
    for layer in network.layers:
        z = z + layer.attention(layer.around_attention.norm(z), causal=True)
        inner = F.gelu(layer.feed_forward.expand(layer.around_feed_forward.norm(z)))
        z = z + layer.feed_forward.contract(inner)
    torch.testing.assert_close(network(x), network.norm(z) @ network.embedding.table.weight.T)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(1, 10))
def test_steps_equal_the_parallel_pass_cached_or_not(parts: list[int], capacity: int) -> None:
    network, x = small(), tokens(2, sum(parts))
    with torch.no_grad():
        whole, state, position = network(x), network.empty_state(2, capacity), 0
        for part in parts:
            after = position + part
            logits, state = network.read(x[:, position:after], None, state)
            torch.testing.assert_close(logits, whole[:, position:after], rtol=0, atol=1e-10)
            torch.testing.assert_close(network(x[:, :after])[:, position:], logits, rtol=0, atol=1e-10)
            position = after
        state = None
        for t in range(x.shape[1]):
            logits, state = network.step(x[:, t], state)
            torch.testing.assert_close(logits, whole[:, t], rtol=0, atol=1e-10)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(0, 3))
def test_padding_and_other_rows_change_nothing(lengths: list[int], more: int) -> None:
    network, x = small(), tokens(len(lengths), 5 + more)
    with torch.no_grad():
        whole = network(x, torch.tensor(lengths))
        for row, length in enumerate(lengths):
            alone = network(x[row : row + 1, :length])[0]
            torch.testing.assert_close(whole[row, :length], alone, rtol=0, atol=1e-10)


def test_a_text_is_learned_by_heart_and_written() -> None:
    torch.manual_seed(0)
    network = decoder(11, **{**SMALL, "embed_dim": 32, "num_layers": 1})  # pyright: ignore[reportArgumentType]
    texts = torch.tensor([[3, 4, 4, 5, 3, 6, 2], [7, 4, 8, 4, 9, 10, 2]])
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
    for _ in range(150):
        loss = F.cross_entropy(network(texts[:, :-1]).flatten(0, 1), texts[:, 1:].flatten())
        if loss.item() < 0.05:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    network.eval()
    with torch.no_grad():
        state = network.read(texts[:, :2]).state
        prompt_end = texts[:, 2]
        found = beam_search(network.step, state, prompt_end, end=2, max_length=6, num_beams=3)
        assert torch.equal(found.tokens, texts[:, 3:])
        drawn = sample(
            network.step, state, prompt_end, end=2, max_length=6, generator=torch.Generator().manual_seed(0), top_k=1
        )
        assert torch.equal(drawn.tokens, texts[:, 3:])
    assert torch.equal(greedy(network.step, None, texts[:, 0], end=2, max_length=6).tokens, texts[:, 1:])


def test_weights_start_smaller_where_they_are_added() -> None:
    torch.manual_seed(0)
    network = decoder(300, 64, 4, 3, 50)
    for name, value in network.named_parameters():
        if value.ndim == 2:
            added = name.endswith(("attention.output.weight", "contract.weight"))
            expected = 0.02 / math.sqrt(6) if added else 0.02
            assert value.std().item() == pytest.approx(expected, rel=0.05), name
        else:
            assert value.unique().tolist() == [1.0 if "norm.weight" in name else 0.0], name


def test_dropout_stands_where_the_paper_has_it() -> None:
    network = decoder(11, 16, 2, 1)
    layer = network.layers[0]
    assert network.dropout.p == layer.attention.dropout == layer.around_attention.dropout.p == 0.1
    assert layer.feed_forward.dropout.p == 0.0


def test_what_does_not_fit_is_refused_in_words() -> None:
    network = small()
    with pytest.raises(InputError, match="has 10 tokens, but this network learned only 9 positions"):
        network(tokens(1, 10))
    with pytest.raises(InputError, match="has 10 tokens"), torch.no_grad():
        network.step(tokens(1, 1)[0], network.read(tokens(1, 9)).state)
    with pytest.raises(InputError, match=r"decoder was built for input of shape \(B, L\)"):
        network(tokens(1, 0))
    with pytest.raises(InputError, match="texts of one length at a time, and here they end before 4 tokens"):
        network.read(tokens(2, 4), torch.tensor([4, 3]))
    with pytest.raises(InputError, match="cannot be cut into 3 heads"):
        decoder(11, 16, 3)
    with pytest.raises(InputError, match="decoder cannot take vocab_size=0"):
        decoder(0)


def test_exported_for_any_batch_and_length() -> None:
    network, rows, steps = small(), torch.export.Dim("rows", min=1), torch.export.Dim("steps", min=1, max=9)
    program = torch.export.export(network, (tokens(3, 4),), dynamic_shapes=({0: rows, 1: steps},)).module()
    for x in (tokens(2, 9), tokens(1, 1)):
        torch.testing.assert_close(program(x), network(x))
