"""Attention with names, and padding that nobody looks at."""

import pytest
import torch

from lamina.verbs.views.attention_sides import PADDED, read_row, sides_of

from . import looks


def test_padding_is_put_behind_the_text_and_masked() -> None:
    seen = looks.text(network="encoder")
    read = read_row(seen, 1)
    assert read.padded and read.names == ("mum", "call", "later", ".", *["<pad>"] * PADDED)
    for side in sides_of(seen, read):
        assert side.weights.shape == (2, 4, 4 + PADDED) and float(side.weights[:, :, 4:].abs().max()) == 0
        assert bool(side.masked[:, 4:].all()) and not side.masked[:, :4].any()
        assert not side.causal and side.queries == read.names[:4] and side.keys == read.names


def test_a_network_that_looks_back_needs_none() -> None:
    seen = looks.text("language", "decoder")
    sides = sides_of(seen, read_row(seen, 0))
    assert not read_row(seen, 0).padded and all(side.causal and side.weights.shape == (2, 8, 8) for side in sides)


@pytest.mark.parametrize("written", [6, 8, 11, 12])
def test_the_sides_of_a_translation_are_told_apart_at_any_length(written: int) -> None:
    seen = looks.pairs()
    target = torch.full((2, written), 5)
    seen = type(seen)(seen.model, seen.rows, seen.raw, (*seen.inputs[:2], target), seen.parts)
    kinds = {side.layer: (side.cross, side.written, side.causal) for side in sides_of(seen, read_row(seen, 0))}
    assert kinds["encoder.0.attention"] == (False, False, False)
    assert kinds["decoder.0.attention"] == (False, True, True)
    assert kinds["decoder.1.cross_attention"] == (True, True, False)
