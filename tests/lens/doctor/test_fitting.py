from types import SimpleNamespace

from lamina.core.health import Checkup, EmbeddingHealth, LayerHealth
from lamina.lens.doctor.diagnose import diagnose
from lamina.lens.doctor.fitting import stuck_at_chance, underfitting
from lamina.lens.doctor.so_far import so_far
from lamina.lens.doctor.tokens import unused_embedding

BEHIND = {
    "scores": {"test": {"accuracy": 0.3}},
    "baselines": {"linear": {"accuracy": 0.9}, "majority": {"accuracy": 0.1}},
}


def test_worse_than_a_line_even_on_what_was_seen(made: SimpleNamespace) -> None:
    (found,) = underfitting(made.checkup(history=made.history((2.2, 1.9, 1.8, 1.78, 1.77)), **BEHIND))
    assert found.evidence["baseline"] == "linear" and found.evidence["behind"] > 0.8 and not found.evidence["falling"]


def test_still_falling_needs_more_epochs(made: SimpleNamespace) -> None:
    (found,) = underfitting(made.checkup(history=made.history((2.2, 2.1, 2.0, 1.9, 1.8)), **BEHIND))
    assert found.evidence["falling"] and found.remedy is not None and found.remedy.change == {"epochs": 15}


def test_hard_data_is_no_underfitting(made: SimpleNamespace) -> None:
    """No baseline does better: there is no more to learn from these columns, as far as is known."""
    assert underfitting(made.checkup(history=made.history((2.2, 1.9, 1.8, 1.78)))) == []


def test_a_line_in_units_of_errors(made: SimpleNamespace) -> None:
    close = {"scores": {"test": {"rmse": 2.1}}, "baselines": {"linear": {"rmse": 2.0}}, "headline": "rmse"}
    assert underfitting(made.checkup(history=made.history((2.2, 1.9, 1.8)), **close)) == []


def test_what_few_rows_happen_to_be_is_no_underfitting(made: SimpleNamespace) -> None:
    """Of 60 rows 24 right by the network, 36 by a line: two equal models would differ so once in thirty times."""
    curve = made.history((2.2, 2.1, 2.05, 2.0))
    close = {"scores": {"test": {"accuracy": 0.4}}, "baselines": {"linear": {"accuracy": 0.6}}}
    few, many = ({"parts": {"train": 600, "test": rows}} for rows in (60, 600))
    assert underfitting(made.checkup(history=curve, data=few, **close)) == []
    assert underfitting(made.checkup(history=curve, data=many, **close))[0].evidence["baseline"] == "linear"


def test_what_hides_labels_or_rows_is_lessened_first(made: SimpleNamespace) -> None:
    def remedy(held: tuple[float, ...], **settings: object) -> dict[str, object]:
        curves = made.history((2.3, 2.28, 2.27, 2.265), held)
        (found,) = underfitting(made.checkup(history=curves, settings=settings, **BEHIND))
        assert found.remedy is not None
        return found.remedy.change

    easier, harder = (2.2, 2.15, 2.12, 2.1), (2.3, 2.28, 2.28, 2.28)
    assert remedy(easier, augment=("erase", "cutmix")) == {"augment": ("none",)}
    assert (
        remedy(harder, augment=("erase",))
        == remedy(easier, augment=("none",))
        == remedy(easier)
        != {"augment": ("none",)}
    )
    assert remedy(harder, label_smoothing=0.95) == {"label_smoothing": 0.1}
    assert remedy(harder, label_smoothing=0.1) == remedy(harder, label_smoothing="auto") == remedy(harder)


def test_chance_is_named(made: SimpleNamespace) -> None:
    guessing = {**BEHIND, "scores": {"test": {"accuracy": 0.12}}}
    (found,) = stuck_at_chance(made.checkup(history=made.history((2.31, 2.30, 2.305)), **guessing))
    assert found.confidence > 0.9
    assert stuck_at_chance(made.checkup(history=made.history((2.31, 2.2, 2.1)))) == []
    assert stuck_at_chance(made.checkup(history=made.history((2.31, 2.30, 2.305)), chance=None)) == []


def test_right_answers_with_small_logits_are_not_chance(made: SimpleNamespace) -> None:
    """The loss has hardly moved, and nine in ten answers are right."""
    scores = {"scores": {"test": {"accuracy": 0.9}}, "baselines": {"majority": {"accuracy": 0.1}}}
    assert stuck_at_chance(made.checkup(history=made.history((2.31, 2.30, 2.28)), **scores)) == []


def test_what_is_learned_holds_for_no_other_row(made: SimpleNamespace) -> None:
    """Targets of other rows: a little is learned by heart, validation is never better than chance."""
    worse = {"scores": {"test": {"accuracy": 0.1}}, "baselines": {"majority": {"accuracy": 0.12}}}
    (found,) = stuck_at_chance(made.checkup(history=made.history((2.3, 2.1, 2.0), (2.4, 2.38, 2.4)), **worse))
    assert found.evidence["part"] == "validation" and "baseline" not in found.evidence
    assert stuck_at_chance(made.checkup(history=made.history((2.3, 2.1, 2.0), (2.4, 2.38, 2.4)))) == []  # it leads


def word_vectors(made: SimpleNamespace, curve: tuple[float, ...], **settings: object) -> Checkup:
    """Tables of vectors; word frequencies alone give a loss of 2.3."""
    both = tuple(
        LayerHealth(name=name, type="Embedding", fan_in=8, embedding=EmbeddingHealth(rows=9, touched=9, likeness=0.99))
        for name in ("outputs", "vectors")
    )
    curves = tuple({"epoch": row["epoch"], "train_loss": row["train_loss"]} for row in made.history(curve))
    return made.checkup(
        history=curves, scores={}, baselines={}, settings={"learning_rate": 0.025, **settings},
        readings=lambda step: made.reading(step, layers=both),
    )  # fmt: skip


def test_vectors_that_know_how_often_words_occur_and_no_more(made: SimpleNamespace) -> None:
    (found,) = stuck_at_chance(word_vectors(made, (3.0, 2.31, 2.29)))
    assert found.remedy is not None and found.remedy.change == {"epochs": 15}
    (slow,) = stuck_at_chance(word_vectors(made, (3.0, 2.9, 2.8), learning_rate=1e-4))
    assert slow.remedy is not None and slow.remedy.change == {"learning_rate": 0.025}
    assert stuck_at_chance(word_vectors(made, (3.0, 2.3, 2.25))) == []  # little is to be had beyond frequencies
    assert unused_embedding(word_vectors(made, (3.0, 2.3, 2.25))) == []
    growing = word_vectors(made, (3.0, 2.31, 2.29), epochs=9)  # two thirds of it are still to come
    assert [one.code for one in diagnose(growing)] == ["doctor.stuck_at_chance"] and so_far(growing) == ()
