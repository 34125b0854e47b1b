import itertools
import math
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from lamina.core.health import Chance, Checkup, Finding
from lamina.lens.doctor.diagnose import FOLLOWS, RULES, diagnose
from lamina.words import en, zh


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in found]


def test_a_sound_training_is_left_in_peace(made: SimpleNamespace) -> None:
    assert diagnose(made.checkup()) == ()


def test_silent_where_nothing_is_known(made: SimpleNamespace) -> None:
    bare = made.checkup(readings=(), history=(), chance=None, scores={}, baselines={}, headline="", steps_per_epoch=0)
    assert diagnose(bare) == ()


def test_no_rule_breaks_on_what_a_run_may_lack(made: SimpleNamespace) -> None:
    """No readings (`--no-doctor`) or a single one, no curves, no scores: under every setting that a rule asks for."""
    settings = {
        "optimizer": ("sgd", "momentum", "adamw"), "clip_norm": (None, 1e-3), "warmup_epochs": (0.0, 50.0),
        "freeze": ("none", "head"), "weight_decay": (0.0, 10.0), "patience": (0, 3),
    }  # fmt: skip
    lacking = ({}, {"history": ()}, {"scores": {}, "baselines": {}}, {"chance": None})
    for values in itertools.product(*settings.values()):
        asked = {**dict(zip(settings, values, strict=True)), "learning_rate": 0.1, "epochs": 5}
        for more in lacking:
            for readings in ((), (made.reading(0),)):
                diagnose(made.checkup(settings=asked, readings=readings, **more))


def test_rate_that_kills_is_one_finding_with_its_consequences(made: SimpleNamespace) -> None:
    def reading(step: int) -> object:
        if step < 40:
            return made.reading(step, layers=made.layers(**{f"dense{i}": {"update_ratio": 1.5} for i in range(1, 6)}))
        dead = {f"act{i}": {"dead_units": 31, "dead_share": 0.97} for i in (2, 3)}
        return made.reading(
            step, layers=made.layers(**dead, dense1={"gradient_norm": 0.0}, dense2={"gradient_norm": 0.0})
        )

    found = diagnose(made.checkup(readings=reading, history=made.history((9.0, 2.31, 2.31, 2.31, 2.31))))
    assert codes(found) == ["doctor.rate_too_high"]
    following = codes(found[0].consequences)
    assert following.count("doctor.dead_relu") == 2
    assert "doctor.vanishing_gradient" in following and "doctor.stuck_at_chance" in following


def test_an_effect_is_never_earlier_than_its_cause(made: SimpleNamespace) -> None:
    """ReLUs that are dead from the beginning were not killed by a rate whose harm came later."""

    def reading(step: int) -> object:
        large = {"update_ratio": 1.5} if step >= 40 else {}
        return made.reading(
            step,
            layers=made.layers(
                dense1=large,
                dense2=large,
                dense3=large,
                dense4=large,
                dense5=large,
                act1={"dead_units": 32, "dead_share": 1.0},
            ),
        )

    found = diagnose(made.checkup(readings=reading, history=made.history((2.3, 2.3, 9.0, 2.3, 9.0))))
    assert codes(found)[:2] == ["doctor.rate_too_high", "doctor.dead_relu"]


def test_every_code_has_its_sentences_in_both_languages() -> None:
    every = set(FOLLOWS) | {code for effects in FOLLOWS.values() for code in effects}
    for code in every:
        for sentences in (en.SENTENCES, zh.SENTENCES):
            assert code in sentences and code.replace("doctor.", "doctor.name.") in sentences


def test_rules_are_silent_about_each_other() -> None:
    """Nothing follows from itself, and causes are rules' codes."""
    assert all(code not in effects for code, effects in FOLLOWS.items())
    assert len(set(RULES)) == len(RULES)


