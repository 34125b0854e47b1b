"""Chinese sentences of `core`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.zh.forms import did_you_mean


def _in(values: dict[str, Any]) -> str:
    return f"（{values['file']}）" if values["file"] else ""


def _room(values: dict[str, Any]) -> bool:
    """只有缺的是空间时，释放空间才有用。"""
    return any(word in str(values["reason"]).lower() for word in ("space", "quota", "too large"))


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "config.unknown_option": lambda v: f"没有名为“{v['option']}”的设置{_in(v)}。{did_you_mean(v)}",
    "config.bad_value": lambda v: f"设置“{v['option']}”{_in(v)}不能是 {v['value']!r}：{v['allowed']}。",
    "config.no_settings": lambda v: (
        f"设置{_in(v)}不是带有各节（data、network、task……）的 JSON 对象，而是：{v['type']}。"
    ),
    "device.no_cuda": "这里没有设备“{device}”：可见的 CUDA 设备有 {count} 个。请使用 --device cpu。",
    "device.no_mps": "这里没有设备“mps”。请使用 --device cpu。",
    "device.no_float16": "float16 训练需要 CUDA 设备，而不是 {device}。请使用 --precision bfloat16 或 float32。",
    "files.cannot_write": lambda v: (
        f"无法写入 {v['path']}：{v['reason']}。请{'释放空间，或' if _room(v) else ''}用 --out 选择其他文件夹。"
    ),
    "files.cannot_read": "无法读取 {path}：{reason}。",
    "files.missing": "文件 {path} 不存在。",
    "files.too_large": "{path} 有 {bytes:,} 字节，最多读取 {limit:,} 字节。它不是 Lamina 的文件。",
    "files.not_json": "{path} 不是可读的 JSON（{reason}）；它已损坏，或不是 Lamina 的文件。",
    "files.locked": "另一个进程正在使用 {path}。请等待它结束，或先停止它。",
}
