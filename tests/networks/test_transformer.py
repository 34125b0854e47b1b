"""Transformer: published sizes, one parallel pass against steps, padding, and a copy task that greedy decoding solves."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.blocks.beam_search import beam_search
from lamina.blocks.decoding import greedy
from lamina.core.errors import InputError
from lamina.networks.transformer import Transformer, transformer, transformer_base, transformer_big

START, END = 1, 2


def small(seed: int = 0, **arguments: float) -> Transformer:
    torch.manual_seed(seed)
    sizes = {"embed_dim": 16, "num_heads": 2, "hidden_dim": 24, "num_layers": 2, "dropout": 0.0}
    network = transformer(11, **{**sizes, **arguments})  # pyright: ignore[reportArgumentType]
    with torch.no_grad():
        for parameter in network.parameters():  # biases and norms too, which start alike
            parameter.add_(0.1 * torch.randn_like(parameter))
    return network.double().eval()


def tokens(rows: int, steps: int, seed: int = 0) -> Tensor:
    return torch.randint(3, 11, (rows, steps), generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(
    ("build", "layers", "width", "total"),
    [(transformer_base, 44_101_632, 512, 63_045_632), (transformer_big, 176_283_648, 1024, 214_171_648)],
)
def test_parameters_follow_the_papers_formula(
    build: Callable[[], Transformer], layers: int, width: int, total: int
) -> None:
    with torch.device("meta"):
        network = build()
    d, f = width, 4 * width
    feed_forward = 2 * d * f + f + d
    by_hand = 6 * (4 * d * d + feed_forward + 2 * 2 * d) + 6 * (2 * 4 * d * d + feed_forward + 3 * 2 * d)
    assert by_hand == layers and by_hand + 37_000 * d == total
    assert sum(parameter.numel() for parameter in network.parameters()) == total
    assert (network.encoder[0].attention.num_heads, len(network.encoder), len(network.decoder)) == (d // 64, 6, 6)


def test_layers_equal_torchs_transformer() -> None:
    ours = small()
    theirs = nn.Transformer(16, 2, 2, 2, 24, 0.0, batch_first=True, bias=True).double().eval()
    theirs.encoder.norm = theirs.decoder.norm = None  # torch adds norms at the end, the paper has none
    pairs = [(e, o, (e.self_attn, o.attention)) for e, o in zip(theirs.encoder.layers, ours.encoder, strict=True)]
    for layer, own in zip(theirs.decoder.layers, ours.decoder, strict=True):
        copy_attention(layer.multihead_attn, own.cross_attention)
        layer.norm2.load_state_dict(own.around_cross_attention.norm.state_dict())
        layer.norm3.load_state_dict(own.around_feed_forward.norm.state_dict())
        pairs.append((layer, own, (layer.self_attn, own.attention)))
    for layer, own, attentions in pairs:
        copy_attention(*attentions)
        layer.linear1.load_state_dict(own.feed_forward.expand.state_dict())
        layer.linear2.load_state_dict(own.feed_forward.contract.state_dict())
        layer.norm1.load_state_dict(own.around_attention.norm.state_dict())
    for layer, own in zip(theirs.encoder.layers, ours.encoder, strict=True):
        layer.norm2.load_state_dict(own.around_feed_forward.norm.state_dict())
    source, target, lengths = tokens(3, 5), tokens(3, 4, 1), torch.tensor([5, 3, 1])
    embedded = [ours.positions(ours.embedding.table(part) * 4.0) for part in (source, target)]
    padded = torch.arange(5) >= lengths.unsqueeze(1)
    found = theirs.encoder(embedded[0], src_key_padding_mask=padded)
    causal = ~torch.ones(4, 4).tril().bool()
    found = theirs.decoder(embedded[1], found, tgt_mask=causal, memory_key_padding_mask=padded)
    torch.testing.assert_close(ours(source, lengths, target), found @ ours.embedding.table.weight.T)


def copy_attention(theirs: nn.MultiheadAttention, ours: nn.Module) -> None:
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key.weight, ours.value.weight]))
        theirs.in_proj_bias.zero_()
        theirs.out_proj.weight.copy_(ours.output.weight)
        theirs.out_proj.bias.zero_()


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=3), st.integers(1, 5), st.integers(1, 6))
def test_steps_equal_the_parallel_pass_cached_or_not(lengths: list[int], steps: int, capacity: int) -> None:
    network, rows = small(), len(lengths)
    source, target, real = tokens(rows, 4), tokens(rows, steps, 1), torch.tensor(lengths)
    with torch.no_grad():
        whole = network(source, real, target)
        state = network.empty_state(source, real, capacity)
        for t in range(steps):
            logits, state = network.step(target[:, t], state)
            torch.testing.assert_close(logits, whole[:, t], rtol=0, atol=1e-10)
            again = network(source, real, target[:, : t + 1])
            torch.testing.assert_close(again[:, t], whole[:, t], rtol=0, atol=1e-10)
    assert state.num_steps == steps


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=2, max_size=4), st.integers(0, 3))
def test_padding_and_other_rows_change_nothing(lengths: list[int], more: int) -> None:
    network, rows = small(), len(lengths)
    source, target, real = tokens(rows, 4 + more), tokens(rows, 3, 1), torch.tensor(lengths)
    with torch.no_grad():
        whole = network(source, real, target)
        for row, length in enumerate(lengths):
            alone = source[row : row + 1, : max(1, length)]
            found = network(alone, real[row : row + 1], target[row : row + 1])
            torch.testing.assert_close(found[0], whole[row], rtol=0, atol=1e-10)


def test_no_lengths_mean_whole_rows() -> None:
    network, source, target = small(), tokens(2, 4), tokens(2, 3, 1)
    whole = network(source, torch.tensor([4, 4]), target)
    torch.testing.assert_close(network(source, None, target), whole)
    torch.testing.assert_close(network.encode(source), network.encode(source, torch.tensor([4, 4])))


def test_a_copy_task_is_learned_and_decoded() -> None:
    torch.manual_seed(0)
    network = transformer(11, embed_dim=32, num_heads=2, hidden_dim=64, num_layers=1, dropout=0.0)
    source, lengths = tokens(8, 5), torch.tensor([5, 4, 3, 5, 2, 1, 5, 4])
    target = torch.full((8, 6), -100)
    for row, length in enumerate(lengths.tolist()):
        target[row, :length], target[row, length] = source[row, :length], END
    target_in = torch.cat([torch.full((8, 1), START), target[:, :-1].clamp(min=0)], dim=1)
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(150):
        loss = F.cross_entropy(network(source, lengths, target_in).flatten(0, 1), target.flatten())
        if loss.item() < 0.01:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        state = network.eval().empty_state(source, lengths, capacity=2)
    first = torch.full((8,), START)
    for found in (
        greedy(network.step, state, first, end=END, max_length=8),
        beam_search(network.step, state, first, end=END, max_length=8, num_beams=3),
    ):
        assert found.lengths.tolist() == (lengths + 1).tolist()
        for row, length in enumerate(lengths.tolist()):
            assert found.tokens[row, :length].tolist() == source[row, :length].tolist()


def test_dropout_stands_behind_sublayers_and_embeddings_only() -> None:
    network = transformer(11, 16, 2, 24, 1, dropout=0.25)
    assert network.dropout.p == network.encoder[0].around_attention.dropout.p == 0.25
    for layer in (network.encoder[0], network.decoder[0]):
        assert layer.attention.dropout == layer.feed_forward.dropout.p == 0.0


def test_embedding_is_one_table_whose_scaled_vectors_have_variance_1() -> None:
    torch.manual_seed(0)
    network = transformer(2000, 64, 2, 64, 1)
    assert network.embedding(torch.arange(2000)).var().item() == pytest.approx(1, rel=0.03)
    assert [name for name, _ in network.named_parameters() if "table" in name] == ["embedding.table.weight"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"embed_dim": 30, "num_heads": 4}, "30 features cannot be cut into 4 heads"),
        ({"vocab_size": 0}, "transformer cannot take vocab_size=0"),
        ({"dropout": 1.0}, "dropout 1.0 is not a probability"),
    ],
)
def test_bad_sizes_are_refused(arguments: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        transformer(**{"vocab_size": 11, **arguments})


def test_other_shapes_are_refused_in_words() -> None:
    network = small()
    for source, target in ((torch.ones(3).long(), tokens(2, 3)), (tokens(2, 3), torch.ones(2, 0).long())):
        with pytest.raises(InputError, match=r"transformer was built for input of shape \(B, L\)"):
            network(source, None, target)


def test_exported_for_any_batch_and_lengths() -> None:
    network, dim = small(), torch.export.Dim
    rows, read, written = dim("rows", min=1), dim("read", min=1, max=30), dim("written", min=1, max=30)
    shapes = ({0: rows, 1: read}, {0: rows}, {0: rows, 1: written})
    inputs = (tokens(3, 4), torch.tensor([4, 2, 1]), tokens(3, 5))
    program = torch.export.export(network, inputs, dynamic_shapes=shapes).module()
    for others in ((tokens(2, 9), torch.tensor([9, 3]), tokens(2, 3)), (tokens(1, 1), torch.tensor([1]), tokens(1, 7))):
        torch.testing.assert_close(program(*others), network(*others))
