from types import SimpleNamespace

from lamina.core.health import AttentionHealth, EmbeddingHealth, InputHealth, Spread
from lamina.lens.doctor.diagnose import diagnose
from lamina.lens.doctor.tokens import collapsed_attention, padding_attended, unknown_tokens, unused_embedding


def attending(made: SimpleNamespace, **more: object) -> object:
    figures = {
        "entropies": (0.8, 0.7), "same_key": 0.2, "head_likeness": 0.5, "padding_mass": 0.0, "masked": 0.2, "queries": 20,
        "keys": 20,
    }  # fmt: skip
    layer = made.layer("attention", type="MultiHeadAttention", attention=AttentionHealth(**{**figures, **more}))
    return made.checkup(readings=lambda step: made.reading(step, layers=(layer, made.layer("output"))))


def test_weight_on_padding(made: SimpleNamespace) -> None:
    (found,) = padding_attended(attending(made, padding_mass=0.2))
    assert found.where == "attention" and found.evidence["mass"] == 0.2
    assert padding_attended(attending(made)) == [] and padding_attended(attending(made, padding_mass=None)) == []


def test_padding_without_attention_is_seen_by_its_effect(made: SimpleNamespace) -> None:
    def inputs(effect: float) -> object:
        tokens = InputHealth(
            name="tokens", integer=True, features=20, spread=Spread(mean=9, std=5, max_abs=99), padding_effect=effect
        )
        return made.checkup(readings=lambda step: made.reading(step, inputs=(tokens,)))

    (found,) = padding_attended(inputs(0.4))
    assert found.where == "tokens" and found.evidence == {"effect": 0.4}
    assert padding_attended(inputs(1e-6)) == []


def test_heads_that_look_at_one_token(made: SimpleNamespace) -> None:
    (found,) = collapsed_attention(attending(made, entropies=(0.01, 0.02)))
    assert found.where == "attention"
    assert [one.code for one in diagnose(attending(made, entropies=(0.01, 0.02)))] == ["doctor.attention_collapsed"]
    assert collapsed_attention(
        attending(made, entropies=(0.2, 0.1), lost=0.6)
    )  # of short texts: scores a hundred apart
    assert collapsed_attention(attending(made, entropies=(0.01, 0.6))) == []  # one head may
    assert collapsed_attention(attending(made, entropies=(0.01, 0.02), keys=3)) == []  # of three tokens one may be it


def embedded(made: SimpleNamespace, likeness: float = 0.1, gradient: float | None = 0.1, **data: object) -> object:
    table = EmbeddingHealth(rows=100, touched=40, likeness=likeness)
    layer = made.layer("embedding", type="Embedding", embedding=table, weight_gradient_norm=gradient, fan_in=None)
    return made.checkup(readings=lambda step: made.reading(step, layers=(layer, made.layer("output"))), data=data)


def test_embedding_without_part(made: SimpleNamespace) -> None:
    assert unused_embedding(embedded(made)) == []
    for gradient in (0.0, None):
        (found,) = unused_embedding(embedded(made, gradient=gradient))
        assert found.where == "embedding" and found.evidence["how"] == "no_gradient"
        assert [one.code for one in diagnose(embedded(made, gradient=gradient))] == ["doctor.embedding_unused"]
    assert unused_embedding(embedded(made, likeness=0.999))[0].evidence["how"] == "alike"
    assert unused_embedding(embedded(made, unseen_tokens=80, vocabulary=100))[0].evidence["how"] == "unseen"


def test_held_out_texts_of_other_words(made: SimpleNamespace) -> None:
    shares = {"train": 0.08, "validation": 0.1, "test": 0.6}
    (found,) = unknown_tokens(embedded(made, unknown_shares=shares))
    assert found.where == "test" and found.evidence == {"share": 0.6, "train": 0.08}
    assert found.remedy is not None and found.remedy.change == {"tokens": "pieces"}
    assert [one.code for one in diagnose(embedded(made, unknown_shares=shares))] == ["doctor.unknown_tokens"]
    assert unknown_tokens(embedded(made, unknown_shares={"train": 0.5, "test": 0.2})) == []  # rare words alone
    assert unknown_tokens(embedded(made)) == []
