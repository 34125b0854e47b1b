"""The whole preparation equals a NumPy reference, over table, batch and after rebuilding."""

import json
import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from torch import nn

from lamina.core.errors import InputError
from lamina.data.finish import LabelProbabilities, Probabilities, RawUnits, TargetScale
from lamina.data.images.pixels import ImagePreparation
from lamina.data.prepare import TablePreparation, describe, rebuild


def fitted(embedding: bool = False) -> TablePreparation:
    """Two numbers (the first with an indicator), one column of two categories with places for both and missing."""
    prepare = TablePreparation(2, 1, num_indicators=1, num_onehot=0 if embedding else 3, embedding=embedding)
    prepare.impute.fill.copy_(torch.tensor([4.0, -1.0]))
    prepare.clip.high.copy_(torch.tensor([50.0, torch.inf]))
    prepare.scale.mean.copy_(torch.tensor([3.0, 0.5]))
    prepare.scale.scale.copy_(torch.tensor([2.0, 0.1], dtype=torch.float64))
    prepare.replace.missing.fill_(2)
    prepare.replace.for_missing.fill_(2)
    prepare.replace.for_unseen.fill_(0 if embedding else 3)
    if not embedding:
        prepare.onehot.code.copy_(torch.tensor([0, 1, 2]))
    return prepare


def reference(numbers: np.ndarray, codes: np.ndarray) -> np.ndarray:
    filled = np.where(np.isnan(numbers), [4.0, -1.0], numbers)
    scaled = (np.minimum(filled, [50.0, np.inf]) - [3.0, 0.5]) / [2.0, 0.1]
    onehot = codes == np.array([0, 1, 2])
    return np.hstack((scaled, np.isnan(numbers[:, :1]), onehot)).astype(np.float32)


cells = st.one_of(st.just(math.nan), st.floats(-1e9, 1e9))


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 8), st.just(2)), elements=cells), st.integers(0, 9))
def test_preparation_equals_numpy_reference(numbers: np.ndarray, seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, 4, (len(numbers), 1))
    (features,) = fitted()(torch.from_numpy(numbers), torch.from_numpy(codes))
    assert features.dtype == torch.float32
    np.testing.assert_array_equal(features.numpy(), reference(numbers, codes))


def test_batches_and_table_agree_to_the_bit() -> None:
    numbers, codes = torch.randn(10, 2, dtype=torch.float64), torch.randint(0, 4, (10, 1))
    whole = fitted()(numbers, codes)[0]
    rows = torch.cat([fitted()(numbers[i : i + 1], codes[i : i + 1])[0] for i in range(10)])
    assert torch.equal(whole, rows)


def test_embedding_gives_codes_beside_the_numbers() -> None:
    prepare = fitted(embedding=True)
    features, codes = prepare(torch.zeros(2, 2, dtype=torch.float64), torch.tensor([[3], [1]]))
    assert prepare.output_names == ("features", "codes")
    assert features.shape == (2, prepare.num_features) == (2, 3) and codes.tolist() == [[0], [1]]


@pytest.mark.parametrize(("numbers", "codes", "onehot", "width"), [(0, 1, 2, 2), (3, 0, 0, 3)])
def test_only_numbers_or_only_categories(numbers: int, codes: int, onehot: int, width: int) -> None:
    prepare = TablePreparation(numbers, codes, num_onehot=onehot)
    inputs = torch.zeros(5, numbers, dtype=torch.float64), torch.zeros(5, codes, dtype=torch.int64)
    assert [tuple(x.shape) for x in prepare(*inputs)] == [(5, width)] == [(5, prepare.num_features)]


@pytest.mark.parametrize(
    "module", [fitted(), fitted(True), Probabilities(), LabelProbabilities(), RawUnits(2), TargetScale(3), ImagePreparation(3)],
    ids=lambda module: type(module).__name__,
)  # fmt: skip
def test_rebuilt_module_has_the_same_state(module: nn.Module) -> None:
    again = rebuild(json.loads(json.dumps(describe(module))))
    again.load_state_dict(module.state_dict())
    assert type(again) is type(module)
    assert all(
        torch.equal(a, b) for a, b in zip(module.state_dict().values(), again.state_dict().values(), strict=True)
    )


def test_rebuilt_preparation_gives_identical_outputs() -> None:
    prepare = fitted()
    again = rebuild(describe(prepare))
    again.load_state_dict(prepare.state_dict())
    inputs = torch.tensor([[math.nan, 2.0], [60.0, math.nan]], dtype=torch.float64), torch.tensor([[1], [3]])
    assert torch.equal(again(*inputs)[0], prepare(*inputs)[0])


@pytest.mark.parametrize(("description", "code"), [
    ({"name": "os.system", "arguments": {}}, "data.unknown_module"), ({"name": ["x"]}, "data.unknown_module"),
    ({}, "data.unknown_module"), ({"name": "RawUnits", "arguments": [1]}, "data.unknown_module"),
    ({"name": "RawUnits", "arguments": {"widt": 1}}, "data.bad_module"),
    ({"name": "RawUnits", "arguments": {"num_outputs": -1}}, "data.bad_module"),
])  # fmt: skip
def test_descriptions_from_a_damaged_file_are_refused(description: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as caught:
        rebuild(description)
    assert caught.value.code == code


def test_preparation_exports_with_any_number_of_rows() -> None:
    numbers, codes = torch.randn(4, 2, dtype=torch.float64), torch.zeros(4, 1, dtype=torch.int64)
    rows = torch.export.Dim("rows", min=1)
    program = torch.export.export(fitted(), (numbers, codes), dynamic_shapes=({0: rows}, {0: rows}))
    for n in (1, 7):
        inputs = torch.full((n, 2), math.nan, dtype=torch.float64), torch.full((n, 1), 3)
        assert torch.equal(program.module()(*inputs)[0], fitted()(*inputs)[0])
