"""Layers of the Transformer: against torch's, and one parallel pass against step-by-step decoding."""

import warnings
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from lamina.blocks.attention import key_mask
from lamina.blocks.cache import KeyValues
from lamina.blocks.positions import LearnedPositions, SinusoidalPositions
from lamina.blocks.token_embedding import TokenEmbedding
from lamina.blocks.transformer import (
    DecoderCache,
    DecoderLayer,
    Dropouts,
    EncoderLayer,
    FeedForward,
    PreNormDecoderLayer,
    PreNormEncoderLayer,
)


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def copy_attention(theirs: nn.MultiheadAttention, ours: nn.Module) -> None:
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key.weight, ours.value.weight]))
        theirs.in_proj_bias.copy_(torch.cat([ours.query.bias, ours.key.bias, ours.value.bias]))
    theirs.out_proj.load_state_dict(ours.output.state_dict())


def perturbed(layer: nn.Module) -> nn.Module:
    torch.manual_seed(1)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return layer.double().eval()


@pytest.mark.parametrize("kind", [EncoderLayer, PreNormEncoderLayer])
def test_encoder_equals_torch(kind: type[EncoderLayer]) -> None:
    ours = perturbed(kind(8, 2, 16))
    theirs = nn.TransformerEncoderLayer(
        8, 2, 16, 0.0, batch_first=True, norm_first=kind is PreNormEncoderLayer
    ).double()
    copy_attention(theirs.self_attn, ours.attention)
    theirs.linear1.load_state_dict(ours.feed_forward.expand.state_dict())
    theirs.linear2.load_state_dict(ours.feed_forward.contract.state_dict())
    theirs.norm1.load_state_dict(ours.around_attention.norm.state_dict())
    theirs.norm2.load_state_dict(ours.around_feed_forward.norm.state_dict())
    x = random(2, 5, 8)
    torch.testing.assert_close(ours(x), theirs(x))


@pytest.mark.parametrize("kind", [DecoderLayer, PreNormDecoderLayer])
def test_decoder_equals_torch(kind: type[DecoderLayer]) -> None:
    ours = perturbed(kind(8, 2, 16))
    theirs = nn.TransformerDecoderLayer(
        8, 2, 16, 0.0, batch_first=True, norm_first=kind is PreNormDecoderLayer
    ).double()
    copy_attention(theirs.self_attn, ours.attention)
    copy_attention(theirs.multihead_attn, ours.cross_attention)
    theirs.linear1.load_state_dict(ours.feed_forward.expand.state_dict())
    theirs.linear2.load_state_dict(ours.feed_forward.contract.state_dict())
    for norm, around in zip(
        (theirs.norm1, theirs.norm2, theirs.norm3),
        (ours.around_attention, ours.around_cross_attention, ours.around_feed_forward),
        strict=True,
    ):
        norm.load_state_dict(around.norm.state_dict())
    x, source = random(2, 5, 8), random(2, 4, 8, seed=1)
    mask = nn.Transformer.generate_square_subsequent_mask(5, dtype=torch.float64)
    torch.testing.assert_close(ours(x, source), theirs(x, source, tgt_mask=mask))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([EncoderLayer, PreNormEncoderLayer]), st.lists(st.integers(1, 4), min_size=1, max_size=5),
    st.integers(1, 12),
)  # fmt: skip
def test_one_pass_equals_steps_cached_or_not(kind: type[EncoderLayer], parts: list[int], capacity: int) -> None:
    layers = [perturbed(kind(8, 2, 16)) for _ in range(2)]
    x = random(2, sum(parts), 8)
    whole = x
    for layer in layers:
        whole = layer(whole, causal=True)
    caches, position = [layer.empty_cache(2, capacity) for layer in layers], 0
    for part in parts:
        after = position + part
        cached, again = x[:, position:after], x[:, :after]
        with torch.no_grad():
            for index, layer in enumerate(layers):
                cached, caches[index] = layer.step(cached, caches[index])
                again = layer(again, causal=True)
        torch.testing.assert_close(cached, whole[:, position:after], rtol=0, atol=1e-11)
        torch.testing.assert_close(again[:, position:], whole[:, position:after], rtol=0, atol=1e-11)
        position = after


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([DecoderLayer, PreNormDecoderLayer]), st.lists(st.integers(0, 5), min_size=1, max_size=3),
    st.integers(1, 6),
)  # fmt: skip
def test_decoder_steps_equal_one_pass_over_padded_sources(
    kind: type[DecoderLayer], lengths: list[int], steps: int
) -> None:
    layer, rows = perturbed(kind(8, 2, 16)), len(lengths)
    x, source = random(rows, steps, 8), random(rows, 5, 8, seed=2)
    allowed = key_mask(torch.tensor(lengths), 5)
    whole = layer(x, source, allowed)
    other = torch.where(allowed[:, 0, 0, :, None], source, 1e3)  # what stands in the padding does not matter
    torch.testing.assert_close(layer(x, other, allowed), whole, rtol=0, atol=1e-11)
    cache = layer.empty_cache(source, capacity=2)
    with torch.no_grad():
        for t in range(steps):
            found, cache = layer.step(x[:, t : t + 1], cache, allowed)
            torch.testing.assert_close(found, whole[:, t : t + 1], rtol=0, atol=1e-11)
    picked = cache.select(torch.tensor([rows - 1]))
    assert torch.equal(picked.own.filled()[0][0], cache.own.filled()[0][-1]) and picked.source.keys.shape[0] == 1


