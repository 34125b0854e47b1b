"""The doctor's proof: faults planted in small real trainings, and healthy ones; how many it names, how often it cries wolf.

    python bench/doctor.py report [--seeds 4] [--healthy 15] [--first 2000] [--workers 2] [--only NAME] [--out FILE]
    python bench/doctor.py tune

`tune` draws other data (MNIST, wine, temperatures, headlines) with other seeds than `report` (scikit-learn's digits,
diabetes, air passengers, SMS): the thresholds were chosen on the first, the table is of the second. A planted fault is
found when the doctor names it with the right layer, column or rows, as a finding of its own or as what follows from
one; it is `first` when it is the most serious finding. A healthy training with any finding is a false alarm.
"""

import argparse
import contextlib
import json
import multiprocessing
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

import lamina
from doctor_faults import FAULTS, HEALTHY, Case
from doctor_worlds import World
from lamina.core.errors import StoppedError
from lamina.core.health import Finding
from lamina.evaluation.intervals import wilson
from lamina.verbs.doctor import doctor
from lamina.verbs.health.diagnosis import Diagnosis, all_findings

FIRST_SEED = {"report": 1000, "tune": 0}
LISTED, RIGHT = 0.25, 0.5  # share of the wrong rows that must be listed, and of the listed ones that must be wrong


@dataclass(frozen=True)
class Result:
    """One training, judged."""

    case: str
    seed: int
    found: bool
    first: bool
    codes: tuple[str, ...]
    detail: str
    seconds: float


def run_case(job: tuple[str, str, int]) -> Result:
    """Train and judge one case in one process."""
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    world_name, name, seed = job
    case = next(one for one in (*FAULTS, *HEALTHY) if one.name == name)
    world = World(world_name, seed)
    begin = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory() as out:
            diagnosis = _judged(case, world, Path(out))
            return _result(case, world, diagnosis, time.perf_counter() - begin)
    except Exception as error:
        return Result(name, seed, False, False, ("failed",), f"{error!r} {traceback.format_exc()[-600:]}", 0.0)


def _judged(case: Case, world: World, out: Path) -> Diagnosis:
    options = {"quiet": True, "plots": False, "threads": 1, "seed": world.seed, **case.options(world)}
    data = options.pop("data")
    with case.during(), contextlib.suppress(StoppedError):  # a loss that is not finite: the folder is there
        lamina.train(data, out=str(out), name="run", **options)
    return doctor(out / "run")


def _result(case: Case, world: World, diagnosis: Diagnosis, seconds: float) -> Result:
    told = all_findings(diagnosis.findings)
    codes = tuple(one.code.removeprefix("doctor.") for one in told)
    right = [one for one in told if _names(case, world, one)]
    first = bool(diagnosis.findings) and _names(case, world, diagnosis.findings[0])
    detail = " | ".join(f"{one.code.removeprefix('doctor.')}@{one.where[:40]}" for one in diagnosis.findings)
    return Result(case.name, world.seed, bool(right), first, codes, detail, seconds)


def _names(case: Case, world: World, finding: Finding) -> bool:
    """Whether a finding is the planted fault, at the right place."""
    if finding.code.removeprefix("doctor.") not in case.codes:
        return False
    if case.rows is not None:
        wrong, listed = case.rows(world), {int(name.split()[-1]) for name in finding.evidence.get("names", [])}
        hits = len(wrong & listed)
        return hits >= LISTED * len(wrong) and hits >= RIGHT * len(listed)
    places = [finding.where, *finding.evidence.get("layers", [])]
    return not case.where or any(part in place for part in case.where for place in places)


def table(cases: Sequence[Case], results: Sequence[Result], healthy: bool) -> list[str]:
    """A Markdown table, a line a case and one of all."""
    head = (
        "| healthy setting | trainings | alarms | 95 % interval | which |"
        if healthy
        else "| fault | trainings | found, rightly placed | 95 % interval | first | told instead |"
    )
    lines = [head, "|" + "---|" * (head.count("|") - 1)]
    for case in cases:
        lines += _line(case.name, [one for one in results if one.case == case.name], healthy)
    return [*lines, *_line("all", [one for one in results if one.case in {case.name for case in cases}], healthy)]


def _line(name: str, own: list[Result], healthy: bool) -> list[str]:
    if not own:
        return []
    hits = sum(bool(one.codes) if healthy else one.found for one in own)
    low, high = wilson(hits, len(own))
    between = f"{100 * low:.0f} to {100 * high:.0f} %"
    odd = sorted({code for one in own for code in one.codes if healthy or not one.found})
    told = "" if name == "all" else ", ".join(odd)
    if healthy:
        return [f"| {name} | {len(own)} | {hits} | {between} | {told} |"]
    return [f"| {name} | {len(own)} | {hits} | {between} | {sum(one.first for one in own)} | {told} |"]


def main() -> None:
    """Run all, print both tables and the time; details as JSON lines with --out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world", choices=list(FIRST_SEED))
    parser.add_argument("--seeds", type=int, default=4, help="of each fault")
    parser.add_argument("--healthy", type=int, default=15, help="trainings of each healthy setting")
    parser.add_argument("--first", type=int, help="the first seed, for trainings that nobody has looked at")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--out", type=Path, help="file for a JSON line a training")
    asked = parser.parse_args()
    start = FIRST_SEED[asked.world] if asked.first is None else asked.first
    chosen = [(case, asked.seeds) for case in FAULTS] + [(case, asked.healthy) for case in HEALTHY]
    jobs = [
        (asked.world, case.name, start + seed)
        for case, count in chosen
        if asked.only in case.name
        for seed in range(count)
    ]
    begin = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        results = []
        for result in pool.imap_unordered(run_case, jobs):
            results.append(result)
            if asked.out:
                with asked.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(result.__dict__) + "\n")
    print("\n".join([*table(FAULTS, results, False), "", *table(HEALTHY, results, True)]))
    print(f"\n{len(jobs)} trainings, {(time.perf_counter() - begin) / 60:.1f} minutes with {asked.workers} processes")


if __name__ == "__main__":
    main()
