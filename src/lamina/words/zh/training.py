"""Chinese sentences of `training`: code -> sentence with {parameters}, or a function of the parameters."""

import shlex
from collections.abc import Callable
from typing import Any

from lamina.words.numbers import SMALL_RATE, slower_rate

_TASKS = {
    "classify": "分类任务", "labels": "多标签任务", "regress": "回归任务",
    "tag": "标注任务", "language": "语言模型", "translate": "翻译任务",
}  # fmt: skip
_SETTINGS = {
    "label_smoothing": "--label-smoothing", "class_weights": "--class-weights", "momentum": "--momentum",
    "warmup_epochs": "--warmup-epochs", "patience": "--patience", "unfreeze_every": "--unfreeze-every",
    "stage_rate_decay": "--stage-rate-decay", "stage_rates": "--stage-rates",
    "optimizer": "--optimizer", "weight_decay": "--weight-decay", "clip_norm": "--clip-norm",
    "accumulate": "--accumulate", "precision": "--precision",
}  # fmt: skip
_REASONS = {
    "own-gradient": "该网络只对每批涉及的行做普通的梯度下降",
    "regress": "这是回归任务，没有类别",
    "labels": "这是多标签任务",
    "tokens": "这项任务逐词元学习，每个词元同等计数",
    "one-cycle": "one-cycle 调度自带预热",
    "all-at-once": "它属于 --freeze gradual，而这里所有段从一开始就训练",
    "features": "--freeze features 只训练输出层，学习率为 --learning-rate",
    "no-validation": "没有可供观察的验证数据",
}
_WHAT = {"threads": "线程数", "torch": "PyTorch 版本", "machine": "机器", "device": "设备"}


def smaller_steps(v: dict[str, Any]) -> str:
    """损失变为 NaN 时怎么办：继续运行只会遇到同样的数。"""
    if v["what"] in ("input", "target"):
        return ""
    rate, clipped = v.get("learning_rate"), v.get("clipped")
    again = "`lamina resume` 只会遇到同样的数。"
    if rate and rate <= SMALL_RATE:
        remedy = "请" if clipped else f"学习率 {rate:.3g} 已很小；请重新 `lamina train`，加上 --clip-norm 1，并"
        return f"{remedy}检查数据中是否有极大的值（`lamina data`）；{again}"
    slower = f"--learning-rate {slower_rate(rate):.3g}（原为 {rate:.3g}）" if rate else "更小的 --learning-rate "
    return f"请重新 `lamina train`，用 {slower}{'' if clipped else '，或加上 --clip-norm 1'}；{again}"


def _not_finite(v: dict[str, Any]) -> str:
    layer = v["layer"]
    where = {
        "input": f"该批次的输入“{layer}”中已有非有限值。请检查数据（`lamina data`）",
        "target": "该批次的目标中已有非有限值。请检查数据（`lamina data`）",
        "weights": f"层 {layer} 的权重已被上一次更新破坏",
        "output": f"第一个非有限值出现在层 {layer} 的输出中",
        "gradient": f"第一个非有限的梯度属于层 {layer}",
        "loss": "网络的输出是有限的，但损失本身不是",
    }[v["what"]]
    remedy = smaller_steps(v)
    part = "验证损失" if v["part"] == "validation" else "损失"
    doctor = f"由何而起：lamina doctor {shlex.quote(v['run'])}" if v.get("run") else ""
    return f"第 {v['epoch']} 轮第 {v['step']} 步时{part}不再是有限数：{where}。{remedy}最后一个完好的检查点已保留。{doctor}"


def _stages(v: dict[str, Any], learn: str, never: str) -> str:
    told = "，".join(f"{name} 自第 {epoch} 轮" for name, epoch in v["begins"].items() if epoch is not None)
    idle = [name for name, epoch in v["begins"].items() if epoch is None]
    return f"{learn}：{told}。" + (f"{never}：{'、'.join(idle)}。" if idle else "")


def _unfrozen(v: dict[str, Any]) -> str:
    told = _stages(v, "训练过的段", "从未训练")
    held = [name for name, epoch in v["begins"].items() if epoch is not None and epoch > v["best"]]
    return told + (f"所保留的是第 {v['best']} 轮的权重，那时 {'、'.join(held)} 尚未训练。" if held else "")


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "training.unknown_stage": lambda v: (
        f"网络没有名为“{v['stage']}”的段（--stage-rates）。"
        + (f"是否指“{v['nearest']}”？" if v["nearest"] else "")
        + f"它的各段（输出层在最后）：{v['names']}。"
    ),
    "training.one_stage": "{network} 只有一段，无法逐段解冻：请用 --freeze none。",
    "training.unfreezing": lambda v: _stages(v, "各段依次训练", "轮数不足，不会训练"),
    "training.unfrozen": _unfrozen,
    "training.stage_rates": lambda v: (
        "各段的学习率：" + "，".join(f"{name} {rate:.3g}" for name, rate in v["rates"].items()) + "。"
    ),
    "training.not_finite": _not_finite,
    "training.unresolved": "设置“{setting}”仍为“auto”；训练开始前必须有确定的值。",
    "training.no_batches": "没有可供学习的批次：共 {rows} 行，而最后不满的批次被舍去。请减小 --batch-size，或保留不满的批次。",
    "training.no_parameters": "该网络没有可训练的权重，无从训练。",
    "training.accumulate_batch_norm": "批归一化（层“{layer}”）分别看待累积的 {accumulate} 个批次，因此结果与一个大批次不同。",
    "training.setting_ignored": lambda v: (
        f"{_SETTINGS[v['setting']]} 不起作用：{_REASONS.get(v['reason'], '优化器 ' + v['reason'] + ' 不使用它')}。"
    ),
    "training.nesterov_momentum": "优化器 nesterov 需要大于 0 的 --momentum（通常为 0.9）；为 0 时就是普通的 sgd。",
    "training.loss_does_not_fit": lambda v: f"损失“{v['loss']}”不适合{_TASKS[v['task']]}。适合的有：{v['fitting']}。",
    "training.loss_two_classes": "损失“{loss}”用于两个类别，而目标有 {classes} 个类别。请使用 --loss cross-entropy。",
    "training.no_checkpoint": "{path} 中没有检查点：运行在第一个检查点之前就停止了。请重新训练。",
    "training.checkpoint_damaged": "检查点 {path} 无法使用（{detail}）：它已损坏，或不属于这次运行。",
    "training.other_optimizer": "该检查点由优化器 {saved} 产生，而不是 {optimizer}。请用该次运行的设置继续。",
    "training.other_machine": lambda v: (
        f"该次运行开始时的{_WHAT[v['what']]}不同（{v['before']}；现在是 {v['now']}）：结果的最后几位可能与从未中断的运行不同。"
    ),
}