def test_feed_forward_is_two_dense_layers_at_each_step() -> None:
    layer = FeedForward(4, 6).double()
    x = random(2, 3, 4)
    inner = torch.relu(x @ layer.expand.weight.T + layer.expand.bias)
    torch.testing.assert_close(layer(x), inner @ layer.contract.weight.T + layer.contract.bias)


class Small(nn.Module):
    """Tokens and lengths to vectors, by a causal layer or one with a padding mask."""

    def __init__(self, causal: bool) -> None:
        super().__init__()
        self.embedding, self.layer, self.causal = (
            TokenEmbedding(9, 8, scaled=True),
            PreNormEncoderLayer(8, 2, 16),
            causal,
        )
        self.positions = LearnedPositions(40, 8) if causal else SinusoidalPositions()

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        allowed = key_mask(lengths, tokens.shape[1])
        return self.layer(self.positions(self.embedding(tokens)), allowed, self.causal)


def run_onnx(module: nn.Module, inputs: dict[str, Tensor], axes: dict[str, dict], path: Path):
    """A function that runs the module's ONNX file on named tensors and gives a list of tensors."""
    runtime = pytest.importorskip("onnxruntime", reason="the extra `export` is not installed")
    pytest.importorskip("onnxscript", reason="the extra `export` is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own
        program = torch.onnx.export(module, (), kwargs=inputs, dynamo=True, verbose=False, dynamic_shapes=axes)
    assert program is not None
    program.save(str(path / "layer.onnx"))
    session = runtime.InferenceSession(str(path / "layer.onnx"))
    return lambda given: [
        torch.from_numpy(out) for out in session.run(None, {name: value.numpy() for name, value in given.items()})
    ]


@pytest.mark.parametrize("causal", [False, True])
def test_onnx_takes_any_batch_and_length(causal: bool, tmp_path: Path) -> None:
    module = Small(causal).eval()
    batch, length = torch.export.Dim("batch", min=1), torch.export.Dim("length", min=1, max=40)
    inputs = {"tokens": torch.randint(9, (3, 4)), "lengths": torch.tensor([4, 2, 1])}
    run = run_onnx(module, inputs, {"tokens": {0: batch, 1: length}, "lengths": {0: batch}}, tmp_path)
    for rows, steps in ((1, 1), (3, 4), (2, 9), (7, 30)):
        inputs = {"tokens": torch.randint(9, (rows, steps)), "lengths": torch.randint(0, steps + 1, (rows,))}
        torch.testing.assert_close(run(inputs)[0], module(**inputs).detach(), rtol=1e-4, atol=1e-5)


class OneStep(nn.Module):
    """A decoder's step as a file of its own: the cache comes in and goes out."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = DecoderLayer(8, 2, 16)

    def forward(self, x: Tensor, keys: Tensor, values: Tensor, source: Tensor, lengths: Tensor) -> tuple[Tensor, ...]:
        own = KeyValues(keys, values, keys.shape[2])
        cache = DecoderCache(own, self.layer.cross_attention.keys_and_values(source))
        out, cache = self.layer.step(x, cache, key_mask(lengths, source.shape[1]))
        return out, *cache.own.filled()


def test_onnx_decodes_step_by_step(tmp_path: Path) -> None:
    module = OneStep().eval().requires_grad_(False)
    batch, past, length = (torch.export.Dim(name, min=1) for name in ("batch", "past", "length"))

    def inputs(rows: int, steps: int, others: int) -> dict[str, Tensor]:
        keys, values = torch.randn(2, rows, 2, steps, 4)
        x, lengths = torch.randn(rows, 1, 8), torch.randint(0, others + 1, (rows,))
        return {"x": x, "keys": keys, "values": values, "source": torch.randn(rows, others, 8), "lengths": lengths}

    cached = {0: batch, 2: past}
    axes = {"x": {0: batch}, "keys": cached, "values": cached, "source": {0: batch, 1: length}, "lengths": {0: batch}}
    run = run_onnx(module, inputs(3, 4, 5), axes, tmp_path)
    for sizes in ((1, 1, 1), (2, 9, 3), (5, 30, 12)):
        given_inputs = inputs(*sizes)
        for found, expected in zip(run(given_inputs), module(**given_inputs), strict=True):
            torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", [EncoderLayer, PreNormDecoderLayer])
def test_dropouts_stand_where_they_are_said(kind: type[EncoderLayer | DecoderLayer]) -> None:
    layer = kind(8, 2, 16, Dropouts(attention=0.1, hidden=0.2, result=0.3))
    assert layer.attention.dropout == 0.1 and layer.feed_forward.dropout.p == 0.2
    assert layer.around_attention.dropout.p == layer.around_feed_forward.dropout.p == 0.3
    plain = kind(8, 2, 16, 0.4)
    assert plain.attention.dropout == plain.feed_forward.dropout.p == plain.around_attention.dropout.p == 0.4
    names = dict(kind(8, 2, 16, attention_bias=False).named_parameters())
    assert not any("attention.key.bias" in name or "attention.output.bias" in name for name in names)
