"""Attention that collapsed, that looks at padding; gates at their bounds; errors that fade with time."""

import pytest
import torch

from lamina.core.observing import EACH_STEP
from lamina.lens.sequence_health import attention_health, gate_health, last_states, time_health


def test_even_attention_and_one_key_for_all() -> None:
    even = attention_health(torch.full((2, 3, 4, 5), 0.2), [])
    assert even.entropies == pytest.approx((1.0, 1.0, 1.0)) and even.head_likeness == pytest.approx(1.0)
    assert even.padding_mass is None and even.masked == 0.0
    one = torch.full((2, 2, 4, 5), 1e-9)
    one[..., 3] = 1.0
    found = attention_health(one, [])
    assert max(found.entropies) < 1e-6 and found.same_key == 1.0
    apart = attention_health(torch.eye(4)[None].repeat(2, 1, 1), [])
    assert apart.same_key == 0.25 and apart.entropies == (0.0,) and apart.head_likeness is None


def test_mass_on_padding_is_that_of_real_queries() -> None:
    weights = torch.full((2, 1, 4, 4), 0.25)
    mask = torch.tensor([[True, True, True, True], [True, True, False, False]])
    assert attention_health(weights, [mask]).padding_mass == pytest.approx((4 * 0.0 + 2 * 0.5) / 6)
    assert attention_health(weights, [mask, mask]).padding_mass is None  # whose keys these are is not known
    causal = torch.tril(torch.ones(4, 4)) / torch.arange(1, 5)[:, None]
    assert attention_health(causal[None, None], []).entropies == pytest.approx((1.0,))


def test_gates_at_their_bounds_padding_left_out() -> None:
    forget = torch.zeros(2, 3, 4)
    forget[0] = 1.0
    lengths = torch.tensor([3, 0])
    shown = {"0.forget": [forget], "0.hidden": [forget * 2 - 1], f"0.{EACH_STEP}": [torch.zeros(2, 4)]}
    gates = gate_health(shown, lengths)
    assert [(gate.name, gate.mean, gate.low, gate.high) for gate in gates] == [
        ("0.forget", 1.0, 0.0, 1.0), ("0.hidden", 1.0, 0.0, 1.0)
    ]  # fmt: skip
    assert gate_health(shown, None)[0].low == 0.5


def test_lags_count_from_each_rows_own_end() -> None:
    steps = [torch.tensor([[1.0], [3.0]]), torch.tensor([[2.0], [5.0]]), torch.tensor([[4.0], [0.0]])]
    found = time_health(steps, "state", torch.tensor([3, 2]), 1)
    assert found is not None and found.steps == 3
    assert found.gradients == pytest.approx((((16 + 25) / 2) ** 0.5, ((4 + 9) / 2) ** 0.5, 1.0))
    assert time_health([None, None], "state", None, 1) is None
    long = time_health([torch.ones(1, 1)] * 200, "input", None, 1)
    assert long is not None and len(long.lags) == 64 and long.lags[-1] == 199


def test_the_last_layers_states_are_taken() -> None:
    shown = {f"{layer}.{EACH_STEP}": [torch.full((1, 1), float(layer))] for layer in (2, 10)}
    shown[f"11.reverse.{EACH_STEP}"] = [torch.zeros(1, 1)]
    assert float(last_states(shown)[0]) == 10.0 and last_states({}) == []
