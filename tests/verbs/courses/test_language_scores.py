"""Scores of a language model: each held-out token once, beside models that count."""

import math

import numpy as np
import polars as pl
import pytest
import torch

from lamina.core.errors import InputError
from lamina.data.texts.written import written
from lamina.verbs.courses.language_scores import scored_part
from lamina.verbs.run import Run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, language) -> Run:
    folder = tmp_path_factory.mktemp("scores")
    return language.trained(str(language.write_story(folder / "story.txt")), folder / "runs", epochs=8)


def test_parts_have_scores_and_the_held_out_ones_baselines_and_a_verdict(run):
    test = run.evaluation()
    assert test.part == "test" and test.headline == "bits_per_character"
    assert list(test.scores) == ["bits_per_character", "perplexity", "accuracy"]
    assert test.scores["perplexity"].value == pytest.approx(2 ** test.scores["bits_per_character"].value, rel=0.02)
    rivals = {each.name: each.scores["bits_per_character"] for each in test.baselines}
    assert rivals["ngram"] < rivals["unigram"] and test.scores["bits_per_character"].value < rivals["unigram"]
    assert test.scores["bits_per_character"].low is not None
    assert not run.evaluation("train").baselines
    codes = [note.code for note in test.notes]
    assert "language.windows" in codes and any(code.startswith("evaluation.") for code in codes)


def test_predictions_have_the_loss_of_each_window(run, language):
    frame = pl.read_parquet(run.path / "predictions.parquet")
    assert frame.columns == ["split", "position", "tokens", "loss", "text"]
    test = frame.filter(pl.col("split") == "test")
    nats = float((test["loss"] * test["tokens"]).sum() / test["tokens"].sum())
    bits = run.evaluation().scores["bits_per_character"].value
    assert nats / math.log(2) == pytest.approx(bits, rel=0.01)  # but for the end mark, which writes nothing
    assert (
        test["position"].to_list() == sorted(test["position"].to_list()) and test["text"][0].strip() in language.story()
    )


def test_windows_overlap_by_half_where_they_are_held_out(run):
    text = run.model.spec.text
    stream = torch.arange(4, 204, dtype=torch.int32) % 20 + 4
    part = scored_part("test", stream, text)
    assert part.row_ids[1] == text.max_length // 2 and int((part.target >= 0).sum()) == 199
    assert written([4], text)  # the vocabulary knows it


def test_new_text_is_scored_beside_the_counts_of_training(run, tmp_path, language):
    own = run.score([language.story(30)])
    assert own.part == "data" and [each.name for each in own.baselines] == ["unigram"]
    strange = run.score(["Ωμέγα ist anders als das alles hier. " * 9])
    assert strange.scores["bits_per_character"].value > own.scores["bits_per_character"].value
    assert any(note.code == "corpus.unknown" for note in strange.notes)
    assert np.isfinite(strange.scores["perplexity"].value)
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    with pytest.raises(InputError):
        run.score(str(tmp_path / "empty.txt"))
