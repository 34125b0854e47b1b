"""What the doctor tells while a training still goes on: which planted faults, how early, and what of healthy trainings.

    python bench/doctor_live.py tune [--seeds 1] [--healthy 3] [--first 0] [--workers 2] [--only NAME]

The trainings are those of bench/doctor.py. Printed for each fault: how often it (or what it brings about) was told live,
and after which share of the steps; for each healthy setting: the trainings in which anything was told.
"""

import argparse
import contextlib
import multiprocessing
import tempfile
import warnings

import torch

import lamina
from doctor import FIRST_SEED
from doctor_faults import FAULTS, HEALTHY
from doctor_worlds import World
from lamina.core.errors import StoppedError
from lamina.core.events import Event, FaultFound, TrainingStarted
from lamina.core.health import Finding
from lamina.verbs.health.diagnosis import all_findings


class Ear:
    """Keeps what is told, with the share of the steps that were done."""

    def __init__(self) -> None:
        self.told: list[tuple[Finding, float]] = []
        self.steps = 1

    def hear(self, event: Event) -> None:
        """Of faults, and of how long the training is."""
        if isinstance(event, TrainingStarted):
            self.steps = event.num_epochs * event.steps_per_epoch
        elif isinstance(event, FaultFound):
            self.told.append((event.finding, event.step / self.steps))


def run_case(job: tuple[str, str, int]) -> tuple[str, list[tuple[str, float]]]:
    """(case, what was told of the planted fault, or of a healthy training at all; and when)."""
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    world_name, name, seed = job
    case = next(one for one in (*FAULTS, *HEALTHY) if one.name == name)
    world, ear = World(world_name, seed), Ear()
    options = {"plots": False, "threads": 1, "seed": seed, "listeners": [ear], **case.options(world)}
    with tempfile.TemporaryDirectory() as out, case.during(), contextlib.suppress(StoppedError):
        lamina.train(options.pop("data"), out=out, name="run", **options)
    codes = set(case.codes)
    return name, [
        (finding.code.removeprefix("doctor."), share)
        for finding, share in ear.told
        if not codes or codes & {one.code.removeprefix("doctor.") for one in all_findings([finding])}
    ]


def main() -> None:
    """Run all, a line a case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world", choices=list(FIRST_SEED))
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--healthy", type=int, default=3)
    parser.add_argument("--first", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    start = FIRST_SEED[asked.world] if asked.first is None else asked.first
    counts = [(case, asked.seeds) for case in FAULTS] + [(case, asked.healthy) for case in HEALTHY]
    jobs = [
        (asked.world, case.name, start + seed)
        for case, count in counts
        if asked.only in case.name
        for seed in range(count)
    ]
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        for name, told in pool.imap(run_case, jobs):
            print(
                f"{name}: " + (", ".join(f"{code} at {100 * share:.0f} %" for code, share in told) or "-"), flush=True
            )


if __name__ == "__main__":
    main()
