"""Recurrent layers: two paths over the same weights, padding that changes nothing, state carried over, export."""

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from lamina.blocks.init import initialise
from lamina.blocks.recurrent import (
    GRU,
    LSTM,
    RNN,
    ChoGRU,
    LayerNormGRU,
    LayerNormLSTM,
    Recurrence,
    RecurrentLayer,
    detached,
)
from lamina.core.errors import InputError

KINDS: dict[str, Callable[..., RecurrentLayer]] = {
    "rnn": RNN, "rnn-relu": lambda *sizes, **more: RNN(*sizes, **more, activation="relu"), "lstm": LSTM, "gru": GRU,
    "cho": ChoGRU, "layer-norm-lstm": LayerNormLSTM, "layer-norm-gru": LayerNormGRU,
}  # fmt: skip
FUSED = ("rnn", "rnn-relu", "lstm", "gru")
EVERY = pytest.mark.parametrize("kind", KINDS)


def make(kind: str, *, dtype: torch.dtype = torch.float64, **arguments: object) -> RecurrentLayer:
    torch.manual_seed(3)
    layer = KINDS[kind](3, 5, **{"num_layers": 2, "bidirectional": True, **arguments})
    with torch.no_grad():
        for parameter in layer.parameters():  # biases that are not 0, norms that are not 1
            parameter.add_(0.3 * torch.randn(parameter.shape))
    return layer.to(dtype)


def state_of(layer: RecurrentLayer, rows: int, dtype: torch.dtype = torch.float64) -> tuple[Tensor, ...]:
    count = 2 if isinstance(layer, LSTM | LayerNormLSTM) else 1
    shape = (layer.num_layers * layer.num_directions, rows, layer.hidden_dim)
    return tuple(torch.randn(shape, dtype=dtype, generator=torch.Generator().manual_seed(7 + i)) for i in range(count))


def flat(result: Recurrence) -> Tensor:
    return torch.cat([part.flatten() for part in (result.outputs, *result.state)])


def gradients(run: Callable[..., Recurrence], layer: RecurrentLayer, x: Tensor, *more: object) -> list[Tensor]:
    leaf = x.clone().requires_grad_()
    result = flat(run(leaf, *more))
    weight = torch.linspace(-1, 1, len(result), dtype=x.dtype)
    return [result.detach(), *torch.autograd.grad((result * weight).sum(), [leaf, *layer.parameters()])]


@pytest.mark.parametrize("kind", FUSED)
@settings(max_examples=15, deadline=None)
@given(
    lengths=st.lists(st.integers(0, 9), min_size=1, max_size=5), given_lengths=st.booleans(),
    with_state=st.booleans(), bidirectional=st.booleans(), num_layers=st.integers(1, 3),
)  # fmt: skip
def test_kernel_and_equations_agree_forward_and_backward(
    kind: str, lengths: list[int], given_lengths: bool, with_state: bool, bidirectional: bool, num_layers: int
) -> None:
    rows, steps = len(lengths), max(1, *lengths) + 1
    for dtype, tolerance in ((torch.float64, 1e-10), (torch.float32, 1e-5)):
        layer = make(kind, dtype=dtype, bidirectional=bidirectional, num_layers=num_layers)
        x = torch.randn(rows, steps, 3, dtype=dtype, generator=torch.Generator().manual_seed(1))
        state = state_of(layer, rows, dtype) if with_state else None
        real = torch.tensor(lengths) if given_lengths else None
        fast, slow = (gradients(run, layer, x, real, state) for run in (layer.forward, layer.forward_steps))
        for a, b in zip(fast, slow, strict=True):
            assert (a - b).abs().max() <= tolerance * b.abs().max().clamp(min=1e-30), kind


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_equals_torch_with_the_same_weights(kind: str) -> None:
    layer = make(kind)
    other = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](
        3, 5, 2, batch_first=True, bidirectional=True
    ).double()
    suffixes = ["l0", "l0_reverse", "l1", "l1_reverse"]
    own = {
        f"{name.removesuffix('_l0')}_{suffix}": value
        for suffix, cell in zip(suffixes, layer.cells, strict=True)
        for name, value in cell.kernel.state_dict().items()
    }
    other.load_state_dict(own)
    x = torch.randn(4, 6, 3, dtype=torch.float64)
    outputs, state = other(x)
    found = layer(x)
    torch.testing.assert_close(found.outputs, outputs)
    torch.testing.assert_close(found.state, state if isinstance(state, tuple) else (state,))


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(st.integers(1, 6), min_size=1, max_size=4),
    st.integers(0, 3),
    st.booleans(),
)
def test_padding_never_changes_a_result(kind: str, lengths: list[int], more: int, with_state: bool) -> None:
    layer = make(kind).eval()
    steps = max(lengths) + more
    x = torch.full((len(lengths), steps, 3), float("nan"), dtype=torch.float64)
    rows = [torch.randn(length, 3, dtype=torch.float64) for length in lengths]
    for row, values in enumerate(rows):
        x[row, : len(values)] = values
    state = state_of(layer, len(lengths)) if with_state else None
    together = layer(x, torch.tensor(lengths), state)
    for row, values in enumerate(rows):
        alone = layer(values[None], None, None if state is None else tuple(part[:, row : row + 1] for part in state))
        torch.testing.assert_close(together.outputs[row, : len(values)], alone.outputs[0], rtol=0, atol=1e-12)
        assert not together.outputs[row, len(values) :].any()
        for a, b in zip(together.state, alone.state, strict=True):
            torch.testing.assert_close(a[:, row], b[:, 0], rtol=0, atol=1e-12)