@given(scale=st.floats(1e-4, 1e4))
def test_unit_of_the_loss_changes_no_finding(made: SimpleNamespace, scale: float) -> None:
    """A loss in other units (a target in cents) has curves, chance and gradients that are larger by one factor."""
    train, held = (2.0, 1.0, 0.5, 0.2, 0.1), (2.0, 1.4, 1.5, 2.0, 2.6)
    plain = made.checkup(history=made.history(train, held))
    other = scaled(plain, scale, made)
    assert codes(diagnose(other)) == codes(diagnose(plain)) == ["doctor.overfitting"]


def scaled(checkup: Checkup, scale: float, made: SimpleNamespace) -> Checkup:
    rows = tuple(
        {name: value * (1.0 if name == "epoch" else scale) for name, value in row.items()} for row in checkup.history
    )
    readings = tuple(
        one.model_copy(
            update={
                "layers": tuple(
                    each.model_copy(update={"gradient_norm": (each.gradient_norm or 0.0) * scale if each.gradient_norm else None})
                    for each in one.layers
                ),
                "loss": (one.loss or 0.0) * scale, "loss_evaluating": (one.loss_evaluating or 0.0) * scale,
            }
        )
        for one in checkup.readings
    )  # fmt: skip
    assert checkup.chance is not None
    chance = Chance(loss=checkup.chance.loss * scale, how="constant", rows=600)
    return checkup.model_copy(update={"history": rows, "readings": readings, "chance": chance})


def test_chance_that_was_not_written_down_is_that_of_the_classes(made: SimpleNamespace) -> None:
    counts = {"train": dict.fromkeys("abcdefghij", 60)}
    stuck = {"history": made.history((2.31, 2.305, 2.304)), "chance": None, "readings": ()}
    assert codes(diagnose(made.checkup(**stuck, data={"class_counts": counts}))) == ["doctor.stuck_at_chance"]
    assert diagnose(made.checkup(**stuck)) == ()


def test_numbers_that_are_not_finite_raise_nothing(made: SimpleNamespace) -> None:
    bad = {
        "gradient_norm": math.nan,
        "update_ratio": math.inf,
        "weight_norm": math.nan,
        "row_std": math.nan,
        "gain": math.nan,
    }
    readings = tuple(
        made.reading(step, layers=made.layers(dense1=bad, dense3=bad), loss=math.nan, gradient_norm=math.inf)
        for step in made.steps
    )
    found = diagnose(
        made.checkup(readings=readings, history=made.history((2.0, math.nan, math.nan, math.inf, math.nan)))
    )
    assert isinstance(found, tuple)


odd = st.one_of(
    st.none(), st.sampled_from([0.0, 1.0, -1.0, 1e-30, 1e30, math.nan, math.inf, -math.inf]), st.floats(0, 2)
)
FIGURES = (
    "row_std", "gradient_rms", "gradient_norm", "gradient_zeros", "weight_norm", "weight_rms", "weight_likeness", "gain",
    "weight_gradient_norm", "bias_gradient_norm", "update_ratio",
)  # fmt: skip


@given(data=st.data())
def test_odd_figures_raise_nothing(made: SimpleNamespace, data: st.DataObject) -> None:
    """Whatever was measured, also of broken trainings: the doctor may be wrong, and must not fail."""

    def reading(step: int) -> object:
        changed = {
            name: data.draw(st.dictionaries(st.sampled_from(FIGURES), odd, max_size=4))
            for name in ("dense1", "dense2", "dense5", "output")
        }
        more = data.draw(st.dictionaries(st.sampled_from(["loss", "loss_evaluating", "gradient_norm"]), odd))
        return made.reading(step, layers=made.layers(**changed), **more)

    curve = tuple(data.draw(st.lists(st.floats(-1, 1e9) | st.just(math.nan), max_size=5)))
    chance = Chance(loss=data.draw(st.sampled_from([0.0, -1.0, 1e-9, 2.3, math.inf])), how="constant", rows=1)
    for finding in diagnose(made.checkup(readings=reading, history=made.history(curve), chance=chance)):
        assert finding.code in FOLLOWS or any(finding.code in effects for effects in FOLLOWS.values())
        assert 0 <= finding.confidence <= 1
