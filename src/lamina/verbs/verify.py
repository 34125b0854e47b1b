"""`lamina verify`: says in words what agrees between a run's files, its bundle and, on request, its resume."""

from pathlib import Path

import polars as pl
from rich.console import RenderableType
from torch import nn

from lamina.bundle.verify import Check, verify_bundle
from lamina.core.records import ROW_NAMES
from lamina.report.terminal.tables import checks_view
from lamina.verbs.folder import RunFolder
from lamina.verbs.own import own_module
from lamina.verbs.proof import prove_resume
from lamina.verbs.shown import Shown


class Checks(Shown, list[Check]):
    """Checks with their verdicts; shows itself as sentences with a tick or a cross."""

    def view(self) -> RenderableType:
        """A line per check."""
        return checks_view(self)


def verify(path: str | Path, *, resume: bool = False, network: nn.Module | str | None = None) -> Checks:
    """Checks of a run or a bundle folder, each with its verdict; nothing is changed.

    resume: also trains briefly twice on the run's data, once killed and resumed, and compares every bit of the models.
    network: your own, where the run is of one: the module, or `file.py:Class` (resume needs this one).
    """
    run = RunFolder.existing(path)
    if resume:
        run.need_run("resume")
    if run.alone:
        return Checks(_bundle_checks(run.model, network))
    checks = [_state_check(run), *_audit_checks(run)]
    if (run.model / "bundle.json").is_file():
        checks += _bundle_checks(run.model, network)
    return Checks([*checks, *prove_resume(run, network)] if resume else checks)


def _bundle_checks(bundle: Path, network: nn.Module | str | None) -> list[Check]:
    return verify_bundle(bundle, network=own_module(network, bundle))


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
        rows = pl.read_parquet(run.predictions_file)
        names = [name for name in ROW_NAMES if name in rows.columns]  # none of windows of running text
        rows = rows.select(*names, *(["split"] if "split" in rows.columns else [])).unique()
        twice = len(rows) - rows.select(names).n_unique() if names and "split" in rows.columns else 0
        sizes = ", ".join(f"{part.name} {part.rows:,}" for part in audit.parts)
        shared = sum(audit.shared_rows.values())
        checks.append(Check("verbs.check_parts", {"twice": twice, "sizes": sizes, "shared": shared}, ok=twice == 0))
    return checks