@EVERY
@settings(max_examples=8, deadline=None)
@given(lengths=st.lists(st.integers(1, 5), min_size=1, max_size=3), more=st.integers(1, 3))
def test_gradients_ignore_the_padding_even_when_it_is_nan(kind: str, lengths: list[int], more: int) -> None:
    layer = make(kind)
    x = torch.randn(len(lengths), max(lengths) + more, 3, dtype=torch.float64)
    for row, length in enumerate(lengths):
        x[row, length:] = float("nan")
    found = gradients(layer.forward, layer, x, torch.tensor(lengths))
    assert all(bool(part.isfinite().all()) for part in found)
    for row, length in enumerate(lengths):
        assert not found[1][row, length:].any() and bool(found[1][row, :length].any())


@EVERY
@settings(max_examples=8, deadline=None)
@given(parts=st.lists(st.integers(1, 4), min_size=1, max_size=4), rows=st.integers(1, 3))
def test_a_row_read_in_parts_is_the_row_read_at_once(kind: str, parts: list[int], rows: int) -> None:
    layer = make(kind, bidirectional=False).eval()
    x = torch.randn(rows, sum(parts), 3, dtype=torch.float64)
    whole = layer(x)
    state, outputs = None, []
    for part in x.split(parts, dim=1):
        found = layer(part, None, state)
        outputs.append(found.outputs)
        state = found.state
    torch.testing.assert_close(torch.cat(outputs, dim=1), whole.outputs)
    torch.testing.assert_close(state, whole.state)
    torch.testing.assert_close(layer.last_hidden(whole.state), whole.outputs[:, -1])


@EVERY
def test_a_detached_state_cuts_the_gradient_and_nothing_else(kind: str) -> None:
    """Truncated back-propagation through time: the same numbers, no gradient into the part before."""
    layer = make(kind, bidirectional=False).eval()
    before, after = (torch.randn(2, 4, 3, dtype=torch.float64, requires_grad=True) for _ in range(2))
    state = layer(before).state
    whole, cut = layer(after, None, state), layer(after, None, detached(state))
    assert torch.equal(whole.outputs, cut.outputs)
    assert all(not part.requires_grad for part in detached(state)) and state[0].requires_grad
    (into,) = torch.autograd.grad(whole.outputs.sum(), before, retain_graph=True)
    none, still = torch.autograd.grad(cut.outputs.sum(), (before, after), allow_unused=True)
    assert bool(into.any()) and none is None and bool(still.any())


@EVERY
@settings(max_examples=6, deadline=None)
@given(lengths=st.lists(st.integers(0, 5), min_size=1, max_size=3))
def test_gates_are_those_of_the_pass_and_named_by_layer(kind: str, lengths: list[int]) -> None:
    layer, steps = make(kind), max(1, *lengths, 1)
    x, real = torch.randn(len(lengths), steps, 3, dtype=torch.float64), torch.tensor(lengths)
    gates = layer.gates(x, real)
    assert {name.rpartition(".")[0] for name in gates} == {"0", "0.reverse", "1", "1.reverse"}
    joined = torch.cat([gates["1.hidden"], gates["1.reverse.hidden"]], dim=2)
    torch.testing.assert_close(joined, layer(x, real).outputs, rtol=0, atol=1e-12)
    for name, values in gates.items():
        assert values.shape == (len(lengths), steps, 5)
        for row, length in enumerate(lengths):
            assert not values[row, length:].any()
            if name.rpartition(".")[2] in ("input", "forget", "output", "reset", "update"):
                assert bool(((values[row, :length] > 0) & (values[row, :length] < 1)).all())


