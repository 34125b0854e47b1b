"""A sound training in figures, hand-made, and what changes it: the rules' tests put one fault in at a time."""

from types import SimpleNamespace
from typing import Any

import pytest

from lamina.core.health import Chance, Checkup, DataFacts, LayerHealth, Reading, Spread

STEPS = (0, 10, 40, 100)  # of the readings
LOSSES = (2.0, 1.0, 0.6, 0.4, 0.3)  # after each epoch of 20 steps; chance is 2.3


def layer(name: str, **more: Any) -> LayerHealth:
    """A dense layer that learns as it should."""
    figures: dict[str, Any] = {
        "type": "Linear", "units": 32, "parameters": 1024, "output": Spread(mean=0, std=1, max_abs=3), "row_std": 0.8,
        "gradient_rms": 0.01, "gradient_norm": 0.05, "weight_norm": 8.0, "weight_likeness": 0.0, "fan_in": 32,
        "gain": 1.41, "weight_gradient_norm": 0.1, "update_ratio": 3e-3,
    }  # fmt: skip
    return LayerHealth(name=name, **{**figures, **more})


def relu(name: str, fed_by: str, **more: Any) -> LayerHealth:
    """A ReLU with a few units that are dead."""
    figures = {"type": "ReLU", "activation": "relu", "units": 32, "zeros": 0.5, "dead_units": 2, "dead_share": 0.06}
    return LayerHealth(name=name, fed_by=fed_by, **{**figures, **more})


def layers(**changed: dict[str, Any]) -> tuple[LayerHealth, ...]:
    """Six dense layers with ReLUs between them; changed: by a layer's name, the figures that differ."""
    found: list[LayerHealth] = []
    for place in range(1, 6):
        found += [layer(f"dense{place}", **changed.get(f"dense{place}", {}))]
        found += [relu(f"act{place}", f"dense{place}", **changed.get(f"act{place}", {}))]
    return (*found, layer("output", **{"gain": 1.0, **changed.get("output", {})}))


def reading(step: int, **more: Any) -> Reading:
    """A look at a sound network."""
    figures: dict[str, Any] = {
        "epoch": step // 20, "rows": 64, "learning_rate": 1e-3, "loss": 1.0, "loss_evaluating": 0.9,
        "gradient_norm": 0.5, "layers": layers(),
    }  # fmt: skip
    return Reading(step=step, **{**figures, **more})


def history(train: tuple[float, ...] = LOSSES, held: tuple[float, ...] | None = None) -> tuple[dict[str, float], ...]:
    """Rows of history.csv; validation a little above training where it is not given."""
    other = held or tuple(value + 0.1 for value in train)
    return tuple(
        {"epoch": float(place), "train_loss": one, "validation_loss": two}
        for place, (one, two) in enumerate(zip(train, other, strict=True), 1)
    )


def checkup(**more: Any) -> Checkup:
    """A sound training; `readings` may be given as a function of the step."""
    given = more.pop("readings", reading)
    facts = {"kind": "images", "parts": {"train": 600, "validation": 100, "test": 200}, **more.pop("data", {})}
    settings = {"learning_rate": 1e-3, "optimizer": "adamw", "clip_norm": None, "weight_decay": 0.01, "arg": {}}
    figures: dict[str, Any] = {
        "network": "mlp", "task": "classify", "classes": tuple("abcdefghij"), "loss": "cross-entropy", "status": "done",
        "settings": {**settings, **more.pop("settings", {})}, "steps_per_epoch": 20, "history": history(),
        "chance": Chance(loss=2.3, how="class-shares", rows=600), "data": DataFacts(**facts),
        "scores": {"test": {"accuracy": 0.95}}, "baselines": {"linear": {"accuracy": 0.9}}, "headline": "accuracy",
        "readings": tuple(map(given, STEPS)) if callable(given) else given,
    }  # fmt: skip
    return Checkup(**{**figures, **more})


@pytest.fixture(scope="session")
def made() -> SimpleNamespace:
    """checkup(...), reading(step, ...), layers(name={...}), layer(name, ...), relu(...), history(train, held), STEPS."""
    return SimpleNamespace(
        checkup=checkup, reading=reading, layers=layers, layer=layer, relu=relu, history=history, steps=STEPS
    )
