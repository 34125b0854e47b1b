"""训练进行时诊断所说的句子。"""

from collections.abc import Callable
from typing import Any


def _again(v: dict[str, Any]) -> str:
    told = f"诊断：{'、'.join(v['faults'])}，训练时已说过。"
    return f"{told}{'此外：' + v['new'] if v['new'] else ''}详见：{v['command']}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "doctor.live": "诊断：{sentence}（{since}）",
    "doctor.live_remedy": "{remedy} 按 Ctrl-C 会保留已学到的。",
    "doctor.line_again": _again,
    "doctor.line_gone": lambda v: f"诊断：训练时说过的{'、'.join(v['faults'])}，到结束时已不见。详见：{v['command']}",
    "doctor.going_on": lambda v: (
        f"该运行正在训练（或在训练中被终止）：已完成 {100 * v['share']:.0f} % 的步数，共 {v['step']:,} 步。这是目前的情形；取决于最终结果的问题以后再说。"
    ),
    "verbs.health_not_told": "在这次训练中，诊断不再继续下结论（{reason}）。训练不受影响；训练结束后 `lamina doctor` 会说得更多。",
}
