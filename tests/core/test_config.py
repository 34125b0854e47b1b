"""One configuration: flat unique names, validation in one sentence, JSON there and back."""

import json
from pathlib import Path
from typing import Any

import pytest

from lamina.core.config import SECTIONS, RunConfig, field_sections, parse
from lamina.core.errors import InputError


def test_field_names_are_unique_over_all_sections() -> None:
    fields = [name for model in SECTIONS.values() for name in model.model_fields]
    assert len(fields) == len(set(fields)) == len(field_sections())


def test_every_field_is_described() -> None:
    missing = [
        name for model in SECTIONS.values() for name, field in model.model_fields.items() if not field.description
    ]
    assert missing == []


def test_replace_takes_paths_where_a_file_or_folder_is_named() -> None:
    changed = RunConfig().replace(out=Path("my runs"), test_data=Path("test.csv"))
    assert (changed.output.out, changed.data.test_data) == ("my runs", "test.csv")


def test_replace_takes_flat_names_and_leaves_the_original() -> None:
    config = RunConfig()
    changed = config.replace(epochs=3, target=("y",), learning_rate=0.5)
    assert (changed.loop.epochs, changed.data.target, changed.optim.learning_rate) == (3, ("y",), 0.5)
    assert config.loop.epochs == "auto"


def test_json_there_and_back_is_the_same() -> None:
    config = RunConfig().replace(epochs=3, arg={"hidden_dims": [4, 5]}, types={"age": "number"})
    assert parse(json.loads(json.dumps(config.model_dump(mode="json")))) == config


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"epoch": 3}, 'There is no setting "epoch". Did you mean "epochs"?'),
        ({"epochs": 0}, 'The setting "epochs" cannot be 0'),
        ({"learning_rate": float("nan")}, 'The setting "learning_rate" cannot be nan'),
        ({"device": "gpu"}, "The setting \"device\" cannot be 'gpu'"),
        ({"optimizer": "adamm"}, "The setting \"optimizer\" cannot be 'adamm'"),
        ({"test_fraction": 1.0}, 'The setting "test_fraction" cannot be 1.0'),
    ],
)
def test_a_bad_setting_is_one_sentence_that_names_it(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        RunConfig().replace(**options)
    assert said in str(caught.value)


def test_an_unknown_key_of_a_file_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match='Did you mean "epochs"'):
        parse({"loop": {"epochz": 3}})
    with pytest.raises(InputError, match='Did you mean "loop"'):
        parse({"loops": {}})


def test_a_file_that_holds_no_settings_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        parse([1, 2], "runs/x/config.json")  # pyright: ignore[reportArgumentType]
    assert caught.value.code == "config.no_settings"
