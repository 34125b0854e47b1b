"""`lamina verify`: says in words what agrees between a run's files, its bundle and, on request, its resume."""

from pathlib import Path

import polars as pl
from rich.console import RenderableType

from lamina.bundle.verify import Check, verify_bundle
from lamina.report.tables import checks_view
from lamina.verbs.folder import RunFolder
from lamina.verbs.load import load
from lamina.verbs.proof import prove_resume
from lamina.verbs.shown import Shown


class Checks(Shown, list[Check]):
    """Checks with their verdicts; shows itself as sentences with a tick or a cross."""

    def view(self) -> RenderableType:
        """A line per check."""
        return checks_view(self)


def verify(path: str | Path, *, resume: bool = False) -> Checks:
    """Checks of a run or a bundle folder, each with its verdict; nothing is changed.

    resume: also trains briefly twice on the run's data, once killed and resumed, and compares every bit of the weights.
    """
    run = RunFolder.existing(path)
    if resume:
        run.need_run("resume")
    if run.alone:
        return Checks(verify_bundle(run.model))
    checks = [_state_check(run), *_audit_checks(run)]
    if (run.model / "bundle.json").is_file():
        checks += verify_bundle(run.model)
    return Checks([*checks, *prove_resume(load(run.path))] if resume else checks)


def _state_check(run: RunFolder) -> Check:
    state = run.state()
    status = state["status"]
    told = {"status": status, "reason": state.get("reason"), "path": str(run.path)}
    return Check(code="verbs.check_state", parameters=told, ok=status == "done")


def _audit_checks(run: RunFolder) -> list[Check]:
    """No row in two parts; every statistic from training rows only."""
    audit = run.audit()
    foreign = [item.name for item in audit.statistics if item.part not in ("train", "weights")]
    checks = [
        Check("verbs.check_statistics", {"count": len(audit.statistics), "foreign": len(foreign)}, ok=not foreign)
    ]
    if run.predictions_file.is_file():
        rows = pl.read_parquet(run.predictions_file, columns=["row"])["row"]
        twice = len(rows) - rows.n_unique()
        sizes = ", ".join(f"{part.name} {part.rows:,}" for part in audit.parts)
        shared = sum(audit.shared_rows.values())
        checks.append(Check("verbs.check_parts", {"twice": twice, "sizes": sizes, "shared": shared}, ok=twice == 0))
    return checks
