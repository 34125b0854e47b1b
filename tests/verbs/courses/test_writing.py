"""Writing: the parallel pass, step by step with what is remembered, and all read again say the same."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from lamina.networks import catalog
from lamina.verbs.courses.generation import Generation
from lamina.verbs.courses.writing import NEVER, Reader, write

V, POSITIONS = 12, 16
ARGUMENTS = {
    "lstm": {"embed_dim": 6, "hidden_dim": 8, "num_layers": 2, "answers": "next", "num_classes": V},
    "gru": {"embed_dim": 6, "hidden_dim": 8, "answers": "next", "num_classes": V},
    "rnn": {"embed_dim": 6, "hidden_dim": 8, "answers": "next", "num_classes": V},
    "decoder": {"embed_dim": 8, "num_heads": 2, "num_layers": 2, "num_positions": POSITIONS},
}


def network(name: str, seed: int = 0) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        built = catalog.build(name, vocab_size=V, **ARGUMENTS[name]).eval()
        for parameter in built.parameters():  # sharper than at the start, so that positions differ
            nn.init.normal_(parameter, std=0.5)
    return built


NETWORKS = {name: network(name) for name in ARGUMENTS}


class Plain(nn.Module):
    """A user's own network, without a memory: what comes next depends on the last token alone."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(V, V)
        self.seen = 0

    def forward(self, tokens: Tensor, lengths: Tensor | None = None) -> Tensor:
        self.seen = max(self.seen, tokens.shape[1])
        return self.table(tokens)


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(sorted(ARGUMENTS)),
    st.lists(st.integers(1, V - 1), min_size=2, max_size=POSITIONS),
    st.integers(0, 5),
)
def test_one_pass_and_step_by_step_agree(name, row, read_at_once):
    built, tokens = NETWORKS[name], torch.tensor([row, row[::-1]])
    with torch.no_grad():
        whole = built(tokens)
        for cached in (True, False):
            reader = Reader(built, POSITIONS, cached=cached)
            start = min(read_at_once, len(row) - 1)
            past = reader.begin(tokens[:, :start])
            for place in range(start, len(row)):
                logits, past = reader.step(tokens[:, place], past)
                torch.testing.assert_close(logits, whole[:, place], atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
@pytest.mark.parametrize("asked", [Generation(temperature=0), Generation(seed=3), Generation(beam=3)], ids=str)
def test_a_memory_changes_no_text_beyond_all_positions_either(name, asked):
    built = NETWORKS[name]
    texts = [
        write(built, [4, 5, 6], asked, window=POSITIONS, length=3 * POSITIONS, cached=cached)
        for cached in (True, False)
    ]
    assert texts[0] == texts[1]
    assert not set(texts[0]) & set(NEVER)


def test_a_seed_and_a_place_draw_a_text_and_the_default_generator_is_left_alone():
    built = NETWORKS["lstm"].train()
    before = torch.get_rng_state()
    one, again, other = (
        write(built, [4], Generation(seed=seed, temperature=1.0), window=8, length=30, place=place)
        for seed, place in ((1, 0), (1, 0), (1, 1))
    )
    assert one == again != other
    assert torch.equal(before, torch.get_rng_state()) and built.training
    built.eval()


@pytest.mark.parametrize("length", [POSITIONS - 1, POSITIONS, POSITIONS + 1, 5 * POSITIONS])
def test_of_a_prompt_beyond_the_positions_the_last_tokens_count(length):
    built, prompt = NETWORKS["decoder"], [4 + place % 5 for place in range(length)]
    last = prompt[-POSITIONS:]
    asked = Generation(temperature=0, length=1)
    assert write(built, prompt, asked, window=8, length=1) == write(built, last, asked, window=8, length=1)


def test_a_network_without_a_memory_sees_a_window_at_most():
    plain = Plain()
    text = write(plain, [4] * 20, Generation(temperature=0), window=8, length=40)
    assert plain.seen == 8
    follows = plain.table.weight.clone().index_fill(1, torch.tensor(NEVER), float("-inf")).argmax(dim=1)
    chain, token = [], 4
    for _ in range(40):
        token = int(follows[token])
        if token == 3:
            break
        chain.append(token)
    assert text == chain


def test_writing_stops_at_the_end_mark():
    plain = Plain()
    with torch.no_grad():
        plain.table.weight.zero_()
        plain.table.weight[4, 5] = plain.table.weight[5, 3] = 9.0
    assert write(plain, [4], Generation(temperature=0), window=8, length=40) == [5]
    assert write(plain, [4], Generation(beam=2), window=8, length=40) == [5]
