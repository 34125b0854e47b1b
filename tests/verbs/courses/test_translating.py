"""Decoding: one beam is greedy, padding and neighbours change nothing, marks are never written, modes are put back."""

from typing import Any

import pytest
import torch
from tests.pairs import SIZES, SPEC
from torch import nn

from lamina.core.errors import InputError
from lamina.data.texts.vocabulary import END_ID
from lamina.networks.catalog import build
from lamina.verbs.courses.translating import NEVER, Search, decode, translate

NETWORKS = pytest.mark.parametrize("name", list(SIZES))


def network_of(name: str, seed: int = 1) -> nn.Module:
    torch.manual_seed(seed)
    network = build(name, vocab_size=12, target_vocab_size=12, **SIZES[name]).double()
    with torch.no_grad():
        for parameter in network.parameters():  # some life in it: untrained networks say nearly the same of all
            parameter.mul_(2.0).add_(0.05 * torch.randn_like(parameter))
    return network


def sources(rows: int = 7) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    lengths = torch.randint(1, 7, (rows,), generator=generator)
    tokens = torch.randint(4, 12, (rows, 6), generator=generator)
    return tokens.masked_fill(torch.arange(6) >= lengths[:, None], 0), lengths


@NETWORKS
def test_one_beam_is_greedy_and_neighbours_change_nothing(name: str) -> None:
    network, (tokens, lengths) = network_of(name), sources()
    for beams in (1, 3):
        together = translate(network, tokens, lengths, SPEC, Search(num_beams=beams))
        alone = [translate(network, tokens[[n]], lengths[[n]], SPEC, Search(num_beams=beams))[0] for n in range(7)]
        padded = torch.nn.functional.pad(tokens, (0, 9))
        assert together == alone == translate(network, padded, lengths, SPEC, Search(num_beams=beams))
    one = decode(network.eval(), tokens, lengths, 6, Search(num_beams=1))
    assert one.tokens.shape[1] <= 7 and not set(one.tokens.flatten().tolist()) & set(NEVER)


@NETWORKS
def test_teacher_forcing_gives_the_logits_of_step_by_step(name: str) -> None:
    network, (tokens, lengths) = network_of(name).eval(), sources()
    written = torch.cat(
        [torch.full((7, 1), 2), torch.randint(4, 12, (7, 5), generator=torch.Generator().manual_seed(5))], 1
    )
    with torch.no_grad():
        whole = network(tokens, lengths, written)
        state = network.empty_state(tokens, lengths)
        for place in range(6):
            logits, state = network.step(written[:, place], state)
            assert torch.allclose(logits, whole[:, place], atol=1e-10, rtol=0)
            again = network(tokens, lengths, written[:, : place + 1])[:, -1]  # without a cache
            assert torch.allclose(again, logits, atol=1e-10, rtol=0)


@NETWORKS
def test_more_beams_find_no_worse_translations(name: str) -> None:
    network, (tokens, lengths) = network_of(name).eval(), sources()
    one = decode(network, tokens, lengths, 6, Search(num_beams=1, alpha=0.0))
    all_beams = decode(network, tokens, lengths, 6, Search(num_beams=12, alpha=0.0))
    assert all_beams.scores.mean() >= one.scores.mean() - 1e-9


def test_length_is_kept_and_the_mode_is_put_back() -> None:
    network, (tokens, lengths) = network_of("transformer").train(), sources()
    found = translate(network, tokens, lengths, SPEC, Search(max_length=2))
    assert all(len(text.split()) <= 3 for text in found) and network.training
    ends = decode(network.eval(), tokens, lengths, 2, Search(num_beams=1, max_length=2)).tokens
    assert ends.shape[1] <= 3 and (ends >= END_ID).all()


@pytest.mark.parametrize("options", [{"beam": 0}, {"length": -1}, {"beam": 2.5}])
def test_impossible_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="whole number of at least 1"):
        Search.of(options)


def test_options_of_drawing_are_refused() -> None:
    with pytest.raises(InputError, match="--top-k is for texts that are drawn"):
        Search.of({"top_k": 3})


def test_options_by_their_flags() -> None:
    assert Search.of({}) == Search() and Search.of({"beam": 2, "length": 9}) == Search(num_beams=2, max_length=9)


def test_nothing_to_translate() -> None:
    empty = torch.zeros(0, 3, dtype=torch.int64)
    assert translate(network_of("transformer"), empty, torch.zeros(0, dtype=torch.int64), SPEC) == []
