"""Chinese sentences of `evaluation`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.numbers import metric_text
from lamina.words.zh.forms import scored

METRICS = {
    "accuracy": "准确率", "precision_macro": "精确率（宏平均）", "recall_macro": "召回率（宏平均）",
    "f1_macro": "F1（宏平均）", "span_f1": "片段 F1", "roc_auc": "ROC-AUC", "log_loss": "对数损失", "calibration_error": "校准误差",
    "rmse": "RMSE", "mae": "MAE", "r2": "R²", "mape": "MAPE", "mape_rows": "计入 MAPE 的行数", "smape": "sMAPE", "mase": "MASE",
    "loss": "损失", "bleu": "BLEU", "chrf": "chrF", "exact_match": "完全正确的答案", "perplexity": "困惑度（每词元）",
    "token_accuracy": "正确的词元", "bits_per_character": "每字符比特数",
}  # fmt: skip
BASELINES = {
    "majority": "最多的类别", "mean": "目标均值", "linear": "线性模型", "naive": "最后一个值", "seasonal-naive": "一个周期之前的值",
    "word": "各词最常见的标签", "unigram": "词元频率", "ngram": "n 元模型",
    "copy": "照抄源文", "most_similar": "最相似训练文本的译文",
}  # fmt: skip
PARTS = {"train": "训练", "validation": "验证", "test": "测试"}


def _scores(values: dict[str, Any]) -> str:
    metric, low, high = values["metric"], values.get("low"), values.get("high")
    score, theirs = (metric_text(metric, values[name]) for name in ("score", "baseline_score"))
    interval = ""
    if low is not None and high is not None:
        interval = f"（{metric_text(metric, low).removesuffix(' %')} 至 {metric_text(metric, high)}）"
    part = PARTS.get(values["part"])
    where = f"{part}集" if part else "数据"
    return f"{METRICS.get(metric, metric)} {score}{interval}，{_baseline(values)} {theirs}，{where} {values['rows']:,} {scored(values)}"


def _baseline(values: dict[str, Any]) -> str:
    return BASELINES.get(str(values["baseline"])) or str(values["baseline"])


def _fitted_on(values: dict[str, Any]) -> str:
    drawn = f"（从 {values['all_rows']:,} 行中抽取）" if values["rows"] < values["all_rows"] else ""
    stopped = f"，迭代 {values['stopped_after']} 次后停止" if values["stopped_after"] else ""
    return f"{values['features']:,} 个特征，{values['rows']:,} 行训练数据{drawn}{stopped}"


def _baseline_wins(values: dict[str, Any]) -> str:
    if values["score"] == values["baseline_score"]:
        return f"网络并不优于更简单的{_baseline(values)}，建议用后者：{_scores(values)}。"
    return f"{_baseline(values)}优于网络；请用它，或继续训练：{_scores(values)}。"


def _no_clear_winner(values: dict[str, Any]) -> str:
    why = (
        "差距小到可能只是偶然"
        if values.get("low") is not None
        else f"{'窗口' if values.get('windows') else '行数'}太少，无法排除偶然"
    )
    return f"网络领先{_baseline(values)}，但{why}：{_scores(values)}。更简单的模型更稳妥。"


def _network_wins(values: dict[str, Any]) -> str:
    best = _baseline(values) if values.get("compared", 2) == 1 else "最好的基线"
    unscored = values["part"] == "data" and values["baseline"] in ("majority", "mean")
    more = "这些行没有与线性模型比较；运行自己的测试集有此比较。" if unscored else ""
    return f"网络明显优于{best}：{_scores(values)}。{more}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "evaluation.empty_part": "“{part}”部分没有可评分的行。请提供数据，或去掉这一部分。",
    "evaluation.not_finite": (
        "在“{part}”部分，模型对 {rows:,} 行的回答不是有限数（第一处是该部分的第 {first:,} 行）。"
        "网络已发散，或输入远超训练时见过的范围：请用更小的学习率或更短的步重新训练（`lamina train --learning-rate, --clip-norm 1`）。"
    ),
    "evaluation.classes_absent": lambda v: f"这一部分没有类别{_list(v['names'])}的行；平均值只计出现的类别。",
    "evaluation.no_roc_auc": "这里没有 ROC-AUC：所有行都属于同一类。",
    "evaluation.no_r2": "这里没有 R²：目标值没有变化。",
    "evaluation.mape_zeros": "MAPE 不计目标为零的值：{rows:,} 个中有 {zeros:,} 个。",
    "evaluation.few_rows": lambda v: (
        f"{v['rows']} {scored(v)}太少，无法用自助法给出区间（至少 {v['least']} {scored(v)}）。"
    ),
    "evaluation.unweighted": "评分时每行只计一次；行权重只用于训练。",
    "evaluation.majority": "总是回答“{most}”，概率取 {rows:,} 行训练数据的类别占比",
    "evaluation.majority_labels": "{rows:,} 行训练数据的标签占比",
    "evaluation.mean": "{rows:,} 行训练数据的均值",
    "evaluation.logistic": lambda v: f"逻辑回归，{_fitted_on(v)}",
    "evaluation.ridge": lambda v: f"岭回归，{_fitted_on(v)}",
    "evaluation.tfidf": lambda v: (
        f"{'岭回归' if v['ridge'] else '逻辑回归'}，特征为{'词' if v['unit'] == 'words' else '字'}的 TF-IDF，"
        f"共 {v['features']:,} 个，由 {v['texts']:,} 条文本拟合"
    ),
    "evaluation.copied": "照抄源文",
    "evaluation.most_similar": "{pairs:,} 条训练文本中最相似者的译文（TF-IDF 余弦）",
    "evaluation.signatures": "sacrebleu 签名：BLEU {bleu}；chrF {chrf}。",
    "evaluation.drawn_pairs": "翻译并评分：从 {pairs:,} 个句对中抽取 {drawn:,} 个。",
    "evaluation.pairs_left_out": "有一侧为空而未评分的句对：{left_out:,}。",
    "evaluation.no_baseline": "没有拟合基线，因此无法说明更简单的模型是否同样好。",
    "evaluation.baseline_wins": _baseline_wins,
    "evaluation.no_clear_winner": _no_clear_winner,
    "evaluation.network_wins": _network_wins,
}


def _list(names: list[str]) -> str:
    shown = "、".join(f"“{name}”" for name in names[:5])
    return shown + (f"等 {len(names)} 个" if len(names) > 5 else "")
