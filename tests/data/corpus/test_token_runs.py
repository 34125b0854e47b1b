"""Runs of tokens have the same fingerprints wherever a text is cut."""

import numpy as np
import torch

from lamina.core.spec import TextSpec
from lamina.data.corpus.token_runs import KEPT, RUN, run_keys

WORDS = TextSpec(tokens="words", vocabulary=("<pad>", "<unk>"), max_length=8)


def drawn(count: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(0, 500, (count,), generator=torch.Generator().manual_seed(seed), dtype=torch.int32)


def test_a_piece_is_found_again_at_any_place() -> None:
    stream = drawn(20_000)
    keys = run_keys(stream, WORDS)
    assert abs(len(keys) / (20_000 / KEPT) - 1) < 0.1
    piece = run_keys(torch.cat([drawn(37, 1), stream[5_003:6_007], drawn(11, 2)]), WORDS)
    found = np.isin(piece, keys).sum()
    assert found == len(run_keys(stream[5_003:6_007], WORDS)) > 100
    assert len(piece) - found < 20


def test_other_text_has_other_fingerprints() -> None:
    assert not np.isin(run_keys(drawn(20_000, 3), WORDS), run_keys(drawn(20_000, 4), WORDS)).any()
    repeated = run_keys(torch.zeros(100, dtype=torch.int32), WORDS)
    assert len(set(repeated.tolist())) <= 1


def test_a_text_shorter_than_a_run_has_none() -> None:
    assert len(run_keys(drawn(RUN["words"] - 1), WORDS)) == 0 == len(run_keys(drawn(0), WORDS))
