"""Encoder and step as ONNX: each network of pairs, any rows and lengths, held to the model; greedy by them alone."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tests.pairs import SIZES, SPEC

from lamina.bundle import onnx_pairs
from lamina.bundle.model import Model
from lamina.bundle.onnx_pairs import export_pairs, rebuilt, tensors_of
from lamina.core.errors import InputError
from lamina.data.finish import NextToken
from lamina.data.pairs.preparation import PairPreparation
from lamina.networks.catalog import build

onnxruntime = pytest.importorskip("onnxruntime")


def model_of(name: str) -> Model:
    torch.manual_seed(0)
    arguments = {"vocab_size": 12, "target_vocab_size": 12, **SIZES[name]}
    return Model(SPEC, name, arguments, PairPreparation(), build(name, **arguments).eval(), NextToken(), {})


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == "transformer" else [pytest.mark.heavy]) for name in SIZES]
)
def test_both_files_give_the_models_next_tokens_at_other_sizes(tmp_path: Path, name: str) -> None:
    model = model_of(name)
    encoder, step = (onnxruntime.InferenceSession(path) for path in export_pairs(model, tmp_path))
    tokens, lengths = torch.randint(4, 12, (5, 11)), torch.tensor([11, 1, 4, 7, 2])
    tokens[torch.arange(11) >= lengths[:, None]] = 0
    written = torch.tensor([[2, 5, 7, 4]] * 5)
    expected = model.answer({"tokens": tokens, "lengths": lengths, "written": written})
    state = encoder.run(None, {"tokens": tokens.numpy(), "lengths": lengths.numpy()})
    changed = [int(item.name.removeprefix("next_")) for item in step.get_outputs()[1:]]
    needed = {item.name for item in step.get_inputs()}
    for place in range(4):
        fed = {"token": written[:, place].numpy(), **{f"state_{n}": value for n, value in enumerate(state)}}
        found, *new = step.run(None, {name: value for name, value in fed.items() if name in needed})
        for where, value in zip(changed, new, strict=True):
            state[where] = value
    assert np.abs(found - expected.numpy()).max() < 1e-5


def test_files_that_differ_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_pairs, "difference", lambda *_: 1.0)
    with pytest.raises(InputError, match="differ"):
        export_pairs(model_of("transformer"), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_state_is_taken_apart_and_put_together() -> None:
    network: Any = model_of("transformer").network
    state = network.empty_state(torch.tensor([[4, 5]]), torch.tensor([2]), capacity=3)
    tensors = tensors_of(state)
    again = rebuilt(state, iter(tensors))
    assert type(again) is type(state) and all(a is b for a, b in zip(tensors_of(again), tensors, strict=True))
    assert again.caches[0].own.length == 3 and again.caches[0].source.length == 2
