"""Recurrent decoders against the papers' equations, and what their state selects."""

import torch
from torch import Tensor

from lamina.blocks.recurrent import Recurrence
from lamina.networks.seq2seq_decoders import AdditiveDecoder, GeneralDecoder, PlainDecoder


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


ALLOWED = torch.tensor([[True, True, True], [True, False, False]])
TOKENS = torch.tensor([[1, 4, 2], [6, 0, 3]])


def test_additive_is_appendix_a() -> None:
    decoder = AdditiveDecoder(7, 3, 4, 6, 0.0).double()
    outputs, last = random(2, 3, 6), random(2, 2, 3, seed=1)
    with torch.no_grad():
        for index, parameter in enumerate(decoder.parameters()):
            parameter.copy_(random(*parameter.shape, seed=index))
    state = decoder.begin(Recurrence(outputs, (last,)), ALLOWED)
    logits, after, weights = decoder.read(TOKENS, state)
    assert weights is not None
    a, cell = decoder.attention, decoder.cell
    for row in range(2):
        h = outputs[row, ALLOWED[row]]
        s = torch.tanh(decoder.bridge.weight @ last[1, row] + decoder.bridge.bias)
        for t in range(3):
            scores = torch.stack([a.v @ torch.tanh(a.w2 @ s + a.w1 @ h_j) for h_j in h])
            alpha = torch.softmax(scores, dim=0)
            torch.testing.assert_close(weights[row, t, : len(h)], alpha)
            y, c = decoder.embedding.table.weight[TOKENS[row, t]], alpha @ h
            w_r, w_z, w_n = (cell.input_weight @ torch.cat([y, c]) + cell.bias).chunk(3)
            u_r, u_z, u_n = cell.recurrent_weight.chunk(3)
            r, z = torch.sigmoid(w_r + u_r @ s), torch.sigmoid(w_z + u_z @ s)
            s = z * s + (1 - z) * torch.tanh(w_n + u_n @ (r * s))
            deep = decoder.deep.weight @ torch.cat([s, y, c]) + decoder.deep.bias
            maxout = torch.stack([torch.maximum(deep[2 * j], deep[2 * j + 1]) for j in range(2)])
            torch.testing.assert_close(logits[row, t], decoder.output.weight @ maxout + decoder.output.bias)
        torch.testing.assert_close(after.recurrent[0][0, row], s)


def test_general_is_equations_5_to_7() -> None:
    decoder = GeneralDecoder(7, 3, 4, 2, 0.0).double()
    outputs, before = random(2, 3, 4), (random(2, 2, 4, seed=1), random(2, 2, 4, seed=2))
    logits, after, weights = decoder.read(TOKENS, decoder.begin(Recurrence(outputs, before), ALLOWED))
    assert weights is not None
    hidden, end = decoder.recurrent(decoder.embedding(TOKENS), None, before)
    for row in range(2):
        h = outputs[row, ALLOWED[row]]
        for t in range(3):
            s = hidden[row, t]
            alpha = torch.softmax(torch.stack([s @ decoder.attention.weight @ h_j for h_j in h]), dim=0)
            torch.testing.assert_close(weights[row, t, : len(h)], alpha)
            attentional = torch.tanh(decoder.join.weight @ torch.cat([alpha @ h, s]))
            torch.testing.assert_close(logits[row, t], decoder.output.weight @ attentional)
    torch.testing.assert_close(after.recurrent, end)


def test_plain_goes_on_from_the_encoders_state_alone() -> None:
    decoder = PlainDecoder(7, 3, 4, 2, 0.0).double()
    before = (random(2, 2, 4, seed=1), random(2, 2, 4, seed=2))
    state = decoder.begin(Recurrence(random(2, 3, 4), before), ALLOWED)
    assert state.outputs is None and state.allowed is None
    logits, _, weights = decoder.read(TOKENS, state)
    assert weights is None
    torch.testing.assert_close(
        logits, decoder.output(decoder.recurrent(decoder.embedding(TOKENS), None, before).outputs)
    )


def test_a_state_selects_rows_of_all_its_parts() -> None:
    decoder = AdditiveDecoder(7, 3, 4, 6, 0.0).double()
    state = decoder.begin(Recurrence(random(2, 3, 6), (random(2, 2, 3),)), ALLOWED)
    picked = state.select(torch.tensor([1, 1, 0]))
    assert picked.allowed is not None and picked.allowed.tolist() == ALLOWED[[1, 1, 0]].tolist()
    assert torch.equal(picked.recurrent[0], state.recurrent[0][:, [1, 1, 0]])
    whole, chosen = decoder.read(TOKENS, state), decoder.read(TOKENS[[1, 1, 0]], picked)
    torch.testing.assert_close(chosen.logits, whole.logits[[1, 1, 0]])
