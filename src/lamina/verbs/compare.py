"""`lamina compare`: runs side by side."""

from dataclasses import dataclass
from pathlib import Path

from lamina.core.errors import InputError
from lamina.verbs.load import load
from lamina.verbs.run import Run


@dataclass(frozen=True)
class Comparison:
    """A column per run, a row per fact; `comparable` says whether all were tested on the same rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    comparable: bool


def compare(*runs: Run | str | Path) -> Comparison:
    """Network, data, sizes, epochs, seconds and test scores of runs; says when their test rows are not the same."""
    if len(runs) < 2:
        raise InputError("verbs.compare_two")
    held = [run if isinstance(run, Run) else load(run) for run in runs]
    facts = [_facts(run) for run in held]
    labels = list(dict.fromkeys(label for fact in facts for label in fact))
    rows = tuple((label, tuple(fact.get(label, "") for fact in facts)) for label in labels)
    tested = {(run.audit.fingerprint, run.audit.row_ids_hash.get("test", "")) for run in held}
    return Comparison(tuple(run.path.name for run in held), rows, len(tested) == 1)


def _facts(run: Run) -> dict[str, str]:
    config, card, evaluation = run.config, run.model.card, run.evaluation()
    facts = {
        "network": config.network.network,
        "data": str(card.get("data", "")),
        "parameters": f"{sum(value.numel() for value in run.model.network.parameters()):,}",
        "training rows": f"{card.get('parts', {}).get('train', 0):,}",
        "epochs": f"{card.get('epochs', '')}",
        "seconds": f"{card.get('seconds', '')}",
    }
    for name, score in evaluation.scores.items():
        interval = f" ({score.low:.4g} to {score.high:.4g})" if score.low is not None else ""
        facts[f"test {name}"] = f"{score.value:.4g}{interval}"
    for baseline in evaluation.baselines:
        if evaluation.headline in baseline.scores:
            facts[f"{baseline.name} {evaluation.headline}"] = f"{baseline.scores[evaluation.headline]:.4g}"
    return facts
