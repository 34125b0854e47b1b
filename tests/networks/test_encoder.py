"""Encoder: BERT-base's parameters, heads, padding, learning by masked words, initial weights."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

from lamina.core.errors import InputError
from lamina.networks.encoder import ANSWERS, Encoder, encoder

SMALL = {"embed_dim": 16, "num_heads": 2, "num_layers": 2, "num_positions": 9, "dropout": 0.0}


def small(answers: str = "one") -> Encoder:
    torch.manual_seed(0)
    network = encoder(11, 3, answers=answers, **SMALL)  # pyright: ignore[reportArgumentType]
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return network.double().eval()


def tokens(rows: int, steps: int, seed: int = 0) -> Tensor:
    return torch.randint(11, (rows, steps), generator=torch.Generator().manual_seed(seed))


def count(*modules: nn.Module) -> int:
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


def test_parameters_of_bert_base() -> None:
    with torch.device("meta"):
        one, masked = encoder(30_522, 2), encoder(30_522, answers="masked")
    assert count(one.embedding) == (30_522 + 512 + 2 + 2) * 768 == 23_837_184
    assert [count(layer) for layer in one.layers] == [7_087_872] * 12
    assert count(one) - count(one.head.output) == 109_482_240
    assert count(masked) == 109_482_240 + 2 * 768 + 30_522  # its dense layer is as large as that of "one"


def test_the_embedding_adds_token_position_and_segment() -> None:
    part, x = small().embedding, tokens(2, 4)
    segments = torch.tensor([[0, 0, 1, 1], [0, 1, 1, 1]])
    total = part.tokens.table.weight[x] + part.positions.table.weight[:4] + part.segments.weight[segments]
    torch.testing.assert_close(part(x, segments), part.norm(total))
    torch.testing.assert_close(part(x, None), part(x, torch.zeros_like(x)))


def test_layers_equal_torchs_encoder() -> None:
    network, x, lengths = small("each"), tokens(3, 5), torch.tensor([5, 3, 1])
    found = network.embedding(x, None)
    for own in network.layers:
        theirs = nn.TransformerEncoderLayer(16, 2, 64, 0.0, "gelu", batch_first=True).double()
        attention = own.attention
        with torch.no_grad():
            for kind in ("weight", "bias"):
                parts = [getattr(layer, kind) for layer in (attention.query, attention.key, attention.value)]
                getattr(theirs.self_attn, f"in_proj_{kind}").copy_(torch.cat(parts))
        theirs.self_attn.out_proj.load_state_dict(attention.output.state_dict())
        theirs.linear1.load_state_dict(own.feed_forward.expand.state_dict())
        theirs.linear2.load_state_dict(own.feed_forward.contract.state_dict())
        theirs.norm1.load_state_dict(own.around_attention.norm.state_dict())
        theirs.norm2.load_state_dict(own.around_feed_forward.norm.state_dict())
        found = theirs(found, src_key_padding_mask=torch.arange(5) >= lengths.unsqueeze(1))
    real = torch.arange(5) < lengths.unsqueeze(1)
    torch.testing.assert_close(network.encode(x, lengths)[real], found[real])


@pytest.mark.parametrize(("answers", "shape"), [("one", (2, 3)), ("each", (2, 4, 3)), ("masked", (2, 4, 11))])
def test_answers_have_their_shapes(answers: str, shape: tuple[int, ...]) -> None:
    network, x = small(answers), tokens(2, 4)
    assert network(x).shape == shape
    torch.testing.assert_close(network(x, torch.tensor([4, 4])), network(x))


def test_one_reads_the_first_token_and_masked_the_table_of_tokens() -> None:
    network, x = small("one"), tokens(2, 4)
    head = network.head
    expected = head.output(torch.tanh(head.dense(network.encode(x)[:, 0])))
    torch.testing.assert_close(network(x), expected)
    network = small("masked")
    head, table = network.head, network.embedding.tokens.table.weight
    inner = head.norm(F.gelu(head.dense(network.encode(x))))
    torch.testing.assert_close(network(x), inner @ table.T + head.bias)
    assert not any(value.shape == table.shape for name, value in network.head.named_parameters())


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(ANSWERS), st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(0, 2))
def test_padding_and_other_rows_change_nothing(answers: str, lengths: list[int], more: int) -> None:
    network, x = small(answers), tokens(len(lengths), 5 + more)
    with torch.no_grad():
        whole = network(x, torch.tensor(lengths))
        for row, length in enumerate(lengths):
            alone = network(x[row : row + 1, :length])[0]
            found = whole[row] if answers == "one" else whole[row, :length]
            torch.testing.assert_close(found, alone, rtol=0, atol=1e-10)


def test_a_text_without_tokens_gives_finite_answers() -> None:
    assert small()(tokens(2, 3), torch.tensor([0, 3])).isfinite().all()


def test_hidden_words_are_learned() -> None:
    torch.manual_seed(0)
    network = encoder(11, **{**SMALL, "embed_dim": 32, "num_layers": 1}, answers="masked")  # pyright: ignore
    texts = (torch.arange(6).unsqueeze(1) + torch.arange(4)) % 9 + 2  # counting on: each word follows from the others
    places = torch.arange(6) % 4
    hidden = texts.scatter(1, places.unsqueeze(1), 1)
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    rows = torch.arange(6)
    for _ in range(200):
        loss = F.cross_entropy(network(hidden)[rows, places], texts[rows, places])
        if loss.item() < 0.4:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert (network.eval()(hidden)[rows, places].argmax(dim=1) == texts[rows, places]).all()


def test_weights_start_truncated_at_two_deviations() -> None:
    torch.manual_seed(0)
    network = encoder(500, 2, 64, 4, 1)
    for name, value in network.named_parameters():
        if value.ndim == 2:
            assert 0.03 < value.abs().max().item() <= 0.04, name
        else:
            assert value.unique().tolist() == [1.0 if "norm.weight" in name else 0.0], name


def test_dropout_stands_where_the_paper_has_it() -> None:
    network = encoder(11, 2, 16, 2, 1)
    layer = network.layers[0]
    assert layer.attention.dropout == layer.around_attention.dropout.p == network.embedding.dropout.p == 0.1
    assert layer.feed_forward.dropout.p == 0.0 and network.head.dropout.p == 0.1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"answers": "mask"}, 'no answers "mask". Did you mean "masked"'),
        ({"num_heads": 5}, "cannot be cut into 5 heads"),
        ({"num_positions": 0}, "encoder cannot take num_positions=0"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        encoder(11, 3, **{**SMALL, **arguments})


def test_long_texts_and_other_shapes_are_refused_in_words() -> None:
    with pytest.raises(InputError, match="has 10 tokens, but this network learned only 9 positions"):
        small()(tokens(1, 10))
    with pytest.raises(InputError, match=r"encoder was built for input of shape \(B, L\)"):
        small()(tokens(1, 0))


@pytest.mark.parametrize("answers", ANSWERS)
def test_exported_for_any_batch_and_length(answers: str) -> None:
    network, rows, steps = small(answers), torch.export.Dim("rows", min=1), torch.export.Dim("steps", min=1, max=9)
    inputs = (tokens(3, 4), torch.tensor([4, 2, 1]))
    program = torch.export.export(network, inputs, dynamic_shapes=({0: rows, 1: steps}, {0: rows})).module()
    for others in ((tokens(2, 9), torch.tensor([9, 3])), (tokens(1, 1), torch.tensor([1]))):
        torch.testing.assert_close(program(*others), network(*others))
