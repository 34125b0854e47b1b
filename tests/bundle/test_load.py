import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file

from lamina.bundle.golden import draw_images, draw_rows
from lamina.bundle.load import load_bundle
from lamina.bundle.model import Model
from lamina.bundle.save import save_bundle
from lamina.bundle.weights import pack
from lamina.core.errors import InputError
from lamina.core.spec import TargetSpec

PRICES = {
    "task": "regress",
    "targets": (TargetSpec(name="price", quantiles=(10.0, 40.0, 100.0)), TargetSpec(name="rent", quantiles=(1.0, 2.0))),
}
LABELS = {"targets": tuple(TargetSpec(name=name, classes=("no", "yes")) for name in ("a", "b"))}


def refusal(folder: Path, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        load_bundle(folder, **options)
    sentence = str(caught.value)
    assert "\n" not in sentence and "{" not in sentence and sentence.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    "changes", [{}, PRICES, LABELS, {"numbers": ()}, {"categories": ()}, {"embedded": True}], ids=str
)
def test_what_was_saved_answers_the_same(
    changes: dict[str, Any], table_model: Callable[..., Model], tmp_path: Path
) -> None:
    model = table_model(**changes)
    loaded = load_bundle(save_bundle(tmp_path / "m", model, readme="text"))
    inputs = draw_rows(model.spec)
    assert torch.equal(loaded.answer(inputs), model.answer(inputs))
    assert loaded.spec == model.spec and loaded.network_name == "mlp"
    assert loaded.card["audit"] == "0 shared rows" and loaded.card["text"] == "text"
    assert not loaded.network.training


@pytest.mark.parametrize("name", ["lenet5", "lenet5-1998", "simplecnn", "mlp"])
def test_image_networks_answer_the_same(name: str, image_model: Callable[..., Model], tmp_path: Path) -> None:
    model = image_model(name, **({"in_features": 1024} if name == "mlp" else {}))
    loaded = load_bundle(save_bundle(tmp_path / "m", model))
    assert model.spec.image is not None
    inputs = draw_images(model.spec.image)
    assert torch.equal(loaded.answer(inputs), model.answer(inputs))
    assert sorted(path.name for path in (tmp_path / "m").iterdir())[2] == "golden.safetensors"


def test_a_loaded_bundle_can_be_saved_again(bundle: Path, tmp_path: Path) -> None:
    again = save_bundle(tmp_path / "again", load_bundle(bundle))
    assert (again / "bundle.json").read_bytes() == (bundle / "bundle.json").read_bytes()


@pytest.mark.parametrize("name", ["weights.safetensors", "golden.json", "bundle.json"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_refused(name: str, place: float, bit: int, bundle: Path) -> None:
    path = bundle / name
    content = bytearray(path.read_bytes())
    index = int(place * len(content))
    content[index] ^= 1 << bit
    before = path.read_bytes()
    path.write_bytes(bytes(content))
    try:
        if name == "bundle.json" and _same_json(before, bytes(content)):
            load_bundle(bundle)  # a blank became another blank: the record is the same
        else:
            refusal(bundle)
    finally:
        path.write_bytes(before)


def _same_json(a: bytes, b: bytes) -> bool:
    try:
        return json.loads(a) == json.loads(b)
    except ValueError:
        return False


@pytest.mark.parametrize("name", ["weights.safetensors", "golden.json", "bundle.json"])
def test_missing_cut_and_linked_files_are_refused(name: str, bundle: Path) -> None:
    path = bundle / name
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    refusal(bundle)
    path.write_bytes(b"")
    refusal(bundle)
    path.unlink()
    refusal(bundle)
    outside = bundle.parent / "outside"
    outside.write_bytes(content)
    path.symlink_to(outside)
    assert refusal(bundle).code == "bundle.not_a_file"
    path.unlink()
    os.mkfifo(path)  # reading it would wait for ever
    assert refusal(bundle).code == "bundle.not_a_file"


def test_a_folder_without_a_bundle_is_told_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        assert refusal(folder).code == "bundle.no_bundle"


def test_a_pickle_in_place_of_the_weights_never_runs(bundle: Path, swap: Callable[..., None], tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return (os.mkdir, (str(tmp_path / "ran"),))

    swap(bundle, "weights.safetensors", pickle.dumps(Bomb()))
    assert refusal(bundle).code == "bundle.pickle"
    torch.save({"w": torch.zeros(3)}, tmp_path / "w.pt")
    swap(bundle, "weights.safetensors", (tmp_path / "w.pt").read_bytes())
    assert refusal(bundle).code == "bundle.pickle"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: t.pop("network.output.linear.bias"), "bundle.missing_tensor"),
        (lambda t: t.update(more=torch.zeros(2)), "bundle.extra_tensor"),
        (lambda t: t.update({"network.output.linear.bias": torch.zeros(4)}), "bundle.wrong_shape"),
        (lambda t: t.update({"prepare.scale.mean": t["prepare.scale.mean"].float()}), "bundle.wrong_shape"),
        (lambda t: t.update({"finish.temperature": torch.tensor(9.0, dtype=torch.float64)}), "bundle.golden_mismatch"),
        (lambda t: t.update({"network.output.linear.bias": torch.full((3,), torch.nan)}), "bundle.golden_mismatch"),
        (lambda t: t["prepare.onehot.column"].fill_(99), "bundle.golden_failed"),
        (lambda t: t["prepare.scale.mean"].add_(0.5), "bundle.golden_mismatch"),
    ],
)
def test_forged_tensors_with_fitting_checksums(
    change: Callable[[Any], Any], code: str, bundle: Path, swap: Callable[..., None]
) -> None:
    tensors = load_file(bundle / "weights.safetensors")
    change(tensors)
    swap(bundle, "weights.safetensors", pack(tensors))
    assert refusal(bundle).code == code


