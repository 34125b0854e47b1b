"""诊断关于词元的中文句子。"""

from collections.abc import Callable
from typing import Any

_PARTS = {"validation": "验证部分", "test": "测试部分"}


def _unknown(v: dict[str, Any]) -> str:
    part = _PARTS.get(v["where"], v["where"])
    return f"未知词元：{part}中有 {v['share']:.0%} 的词元在训练中没有学过（训练部分为 {v['train']:.0%}），网络把它们全部读作同一个未知词元。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "doctor.unknown_tokens": _unknown,
    "doctor.name.unknown_tokens": "未知词元",
    "doctor.do.known_tokens": "把词切成片段（--tokens pieces），任何词都可由片段组成；或检查各部分是否同一类型、同一语言。",
}
