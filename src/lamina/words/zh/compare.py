"""Chinese sentences of runs side by side: code -> a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.numbers import metric_text
from lamina.words.zh.evaluation import BASELINES, METRICS


def _ahead(v: dict[str, Any]) -> str:
    metric, scores = METRICS.get(v["metric"], v["metric"]), v["scores"]
    shown = {name: f"{name}（{metric_text(v['metric'], score)}）" for name, score in scores.items()}
    ahead = [shown[name] for name in v["ahead"]]
    behind = [shown[name] for name in scores if name not in v["ahead"]]
    if not behind:
        return f"按{metric}，没有哪次训练明显领先：其余各次的 95 % 区间都与 {ahead[0]} 的区间相接。"
    rest = "；领先者之间的差别可能只是偶然" if len(ahead) > 1 else ""
    return f"按{metric}，{'、'.join(ahead)} 明显优于 {'、'.join(behind)}{rest}。"


def _beside_baseline(v: dict[str, Any]) -> str:
    rival = "各自最好的基线"
    if v["baseline"]:
        name = BASELINES.get(v["baseline"], v["baseline"])
        rival = f"最好的基线：{name}（{metric_text(v['metric'], v['baseline_score'])}）"
    if not v["better"] and not v["perhaps"]:
        return f"没有哪次训练优于{rival}；建议用它，或继续训练。"
    said = [f"对照{rival}。明显更好：{'、'.join(v['better']) or '无'}。"]
    if v["perhaps"]:
        said.append(f"略好，但可能只是偶然：{'、'.join(v['perhaps'])}。")
    if v["no_better"]:
        said.append(f"不比它好：{'、'.join(v['no_better'])}。")
    return "".join(said)


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "compare.ahead": _ahead,
    "compare.beside_baseline": _beside_baseline,
}