def test_dropout_stands_between_layers_only_and_is_the_same_on_both_paths() -> None:
    x = torch.randn(2, 4, 3, dtype=torch.float64)
    single = make("lstm", num_layers=1, dropout=0.5).train()
    torch.testing.assert_close(single(x).outputs, single.eval()(x).outputs)
    double = make("lstm", dropout=0.5).train()
    torch.manual_seed(0)
    fast = double(x).outputs
    torch.manual_seed(0)
    torch.testing.assert_close(double.forward_steps(x).outputs, fast)
    assert not torch.allclose(double.eval()(x).outputs, fast)


def test_the_two_grus_differ_and_do_not_load_each_other() -> None:
    after, before = GRU(3, 5).double(), ChoGRU(3, 5).double()
    with pytest.raises(RuntimeError, match="Missing key"):
        before.load_state_dict(after.state_dict())
    with pytest.raises(RuntimeError, match="Missing key"):
        after.load_state_dict(before.state_dict())
    with torch.no_grad():
        for ours, theirs in zip(before.cells[0].parameters(), after.cells[0].kernel.parameters(), strict=False):
            ours.copy_(theirs)
    x = torch.randn(2, 6, 3, dtype=torch.float64)
    assert (after(x).outputs - before(x).outputs).abs().max() > 1e-3


def test_initial_weights_are_a_function_of_the_generator_and_forget_starts_open() -> None:
    first, second = (initialise(LSTM(3, 8, 2), generator=torch.Generator().manual_seed(5)) for _ in range(2))
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)
    weights = first.cells[0].named_weights()
    assert torch.equal(weights["bW_f"], torch.ones(8)) and not weights["bU_f"].any() and not weights["bW_i"].any()
    torch.testing.assert_close(weights["U_o"] @ weights["U_o"].T, torch.eye(8))


@pytest.mark.parametrize("shape", [(2, 3), (2, 4, 4), (2, 0, 3)])
def test_input_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match=r"built for input of shape \(B, T, 3\)"):
        LSTM(3, 5)(torch.zeros(shape))
    with pytest.raises(InputError, match='no activation "sigmoid"'):
        RNN(3, 5, activation="sigmoid")
    with pytest.raises(InputError, match="LSTM cannot take num_layers=0"):
        LSTM(3, 5, 0)


@pytest.mark.filterwarnings("ignore:The .grad attribute")  # of the compiler itself
def test_compiling_leaves_the_kernels_alone() -> None:
    layer, x, lengths = make("lstm", dtype=torch.float32), torch.randn(2, 4, 3), torch.tensor([4, 2])
    compiled = torch.compile(layer, backend="eager")
    torch.testing.assert_close(compiled(x, lengths).outputs, layer(x, lengths).outputs)


class Exported(nn.Module):
    def __init__(self, layer: RecurrentLayer) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor, lengths: Tensor) -> tuple[Tensor, ...]:
        outputs, state = self.layer(x, lengths)
        return outputs, *state


@EVERY
def test_onnx_takes_any_batch_and_length(kind: str, tmp_path: Path) -> None:
    runtime = pytest.importorskip("onnxruntime", reason="the extra `export` is not installed")
    pytest.importorskip("onnxscript", reason="the extra `export` is not installed")
    module = Exported(make(kind, dtype=torch.float32, num_layers=2 if kind == "lstm" else 1)).eval()
    batch, length = torch.export.Dim("batch", min=1), torch.export.Dim("length", min=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own
        program = torch.onnx.export(
            module, (torch.randn(3, 4, 3), torch.tensor([4, 2, 1])), dynamo=True, verbose=False,
            dynamic_shapes={"x": {0: batch, 1: length}, "lengths": {0: batch}},
        )  # fmt: skip
    assert program is not None
    program.save(str(tmp_path / "layer.onnx"))
    session = runtime.InferenceSession(str(tmp_path / "layer.onnx"))
    for rows, steps in ((1, 1), (3, 4), (2, 9), (7, 30)):
        x, lengths = torch.randn(rows, steps, 3), torch.randint(1, steps + 1, (rows,))
        found = session.run(None, {"x": x.numpy(), "lengths": lengths.numpy()})
        for a, b in zip(found, module(x, lengths), strict=True):
            torch.testing.assert_close(torch.from_numpy(a), b.detach(), rtol=1e-4, atol=1e-5)
