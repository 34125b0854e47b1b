"""What machine this is, and the plan for it."""

import os
import platform
import sys
from typing import Any

import torch
from torch.utils import deterministic

from lamina.core.config import LoopConfig
from lamina.core.errors import InputError
from lamina.core.plan import Plan


def resolve_device(device: str) -> str:
    """The device that "auto" means here, or the asked one if it exists."""
    if device == "auto":
        return "cuda:0" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda"):
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        index = int(device.partition(":")[2] or 0)
        if index >= count:
            raise InputError("device.no_cuda", device=device, count=count)
        return f"cuda:{index}"
    if device == "mps" and not torch.backends.mps.is_available():
        raise InputError("device.no_mps")
    return device


def device_exists(device: str) -> bool:
    """Whether a device by this name is here."""
    try:
        return bool(resolve_device(device))
    except InputError:
        return False


def available_threads() -> int:
    """Processor cores that this process may use; no more than OMP_NUM_THREADS where that is set, as torch takes it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wished = os.environ.get("OMP_NUM_THREADS", "")
    return min(cores, int(wished)) if wished.isdecimal() and int(wished) else cores


def make_plan(loop: LoopConfig) -> Plan:
    """What "auto" becomes on this machine."""
    device = resolve_device(loop.device)
    precision = loop.precision if loop.precision != "auto" else "float32"
    if precision == "float16" and not device.startswith("cuda"):
        raise InputError("device.no_float16", device=device)
    return Plan(
        device=device,
        precision=precision,
        threads=loop.threads if loop.threads != "auto" else available_threads(),
        deterministic=loop.deterministic,
        python=platform.python_version(),
        torch=torch.__version__,
        machine=machine_name(device),
    )


def apply_plan(plan: Plan) -> None:
    """Set threads and kernels as the plan says (process-wide)."""
    torch.set_num_threads(plan.threads)
    # Level 1 is use_deterministic_algorithms(True, warn_only=True) without its import of the compiler (over a second).
    torch.set_deterministic_debug_mode(int(plan.deterministic))
    deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]  # a fill of each new tensor costs
    if plan.deterministic and plan.device.startswith("cuda"):
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.backends.cudnn.benchmark = False


def machine_name(device: str) -> str:
    """Processor, and GPU if one is used, as they name themselves."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), name)
    except OSError:
        pass
    return f"{name}, {torch.cuda.get_device_name(device)}" if device.startswith("cuda") else name


def describe_machine() -> dict[str, Any]:
    """Versions and devices for `lamina --version --all`."""
    cuda = torch.cuda.is_available()
    return {
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "torch": torch.__version__,
        "cuda": torch.version.cuda or "none (CPU build)",
        "driver": _driver_version() if cuda else "none",
        "device": ", ".join(torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())) if cuda else "cpu",
        "processor": machine_name("cpu"),
        "threads": available_threads(),
    }


def _driver_version() -> str:
    """The NVIDIA driver's version, from the kernel's own file where there is one."""
    try:
        with open("/proc/driver/nvidia/version", encoding="utf-8") as lines:
            words = lines.readline().split()
        return next((word for word in words if word[:1].isdigit() and "." in word), "unknown")
    except OSError:
        return "unknown"
