"""The Plan: what "auto" became on this machine, decided once, saved, replayed by resume and --config. No torch here.

Same config, plan, machine and versions give the same bits. Another number of threads changes bits
(sums are taken in another order), so resume sets the count back or refuses.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Plan(BaseModel):
    """Resolved choices that the machine decides; `core.device.make_plan` fills it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    device: str = "cpu"
    precision: Literal["float32", "bfloat16", "float16"] = "float32"
    threads: int = 1
    channels_last: bool = False  # layout of convolutions' weights: a few to thirty percent quicker on a CPU
    deterministic: bool = True
    python: str = ""
    torch: str = ""
    machine: str = ""  # processor and GPU, as they name themselves
