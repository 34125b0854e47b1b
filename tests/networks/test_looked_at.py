"""Networks of sequences give the same answers and gradients by their fast kernels and by the equations that are looked at."""

from collections.abc import Sequence
from contextlib import nullcontext

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from lamina.core.observing import observing
from lamina.networks import catalog

RECURRENT = ("rnn", "lstm", "gru", "birnn", "bilstm", "bigru")
TRANSLATE = ("seq2seq", "seq2seq-additive", "seq2seq-general", "transformer")
SMALL = {"embed_dim": 8, "hidden_dim": 6}
HEADS = {"embed_dim": 8, "num_heads": 2, "num_layers": 2, "dropout": 0.0}
VOCABULARY = 9


def tokens(rows: int, steps: int) -> Tensor:
    return torch.randint(3, VOCABULARY, (rows, steps), generator=torch.Generator().manual_seed(rows + steps))


def numbers(*shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def both_ways(network: nn.Module, inputs: Sequence[Tensor | None]) -> None:
    """Answers and gradients of all weights, 1e-10 of the largest (of a gradient that is 0 in theory: of 1) in float64."""
    with torch.no_grad():
        for parameter in network.parameters():  # biases and norms too, which start alike
            parameter.add_(0.3 * torch.randn_like(parameter))
    found: list[list[Tensor]] = []
    for look in (nullcontext(), observing(network)):
        with look as seen:
            output = network(*inputs)
        if seen is not None:
            assert any(seen.shown.values()), "nothing was shown"
        weight = torch.linspace(-1, 1, output.numel(), dtype=output.dtype).view_as(output)
        gradients = torch.autograd.grad((output * weight).sum(), list(network.parameters()), allow_unused=True)
        found.append([output.detach(), *(part for part in gradients if part is not None)])
    for fast, slow in zip(*found, strict=True):
        assert (fast - slow).abs().max() <= 1e-10 * max(1.0, slow.abs().max().item())


def made(name: str, **sizes: object) -> nn.Module:
    torch.manual_seed(0)
    return catalog.build(name, **sizes).double().eval()


@pytest.mark.parametrize("name", RECURRENT)
@settings(max_examples=4)
@given(rows=st.integers(1, 3), steps=st.integers(3, 7))
def test_windows(name: str, rows: int, steps: int) -> None:
    network = made(name, in_features=2, num_classes=2, hidden_dim=6, num_layers=2, window=3, target_columns=(1,))
    both_ways(network, [numbers(rows, steps, 2)])


@pytest.mark.parametrize("answers", ["one", "each"])
@pytest.mark.parametrize("name", (*RECURRENT, "encoder"))
@settings(max_examples=4)
@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=3))
def test_texts(name: str, answers: str, lengths: list[int]) -> None:
    sizes = {**HEADS, "num_positions": 6} if name == "encoder" else SMALL
    network = made(name, vocab_size=VOCABULARY, num_classes=3, answers=answers, **sizes)
    both_ways(network, [tokens(len(lengths), 6), torch.tensor(lengths)])


@settings(max_examples=4)
@given(st.integers(1, 3), st.integers(1, 6))
def test_language(rows: int, steps: int) -> None:
    both_ways(made("decoder", vocab_size=VOCABULARY, num_positions=6, **HEADS), [tokens(rows, steps)])


@pytest.mark.parametrize("name", TRANSLATE)
@settings(max_examples=4)
@given(lengths=st.lists(st.integers(1, 5), min_size=1, max_size=3), steps=st.integers(1, 4))
def test_pairs(name: str, lengths: list[int], steps: int) -> None:
    sizes = {**HEADS, "hidden_dim": 12} if name == "transformer" else SMALL
    network = made(name, vocab_size=VOCABULARY, **sizes)
    both_ways(network, [tokens(len(lengths), 5), torch.tensor(lengths), tokens(len(lengths), steps)])


def test_patches() -> None:
    both_ways(made("vit", image_size=8, num_classes=3, **HEADS), [numbers(2, 3, 8, 8)])