def test_verify_false_skips_the_golden_rows_only(bundle: Path, swap: Callable[..., None]) -> None:
    tensors = load_file(bundle / "weights.safetensors")
    swap(bundle, "weights.safetensors", pack({**tensors, "finish.temperature": torch.tensor(9.0, dtype=torch.float64)}))
    assert load_bundle(bundle, verify=False).finish.get_buffer("temperature") == 9
    (bundle / "weights.safetensors").write_bytes(b"x")
    refusal(bundle, verify=False)


def test_changed_golden_answers_are_refused(bundle: Path, swap: Callable[..., None]) -> None:
    golden = json.loads((bundle / "golden.json").read_text(encoding="utf-8"))
    golden["answers"][3] = golden["answers"][3][::-1]
    swap(bundle, "golden.json", json.dumps(golden).encode())
    assert refusal(bundle).code == "bundle.golden_mismatch"
    golden["answers"][3] = [float("nan")] * 3
    swap(bundle, "golden.json", json.dumps(golden).encode())
    refusal(bundle)


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r.update(surprise=1), lambda r: r["spec"].update(loader="os.system"), lambda r: r["network"].update(module="os"),
        lambda r: r.pop("versions"), lambda r: r.update(format=2), lambda r: r.update(format="1"),
        lambda r: r["files"].update({"../../etc/passwd": "0"}), lambda r: r["files"].update({"/etc/passwd": "0"}),
        lambda r: r["files"].pop("weights.safetensors"), lambda r: r["network"].update(name="os:system"),
        lambda r: r["network"].update(name="../networks/mlp"), lambda r: r["prepare"].update(name="builtins.eval"),
        lambda r: r["prepare"]["arguments"].update(num_onehot=2**50), lambda r: r["prepare"]["arguments"].update(num_onehot=-1),
        lambda r: r["prepare"]["arguments"].update(num_onehot=10**7), lambda r: r["network"]["arguments"].update(hidden_dims=[10**7]),
        lambda r: r["network"]["arguments"].update(hidden_dims=10**15), lambda r: r["finish"].update(name="RawUnits", arguments={"num_outputs": 3}),
        lambda r: r.update(classes=["yes", "no", "也许"]), lambda r: r["spec"].update(kind="images"), lambda r: r["spec"].update(targets=[]),
        lambda r: r["spec"]["numbers"].reverse() or r["spec"]["numbers"].pop(), lambda r: r["spec"]["targets"][0]["classes"].append("more"),
        lambda r: r["spec"]["categories"][0]["categories"].reverse(),
    ],
)  # fmt: skip
def test_forged_records_with_a_fitting_checksum(
    change: Callable[[Any], Any], bundle: Path, forge: Callable[..., None]
) -> None:
    forge(bundle, change)
    refusal(bundle)


def test_an_edit_without_its_checksum_is_told_as_such(bundle: Path, forge: Callable[..., None]) -> None:
    forge(bundle, lambda record: record["card"].update(scores={"test": {"accuracy": 1.0}}), sealed=False)
    assert refusal(bundle).code == "bundle.changed"
    forge(bundle, lambda record: record.pop("checksum"), sealed=False)
    assert refusal(bundle).code == "bundle.changed"


def test_records_that_are_no_records(bundle: Path) -> None:
    for text in ("[]", "null", "{", "[" * 100_000, '{"format": 1e999}', "\x00"):
        (bundle / "bundle.json").write_text(text, encoding="utf-8")
        refusal(bundle)


def test_an_edited_card_does_not_touch_the_model(bundle: Path) -> None:
    (bundle / "README.md").write_text("my own words", encoding="utf-8")
    assert "text" not in load_bundle(bundle).card


def test_the_committed_bundle_of_format_1_loads_for_ever() -> None:
    model = load_bundle(Path(__file__).parent / "fixtures" / "format1")
    assert model.spec.classes == ("no", "yes", "也许") and model.network_name == "mlp"
