"""English sentences of runs side by side: code -> a function of the parameters."""

from collections.abc import Callable, Sequence
from typing import Any

from lamina.words.en.evaluation import BASELINES, METRICS
from lamina.words.numbers import metric_text


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _ahead(v: dict[str, Any]) -> str:
    metric, scores = METRICS.get(v["metric"], v["metric"]), v["scores"]
    shown = {name: f"{name} ({metric_text(v['metric'], score)})" for name, score in scores.items()}
    ahead = [shown[name] for name in v["ahead"]]
    behind = [shown[name] for name in scores if name not in v["ahead"]]
    if not behind:
        return f"No run is clearly ahead by {metric}: the others' 95 % intervals touch that of {ahead[0]}."
    verb, rest = ("are", ", among themselves by what may be chance") if len(ahead) > 1 else ("is", "")
    return f"{_listed(ahead)} {verb} clearly ahead of {_listed(behind)} by {metric}{rest}."


def _beside_baseline(v: dict[str, Any]) -> str:
    rival = "its best baseline"
    if v["baseline"]:
        name = BASELINES.get(v["baseline"], v["baseline"])
        rival = f"the best baseline, {name} ({metric_text(v['metric'], v['baseline_score'])})"
    if not v["better"] and not v["perhaps"]:
        return f"No run is better than {rival}; use that, or train on."
    said = [f"Clearly better than {rival}: {_listed(v['better']) if v['better'] else 'none'}."]
    if v["perhaps"]:
        said.append(f"Ahead of it, but close enough to be chance: {_listed(v['perhaps'])}.")
    if v["no_better"]:
        said.append(f"No better than it: {_listed(v['no_better'])}.")
    return " ".join(said)


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "compare.ahead": _ahead,
    "compare.beside_baseline": _beside_baseline,
}
