"""Chinese sentences of `report`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # curves
    "report.train_curve": "训练",
    "report.validation_curve": "验证",
    "report.epoch": "轮次",
    "report.kept_epoch": "保留第 {epoch} 轮，验证 {value}",
    # confusion
    "report.confusion": "混淆矩阵",
    "report.confusion_under": "{part}，{rows:,} 行，正确 {accuracy} · 蓝：正确，橙：错误",
    "report.answered": "模型的回答",
    "report.truly": "真实类别",
    # calibration
    "report.calibration": "校准",
    "report.calibration_under": "{part}，{rows:,} 行，校准误差 {error} · 虚线以下：过于自信",
    "report.share_right": "回答正确的比例",
    "report.probability_given": "模型给出的概率",
    "report.rows": "行数",
    "report.before_temperature": "温度校准之前",
    "report.after_temperature": "之后",
    # regression
    "report.part_rows": "{part}，{rows:,} 行",
    "report.predicted_against_true": "预测与真实",
    "report.true_value": "真实值 {target}",
    "report.answer_value": "模型的回答",
    "report.error_value": "误差（回答减真实）",
    "report.residuals": "残差",
    "report.running_median": "滑动中位数",
    "report.zero_exact": "虚线上的回答完全准确",
    "report.outside": "有 {rows:,} 个更大的误差在图外",
    # samples
    "report.sure_right": "有把握且正确",
    "report.sure_wrong": "有把握但错误",
    "report.unsure": "没有把握",
    "report.closest": "最接近",
    "report.farthest": "差得最远",
    "report.truly_name": "实为 {name}",
    "report.group": "类型",
    "report.row": "行",
    "report.target_head": "真实",
    "report.answer_head": "回答",
    "report.probability_head": "概率",
}
