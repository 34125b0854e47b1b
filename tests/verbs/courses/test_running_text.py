"""Windows of running text: what is learned from moves by epoch, what is held does not; all of the text is there."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from lamina.core.config import DataConfig, RunConfig
from lamina.data.corpus.prepared import prepare_corpus
from lamina.data.corpus.reading import read_corpus
from lamina.verbs.courses import running_text
from lamina.verbs.courses.running_text import held_windows, learned_windows


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("text") / "song.txt"
    path.write_text(" ".join(f"line {number} of a long song" for number in range(400)), encoding="utf-8")
    config = RunConfig().replace(task="language", tokens="characters", max_length=16, batch_size=4, seed=3)
    prepared = prepare_corpus(read_corpus(path, DataConfig()), config, None, hides=False)
    return SimpleNamespace(prepared=prepared, config=config, plan=SimpleNamespace(device="cpu"))


def tokens(source: Any, epoch: int) -> torch.Tensor:
    return torch.cat([next(iter(batch.inputs.values())) for batch in source.epoch(epoch)])


def test_learned_windows_are_cut_anew(job: Any) -> None:
    source = learned_windows(job)
    first, second = tokens(source, 0), tokens(source, 1)
    assert first.shape[1] == 16 and first.dtype == torch.int64
    assert first.shape != second.shape or not torch.equal(first, second)
    assert torch.equal(first, tokens(learned_windows(job), 0))  # by the seed alone


def test_held_windows_stay_as_they_are(job: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    source = held_windows(job, "validation")
    assert torch.equal(tokens(source, 0), tokens(source, 1))
    assert len(tokens(source, 0)) == len(job.prepared.parts["validation"])
    monkeypatch.setattr(running_text, "VALUES_LOOKED_AT", 1)  # logits for one window at once, and no less
    one = held_windows(job, "validation")
    assert one.num_batches == len(job.prepared.parts["validation"]) > source.num_batches
