"""Sequence to sequence: published weights, teacher forcing against steps, padding, a copy task, initial weights."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from lamina.blocks.beam_search import beam_search
from lamina.blocks.decoding import greedy
from lamina.core.errors import InputError
from lamina.networks.seq2seq import Seq2Seq, seq2seq, seq2seq_additive, seq2seq_general

START, END = 1, 2
KINDS = (seq2seq, seq2seq_additive, seq2seq_general)
BUILDS = pytest.mark.parametrize("build", KINDS, ids=lambda build: build.__name__)
Build = Callable[..., Seq2Seq]


def small(build: Build, **arguments: int) -> Seq2Seq:
    torch.manual_seed(0)
    sizes = {"embed_dim": 4, "hidden_dim": 5, **({} if build is seq2seq_additive else {"num_layers": 2})}
    network = build(11, 9, **{**sizes, **arguments})
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.4 * torch.randn_like(parameter))
    return network.double().eval()


def tokens(rows: int, steps: int, seed: int = 0) -> Tensor:
    return torch.randint(3, 9, (rows, steps), generator=torch.Generator().manual_seed(seed))


def weights(*modules: torch.nn.Module) -> int:
    """Parameters that are no biases."""
    found = (part.named_parameters() for part in modules)
    return sum(value.numel() for part in found for name, value in part if "bias" not in name)


def test_weights_of_sutskevers_network() -> None:
    with torch.device("meta"):
        network = seq2seq(160_000, 80_000)
    assert weights(network) == 384_000_000
    assert weights(network.encoder.recurrent) == weights(network.decoder.recurrent) == 32_000_000


def test_weights_of_rnnsearch_follow_appendix_a() -> None:
    with torch.device("meta"):
        network = seq2seq_additive(30_000)
    m, n, words = 620, 1000, 30_000
    encoder = words * m + 2 * 3 * (m * n + n * n)  # E; W, W_z, W_r and U, U_z, U_r of both directions
    decoder = words * m + 3 * (m * n + n * n + 2 * n * n) + n * n  # E; W, U and C of the three; W_s
    alignment = n * n + 2 * n * n + n  # W_a, U_a, v_a with n' = 1000
    output = 500 * words + 2 * 500 * (n + m + 2 * n)  # W_o; U_o, V_o, C_o with l = 500
    assert weights(network) == encoder + decoder + alignment + output


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(KINDS), st.lists(st.integers(0, 4), min_size=1, max_size=3), st.integers(1, 4))
def test_steps_equal_teacher_forcing(build: Build, lengths: list[int], steps: int) -> None:
    network, rows = small(build), len(lengths)
    source, target, real = tokens(rows, 4), tokens(rows, steps, 1), torch.tensor(lengths)
    with torch.no_grad():
        whole, state = network.forward_openly(source, real, target), network.empty_state(source, real)
        for t in range(steps):
            found = network.step_openly(target[:, t], state)
            logits, state = network.step(target[:, t], state)
            torch.testing.assert_close(logits, whole.logits[:, t], rtol=0, atol=1e-10)
            assert torch.equal(found.logits, logits)
            assert (found.weights is None) == (whole.weights is None) == (build is seq2seq)
            if found.weights is not None and whole.weights is not None:
                torch.testing.assert_close(found.weights, whole.weights[:, t], rtol=0, atol=1e-10)
                torch.testing.assert_close(found.weights.sum(dim=1), (real > 0).double())
        again = network(source, real, target)
    assert torch.equal(again, whole.logits)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(KINDS), st.lists(st.integers(0, 4), min_size=2, max_size=3), st.integers(0, 3))
def test_padding_and_other_rows_change_nothing(build: Build, lengths: list[int], more: int) -> None:
    network, rows = small(build), len(lengths)
    source, target, real = tokens(rows, 4 + more), tokens(rows, 3, 1), torch.tensor(lengths)
    with torch.no_grad():
        whole = network.forward_openly(source, real, target)
        for row, length in enumerate(lengths):
            alone = source[row : row + 1, : max(1, length)]  # an empty source is one token of padding
            found = network.forward_openly(alone, real[row : row + 1], target[row : row + 1])
            torch.testing.assert_close(found.logits[0], whole.logits[row], rtol=0, atol=1e-10)
            if whole.weights is not None and found.weights is not None:
                torch.testing.assert_close(
                    found.weights[0, :, :length], whole.weights[row, :, :length], rtol=0, atol=1e-10
                )
                assert not whole.weights[row, :, length:].any()


def test_the_source_is_read_backwards_without_attention_and_with_luongs() -> None:
    for build in (seq2seq, seq2seq_general):
        network, source = small(build), tokens(1, 4)
        encoder = network.encoder
        expected = encoder.recurrent(encoder.embedding(source.flip(1)))
        found = encoder(source, torch.tensor([4]))
        torch.testing.assert_close(found.state, expected.state)
        torch.testing.assert_close(found.outputs.flip(1), expected.outputs)


@BUILDS
def test_a_copy_task_is_learned_and_decoded(build: Build) -> None:
    torch.manual_seed(0)
    network = build(9, embed_dim=16, hidden_dim=24, **({} if build is seq2seq_additive else {"num_layers": 1}))
    source, lengths = tokens(4, 3), torch.tensor([3, 2, 3, 1])
    target = torch.full((4, 4), -100)
    for row, length in enumerate(lengths.tolist()):
        target[row, :length], target[row, length] = source[row, :length], END
    target_in = torch.cat([torch.full((4, 1), START), target[:, :-1].clamp(min=0)], dim=1)
    optimizer = torch.optim.Adam(network.parameters(), lr=2e-2)
    for _ in range(300):
        loss = F.cross_entropy(network(source, lengths, target_in).flatten(0, 1), target.flatten())
        if loss.item() < 0.1:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        state = network.eval().empty_state(source, lengths)
    first = torch.full((4,), START)
    for found in (
        greedy(network.step, state, first, end=END, max_length=5),
        beam_search(network.step, state, first, end=END, max_length=5, num_beams=3),
    ):
        assert found.lengths.tolist() == (lengths + 1).tolist()
        for row, length in enumerate(lengths.tolist()):
            assert found.tokens[row, :length].tolist() == source[row, :length].tolist()


@pytest.mark.parametrize(("build", "bound"), [(seq2seq, 0.08), (seq2seq_general, 0.1)])
def test_weights_start_uniform_as_published(build: Build, bound: float) -> None:
    torch.manual_seed(0)
    values = torch.cat([value.flatten() for value in build(40, embed_dim=20, hidden_dim=20).parameters()])
    assert 0.99 * bound < values.abs().max().item() <= bound
    assert values.std().item() == pytest.approx(bound / 3**0.5, rel=0.02)


def test_weights_of_rnnsearch_start_as_published() -> None:
    torch.manual_seed(0)
    network = seq2seq_additive(60, embed_dim=30, hidden_dim=40)
    decoder, identity = network.decoder, torch.eye(40)
    for cell in (*network.encoder.recurrent.cells, decoder.cell):
        for gate in cell.recurrent_weight.chunk(3):
            torch.testing.assert_close(gate @ gate.T, identity, rtol=0, atol=1e-5)
        assert cell.input_weight.std().item() == pytest.approx(0.01, rel=0.05) and not cell.bias.any()
    for weight in (decoder.embedding.table.weight, decoder.deep.weight, decoder.bridge.weight, decoder.output.weight):
        assert weight.std().item() == pytest.approx(0.01, rel=0.05)
    for weight in (decoder.attention.w1, decoder.attention.w2):
        assert weight.std().item() == pytest.approx(0.001, rel=0.05)
    assert not decoder.attention.v.any() and not decoder.output.bias.any()


@BUILDS
def test_dropout_is_that_of_the_paper(build: Build) -> None:
    network = build(9, embed_dim=4, hidden_dim=4)
    assert network.encoder.dropout.p == network.decoder.dropout.p == (0.2 if build is seq2seq_general else 0.0)


@BUILDS
def test_what_does_not_fit_is_refused_in_words(build: Build) -> None:
    name = build.__name__.replace("_", "-")
    with pytest.raises(InputError, match=f"{name} cannot take target_vocab_size=0"):
        build(9, 0)
    network = small(build)
    for source, target in ((tokens(2, 3)[0], tokens(2, 3)), (tokens(2, 3), tokens(2, 0))):
        with pytest.raises(InputError, match=rf"{name} was built for input of shape \(B, L\)"):
            network(source, None, target)
