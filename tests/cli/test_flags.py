"""Flags follow from the configuration: none is missing, given ones alone are passed, values mean what people type."""

from typing import Any

import pytest
from cyclopts import App

from lamina.cli.flags import PAIRS, plain_value, section_fields, settings, with_flags
from lamina.cli.main import run
from lamina.core.config import SECTIONS, RunConfig, field_sections
from lamina.core.errors import InputError


def parse(*arguments: str) -> dict[str, Any]:
    """The options that a command with all flags receives."""
    received: dict[str, Any] = {}

    @with_flags(section_fields(*SECTIONS))
    def command(**options: Any) -> None:
        received.update(options)

    app = App(result_action="return_value")
    app.default(command)
    try:
        app(list(arguments), exit_on_error=False, print_error=False)
    except Exception as error:
        raise error.__cause__ or error from None
    return settings(received)


def test_every_field_is_a_flag_but_data() -> None:
    assert section_fields(*SECTIONS) == [name for name in field_sections() if name != "data"]


def test_only_given_flags_arrive() -> None:
    assert parse() == {}
    assert parse("--epochs", "3") == {"epochs": 3}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--learning-rate", "1e-3"), {"learning_rate": 1e-3}),
        (("--learning-rate=auto",), {"learning_rate": "auto"}),
        (("--batch-size", "full"), {"batch_size": "full"}),
        (("--batch-size", "1"), {"batch_size": 1}),
        (("--target", "a b", "--target", "c"), {"target": ("a b", "c")}),
        (("--no-plots", "--drop-last"), {"plots": False, "drop_last": True}),
        (("--clip-norm", "none"), {"clip_norm": None}),
        (("--separator", ";"), {"separator": ";"}),
        (("--types", "age=number", "--types", "id=drop"), {"types": {"age": "number", "id": "drop"}}),
        (("--types", "age=number,id=drop"), {"types": {"age": "number", "id": "drop"}}),
        (("--ignore", "k, m", "--ignore", '"a,b"'), {"ignore": ("k", "m", "a,b")}),
        (("--missing-marks", "x,y"), {"missing_marks": ("x", "y")}),
        (("--missing-columns", "a=b=drop"), None),
        (
            ("--arg", "hidden_dims=[64,64]", "--arg", "activation=tanh", "--arg", "batch-norm=true"),
            {"arg": {"hidden_dims": [64, 64], "activation": "tanh", "batch_norm": True}},
        ),
        (("--seed", "7", "--minutes", "0.5"), {"seed": 7, "minutes": 0.5}),
    ],
)
def test_values_mean_what_people_type(arguments: tuple[str, ...], expected: dict[str, Any] | None) -> None:
    if expected is None:
        with pytest.raises(InputError):
            parse(*arguments)
    else:
        assert parse(*arguments) == expected
        RunConfig().replace(**expected)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--epochs", "abc"), ['--epochs cannot be "abc"', "INT >= 1 | auto"]),
        (("--epochs", "0"), ["INT >= 1 | auto"]),
        (("--learning-rate", "-1"), ["FLOAT > 0"]),
        (("--learning-rate", "nan"), ["FLOAT > 0"]),
        (("--momentum", "1"), [">= 0 < 1"]),
        (("--kind", "tabel"), ['Did you mean "table"?', "auto, table, images"]),
        (("--device", "gpu"), ["cuda:N"]),
        (("--arg", "hidden_dims"), ["name=value", '"hidden_dims"']),
        (("--types", "age=numbr"), ['"age=numbr"', "number | category"]),
    ],
)
def test_wrong_values_are_told_with_what_would_be_right(arguments: tuple[str, ...], told: list[str]) -> None:
    with pytest.raises(InputError) as error:
        parse(*arguments)
    assert all(piece in str(error.value) for piece in told), str(error.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("64", 64), ("0.5", 0.5), ("1e-3", 1e-3), ("true", True), ("False", False), ("None", None), ("tanh", "tanh"),
        ("[64, 64]", [64, 64]), ("64,32", [64, 32]), ("[tanh,relu]", ["tanh", "relu"]), ('"a,b"', "a,b"), ("'x'", "x"),
        ("(6,16)", [6, 16]), ("", ""), ('{"a": 1}', {"a": 1}), ("64,", [64]), ("[]", []),
    ],
)  # fmt: skip
def test_plain_value(text: str, value: Any) -> None:
    assert plain_value(text) == value


def test_pairs_are_the_dictionaries_of_the_configuration() -> None:
    flat = RunConfig().flat()
    assert {name for name, value in flat.items() if isinstance(value, dict)} == set(PAIRS)


def test_arguments_and_marks_take_commas_too() -> None:
    from lamina.cli.flags import settings

    assert settings({"arg": ["hidden_dims=[64,32],activation=tanh", "dropout=0.1"]})["arg"] == {
        "hidden_dims": [64, 32], "activation": "tanh", "dropout": 0.1,
    }  # fmt: skip
    assert settings({"arg": ["hidden_dims=64,32"]})["arg"] == {"hidden_dims": [64, 32]}
    assert settings({"missing_marks": ["-999,n/a", '"a,b"']})["missing_marks"] == ("-999", "n/a", "a,b")


@pytest.mark.parametrize("name", ["arg", "types", "stage_rates", "augment"])
def test_the_syntax_that_help_shows_is_taken(name: str) -> None:
    text = SECTIONS[field_sections()[name]].model_fields[name].description or ""
    examples = {
        "arg": "hidden_dims=[64,64],activation=tanh",
        "types": "age=number,id=drop",
        "stage_rates": "fc=1e-2,layer4=1e-3",
        "augment": "flip,crop,padded-crop,resized-crop,colour,pca-colour,erase,mixup,cutmix",
    }
    assert examples[name] in text and len(settings({name: [examples[name]]})[name]) > 1


def test_help_shows_a_list_as_it_is_typed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "--help"]) == 0
    told = "".join(capsys.readouterr().out.split())
    assert "[default:auto]" in told and "default:()" not in told and "('auto',)" not in told


def test_a_bound_is_told_to_the_last_digit(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "wine", "--seed", "-1"]) == 2
    assert "4294967295" in capsys.readouterr().err
    assert run(["train", "wine", "--types", "alcohol=foo"]) == 2
    assert "commas" in capsys.readouterr().err
