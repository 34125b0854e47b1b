from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from lamina.bundle.model import Model
from lamina.bundle.save import save_bundle
from lamina.bundle.verify import Check, verify_bundle
from lamina.bundle.weights import pack
from lamina.words import say


def codes(checks: list[Check], ok: bool) -> list[str]:
    for check in checks:
        assert say(check.code, check.parameters) and "{" not in say(check.code, check.parameters)
    return [check.code for check in checks if check.ok is ok]


def test_a_sound_bundle_agrees_in_everything(bundle: Path) -> None:
    checks = verify_bundle(bundle)
    assert codes(checks, False) == []
    assert codes(checks, True) == [
        "bundle.format_agrees", *["bundle.file_agrees"] * 3, "bundle.shapes_agree", "bundle.golden_agree", "bundle.versions_agree",
    ]  # fmt: skip
    assert "16 golden rows" in say(checks[5].code, checks[5].parameters)


def test_each_damage_is_named(bundle: Path, swap: Callable[..., None]) -> None:
    (bundle / "README.md").write_text("accuracy 100 %", encoding="utf-8")
    assert codes(verify_bundle(bundle), False) == ["bundle.card_changed"]
    assert "bundle.golden_agree" in codes(verify_bundle(bundle), True)
    (bundle / "golden.json").write_text("{}", encoding="utf-8")
    assert codes(verify_bundle(bundle), False) == ["bundle.changed", "bundle.card_changed"]
    (bundle / "README.md").unlink()
    assert codes(verify_bundle(bundle), False) == ["bundle.changed", "bundle.missing_file"]
    (bundle / "bundle.json").write_text("{}", encoding="utf-8")
    assert codes(verify_bundle(bundle), False) == ["bundle.changed"]


def test_answers_that_changed_are_told_with_the_difference(bundle: Path, swap: Callable[..., None]) -> None:
    tensors = load_file(bundle / "weights.safetensors")
    swap(bundle, "weights.safetensors", pack({**tensors, "finish.temperature": torch.tensor(5.0, dtype=torch.float64)}))
    failed = [check for check in verify_bundle(bundle) if not check.ok]
    assert [check.code for check in failed] == ["bundle.golden_mismatch"]
    assert 0.001 < float(failed[0].parameters["difference"]) < 1


def test_versions_that_differ_are_told_but_do_not_fail(bundle: Path, forge: Callable[..., None]) -> None:
    forge(bundle, lambda record: record["versions"].update(torch="1.10.1", extra="3"))
    checks = verify_bundle(bundle)
    assert codes(checks, False) == []
    assert [check.parameters["library"] for check in checks if check.code == "bundle.version_differs"] == [
        "torch",
        "extra",
    ]


def test_a_network_of_the_users_own_is_checked_with_its_module(
    table_model: Callable[..., Model], tmp_path: Path
) -> None:
    model = table_model()
    width = model.network_arguments["in_features"]
    model.network, model.network_name, model.network_arguments = nn.Linear(width, 3), "own", {}
    folder = save_bundle(tmp_path / "m", model)
    assert "bundle.own_unchecked" in codes(verify_bundle(folder), True)
    assert "bundle.golden_agree" in codes(verify_bundle(folder, network=nn.Linear(width, 3)), True)


def test_no_bundle_is_one_failed_check(tmp_path: Path) -> None:
    assert codes(verify_bundle(tmp_path), False) == ["bundle.no_bundle"]
