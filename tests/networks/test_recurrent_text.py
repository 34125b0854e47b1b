"""Recurrent networks over tokens: padding, pieces, step by step as in one pass, what each kind of answer sees."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from lamina.blocks.decoding import greedy
from lamina.core.config import NetworkConfig
from lamina.core.errors import InputError
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.networks import catalog
from lamina.networks.recurrent_text import TextNetwork
from lamina.verbs.network import blueprint

NAMES = ["rnn", "lstm", "gru", "birnn", "bilstm", "bigru"]
VOCABULARY = 11


def build(name: str, answers: str = "one", num_classes: int = 4, **more: int) -> TextNetwork:
    torch.manual_seed(3)
    values = {"vocab_size": VOCABULARY, "num_classes": num_classes, "embed_dim": 6, "hidden_dim": 5, **more}
    network = catalog.build(name, answers=answers, **values).eval()
    assert isinstance(network, TextNetwork)
    return network


@pytest.mark.parametrize("answers", ["one", "each"])
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, deadline=None)
@given(lengths=st.lists(st.integers(1, 9), min_size=1, max_size=4), more=st.integers(0, 4), seed=st.integers(0, 99))
def test_padding_never_changes_an_answer(name: str, answers: str, lengths: list[int], more: int, seed: int) -> None:
    network = build(name, answers, num_layers=2).double()
    generator = torch.Generator().manual_seed(seed)
    longest = max(lengths) + more
    tokens = torch.randint(0, VOCABULARY, (len(lengths), longest), generator=generator)  # rubbish behind the ends
    together = network(tokens, torch.tensor(lengths))
    for row, length in enumerate(lengths):
        alone = network(tokens[row : row + 1, :length])[0]
        found = together[row] if answers == "one" else together[row, :length]
        torch.testing.assert_close(found, alone, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
@settings(max_examples=8, deadline=None)
@given(parts=st.lists(st.integers(1, 4), min_size=1, max_size=4), rows=st.integers(1, 3))
def test_one_pass_equals_pieces_and_single_steps(name: str, parts: list[int], rows: int) -> None:
    network = build(name, "next", VOCABULARY, num_layers=2).double()
    tokens = torch.randint(0, VOCABULARY, (rows, sum(parts)))
    whole, state, begin = network(tokens), None, 0
    for part in tokens.split(parts, dim=1):
        logits, state = network.read(part, None, state)
        end = begin + part.shape[1]
        torch.testing.assert_close(logits, whole[:, begin:end], rtol=1e-10, atol=1e-10)
        begin = end
    state = None
    for step in range(tokens.shape[1]):
        logits, state = network.step(tokens[:, step], state)
        torch.testing.assert_close(logits, whole[:, step], rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
@settings(max_examples=8, deadline=None)
@given(steps=st.integers(1, 8), data=st.data())
def test_what_comes_next_is_answered_without_seeing_it(name: str, steps: int, data: st.DataObject) -> None:
    network, tokens = build(name, "next", VOCABULARY), torch.randint(0, VOCABULARY, (2, steps))
    place = data.draw(st.integers(0, steps - 1))
    changed = tokens.clone()
    changed[:, place:] = (changed[:, place:] + 1) % VOCABULARY
    assert torch.equal(network(tokens)[:, :place], network(changed)[:, :place])
    assert not torch.equal(network(tokens)[:, place:], network(changed)[:, place:])


def test_a_tag_both_ways_sees_both_sides() -> None:
    network, tokens = build("bilstm", "each"), torch.randint(1, VOCABULARY, (1, 6))
    for place in (0, 5):
        changed = tokens.clone()
        changed[0, place] = tokens[0, place] % (VOCABULARY - 1) + 1
        assert not torch.equal(network(tokens)[:, 3], network(changed)[:, 3])


def test_the_embedding_equals_one_hot_times_its_table() -> None:
    network, tokens = build("gru"), torch.randint(0, VOCABULARY, (2, 5))
    one_hot = F.one_hot(tokens, VOCABULARY).float()
    torch.testing.assert_close(network.embedding(tokens), one_hot @ network.embedding.table.weight)
    assert network.embedding(torch.zeros(1, 1, dtype=torch.int64)).abs().max() == 0  # padding


def test_its_step_is_what_decoding_asks_for() -> None:
    network = build("gru", "next", VOCABULARY)
    found = greedy(network.step, None, torch.tensor([2, 3]), end=1, max_length=5)
    assert found.tokens.shape[0] == 2 and found.tokens.shape[1] <= 5
    assert torch.equal(found.tokens[:, 0], network(torch.tensor([[2], [3]]))[:, 0].argmax(dim=1))


@pytest.mark.parametrize("name", ["birnn", "bilstm", "bigru"])
def test_language_is_refused_where_the_future_is_seen(name: str) -> None:
    with pytest.raises(InputError, match=rf"{name} reads texts from both ends.*use {name[2:]} for language"):
        build(name, "next", VOCABULARY)
    assert "language" not in catalog.find(name).tasks and "language" in catalog.find(name[2:]).tasks


def test_wrong_arguments_and_shapes_are_refused() -> None:
    with pytest.raises(InputError, match=r'no answers "every".*There are: one, each, next'):
        build("lstm", "every")
    with pytest.raises(InputError, match="vocab_size=0"):
        catalog.build("lstm", vocab_size=0)
    with pytest.raises(InputError, match=r'no argument "target_columns".*vocab_size'):
        catalog.build("lstm", vocab_size=5, target_columns=(0,))
    with pytest.raises(InputError, match=r"lstm was built for input of shape \(B, L\)"):
        build("lstm")(torch.zeros(2, 3, 4, dtype=torch.int64))


def test_a_text_spec_gives_vocabulary_and_kind_of_answer() -> None:
    text = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>", "a", "b"), max_length=9)
    spec = DataSpec(
        kind="text", task="classify", text=text, targets=(TargetSpec(name="y", classes=("no", "yes", "both")),)
    )
    made = blueprint(NetworkConfig(network="bigru", arg={"embed_dim": 8}), spec, num_features=0)
    assert made.arguments == {"vocab_size": 4, "num_classes": 3, "answers": "one", "embed_dim": 8}
    assert made.build(0)(torch.tensor([[2, 3, 0]]), torch.tensor([2])).shape == (1, 3)


@pytest.mark.parametrize("answers", ["one", "each"])
@pytest.mark.parametrize("name", NAMES)
def test_onnx_takes_any_number_of_texts_and_tokens(name: str, answers: str, tmp_path: Path) -> None:
    runtime = pytest.importorskip("onnxruntime", reason="the extra `export` is not installed")
    pytest.importorskip("onnxscript", reason="the extra `export` is not installed")
    network = build(name, answers)
    rows, steps = torch.export.Dim("rows", min=1), torch.export.Dim("steps", min=1)
    example = (torch.ones(3, 5, dtype=torch.int64), torch.tensor([2, 5, 1]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own
        program = torch.onnx.export(
            network, example, dynamo=True, opset_version=20, verbose=False,
            dynamic_shapes=({0: rows, 1: steps}, {0: rows}),
        )  # fmt: skip
    assert program is not None
    program.save(str(tmp_path / "network.onnx"))
    session = runtime.InferenceSession(str(tmp_path / "network.onnx"), providers=["CPUExecutionProvider"])
    names = [item.name for item in session.get_inputs()]
    for count, length in ((1, 1), (2, 7), (4, 20)):
        tokens, lengths = torch.randint(0, VOCABULARY, (count, length)), torch.randint(1, length + 1, (count,))
        with torch.no_grad():
            expected = network(tokens, lengths).numpy()
        found = session.run(None, dict(zip(names, (tokens.numpy(), lengths.numpy()), strict=True)))[0]
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
