"""The view of learned vectors."""

import pytest
import torch

from lamina.bundle.model import Model
from lamina.core.spec import DataSpec, TargetSpec, TextSpec
from lamina.data.finish import RawUnits
from lamina.data.texts.preparation import TextPreparation
from lamina.networks.word2vec import word2vec
from lamina.verbs.views import embeddings as view_embeddings
from lamina.verbs.views.looked import Looked

from . import looks


@pytest.mark.parametrize(
    ("make", "tables"),
    [(looks.text, 1), (lambda: looks.text(network="encoder"), 1), (lambda: looks.text("language", "decoder"), 1),
     (looks.pairs, 2), (lambda: looks.pairs("seq2seq"), 2)],
)  # fmt: skip
def test_a_map_for_each_table(make, tables: int) -> None:
    section = looks.shown_without_a_trace(view_embeddings.VIEW, make())
    assert len(section.pictures) == tables and "Nearest to" in section.sentences[0]
    assert section.body is not None and "<script>" not in section.body and "Mikolov" in section.paper


def words() -> Looked:
    """Word vectors in which queen lies at king - man + woman."""
    torch.manual_seed(0)
    known = ("<pad>", "<unk>", "man", "woman", "king", "queen", *(f"word{number}" for number in range(60)))
    spec = DataSpec(
        kind="text", task="embed", text=TextSpec(tokens="words", vocabulary=known, max_length=5), targets=(TargetSpec(name="word"),)
    )  # fmt: skip
    network = word2vec(len(known), 24)
    with torch.no_grad():
        table = network.vectors.weight
        table.copy_(torch.randn_like(table))
        table[5] = table[4] - table[2] + table[3]
    return Looked(Model(spec, "word2vec", {}, TextPreparation(), network, RawUnits(24)), (), {}, (), dict)


def test_word_vectors_without_rows() -> None:
    section = view_embeddings.show(words())
    told = " ".join(section.sentences)
    assert "man is to king as woman is to queen" in told and "64 tokens of 24 numbers" in told


def test_words_that_were_learned_together_are_told_from_chance() -> None:
    seen = words()
    assert "no more than by chance" in view_embeddings.show(seen).sentences[0]
    with torch.no_grad():
        table = seen.model.network.get_submodule("vectors").get_parameter("weight")
        table[6:36] = table[36:66] + 0.05 * torch.randn(30, 24)
    assert "nearness means something" in view_embeddings.show(seen).sentences[0]


def test_it_fits_texts() -> None:
    assert not view_embeddings.fits(looks.table()) and not view_embeddings.fits(looks.series())
