"""诊断关于在两个部分中几乎相同的行的中文句子。"""

from collections.abc import Callable
from typing import Any


def _near(v: dict[str, Any]) -> str:
    shown = "；".join(f"{train} 与 {held}" for train, held in v["examples"])
    examples = f"例如 {shown}。" if shown else ""
    return f"检查的 {v['rows']:,} 张留出图像中有 {v['count']:,} 张（{v['share']:.0%}，{v['where']}）与训练图像几乎相同，因此得分过高。{examples}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "doctor.near_rows": _near,
    "doctor.name.near_rows": "在两个部分中几乎相同的图像",
}
