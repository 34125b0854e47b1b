"""The plan: what "auto" becomes here; devices that do not exist are refused."""

import pytest
import torch

from lamina.core.config import LoopConfig
from lamina.core.device import apply_plan, available_threads, describe_machine, make_plan, resolve_device
from lamina.core.errors import InputError


def test_auto_is_resolved() -> None:
    plan = make_plan(LoopConfig())
    assert plan.device == ("cuda:0" if torch.cuda.is_available() else "cpu")
    assert plan.precision == "float32"
    assert plan.threads == available_threads() >= 1
    assert plan.torch == torch.__version__


def test_a_missing_device_is_refused_in_one_sentence() -> None:
    with pytest.raises(InputError, match="--device cpu"):
        resolve_device("cuda:99")
    if not torch.cuda.is_available():
        with pytest.raises(InputError, match="float16"):
            make_plan(LoopConfig(device="cpu", precision="float16"))


def test_a_plan_sets_the_threads() -> None:
    before = torch.get_num_threads()
    try:
        apply_plan(make_plan(LoopConfig(threads=1, deterministic=False)))
        assert torch.get_num_threads() == 1
        assert not torch.are_deterministic_algorithms_enabled()
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize(("wished", "most"), [("1", 1), ("1000", None), ("", None), ("0", None), ("4,2", None)])
def test_omp_num_threads_bounds_what_auto_takes(monkeypatch: pytest.MonkeyPatch, wished: str, most: int | None) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    cores = available_threads()
    monkeypatch.setenv("OMP_NUM_THREADS", wished)
    assert make_plan(LoopConfig()).threads == (most or cores)
    assert make_plan(LoopConfig(threads=3)).threads == 3  # said on the command line, it overrules


def test_the_machine_is_described() -> None:
    assert {"python", "torch", "cuda", "driver", "device"} <= describe_machine().keys()
