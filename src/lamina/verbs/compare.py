"""`lamina compare`: runs side by side, or networks."""

from pathlib import Path
from typing import Any

from lamina.core.errors import InputError
from lamina.report.numbers import interval_text, metric_text
from lamina.report.run.setting_text import setting_text
from lamina.verbs.compare_networks import Comparison, compare_networks
from lamina.verbs.compare_notes import told
from lamina.verbs.load import load
from lamina.verbs.run import Run
from lamina.verbs.subject import InputShape, is_run

NOT_COMPARED = ("network", "data", "out", "name", "baseline", "plots", "golden")  # facts of their own, or of no effect


def compare(*items: Any, input_shape: InputShape = None, batch_size: int = 1) -> Comparison:
    """Runs: network, data, sizes, epochs, seconds and test scores; says when their test rows are not the same.

    Networks (names of the catalogue, modules, "1x1:16+5x5:32"): sizes, arithmetic, receptive field and memory, for an
    input_shape without B and a batch_size; says what is equal. Runs and networks are not mixed.
    """
    if len(items) < 2:
        raise InputError("verbs.compare_two")
    runs = [is_run(item) or _is_path(item) for item in items]
    if not any(runs):
        return compare_networks(*items, input_shape=input_shape, batch_size=batch_size)
    if not all(runs):
        run, network = items[runs.index(True)], items[runs.index(False)]
        raise InputError("inspect.compare_mixed", run=str(run), network=str(network))
    return _compare_runs([item if isinstance(item, Run) else load(item) for item in items])


def _is_path(item: Any) -> bool:
    """Whether a text can only be a folder: the refusal then speaks of runs."""
    return isinstance(item, Path) or (isinstance(item, str) and ("/" in item or "\\" in item) and ".py:" not in item)


def _compare_runs(held: list[Run]) -> Comparison:
    facts = [_facts(run) for run in held]
    settings = [run.config.flat() for run in held]
    for name in settings[0]:
        values = [setting[name] for setting in settings]
        if any(value != values[0] for value in values) and name not in NOT_COMPARED:
            for fact, value in zip(facts, values, strict=True):
                fact[f"--{name.replace('_', '-')}"] = setting_text(value)
    labels = list(dict.fromkeys(label for fact in facts for label in fact))
    rows = tuple((label, tuple(fact.get(label, "") for fact in facts)) for label in labels)
    tested = {(run.audit.fingerprint, run.audit.row_ids_hash.get("test", "")) for run in held}
    names, evaluations = tuple(run.path.name for run in held), tuple(run.evaluation() for run in held)
    comparable = len(tested) == 1
    if not comparable or len({(one.headline, one.part) for one in evaluations}) > 1:
        return Comparison(names, rows, comparable)
    return Comparison(names, rows, comparable, notes=told(names, evaluations), evaluations=evaluations)


def _facts(run: Run) -> dict[str, str]:
    config, card, evaluation = run.config, run.card, run.evaluation()
    parameters = card.get("parameters")  # a card of before lacks them
    if parameters is None:
        parameters = sum(value.numel() for value in run.model.network.parameters())
    facts = {
        "network": config.network.network,
        "data": str(card.get("data", "")),
        "parameters": f"{parameters:,}",
        "training rows": f"{card.get('parts', {}).get('train', 0):,}",
        "epochs": f"{card.get('epochs', '')}",
        "seconds": f"{card.get('seconds', '')}",
    }
    for name, score in evaluation.scores.items():
        interval = interval_text(name, score.low, score.high)
        facts[f"{evaluation.part} {name}"] = metric_text(name, score.value) + (f" ({interval})" if interval else "")
    for baseline in evaluation.baselines:
        if evaluation.headline in baseline.scores:
            facts[f"{baseline.name} {evaluation.headline}"] = metric_text(
                evaluation.headline, baseline.scores[evaluation.headline]
            )
    return facts
