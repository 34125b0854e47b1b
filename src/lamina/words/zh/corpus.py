"""Chinese sentences of `corpus`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any


def _some(names: list[str], count: int) -> str:
    more = f" 等 {count:,} 个" if count > len(names) else ""
    return "、".join(names) + more


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "corpus.read": "读入 {files:,} 篇文本，共 {characters:,} 个字符。",
    "corpus.left_out": lambda v: (
        f"从文件名看不是文本，未读入：{_some(v['examples'], v['count'])}。要读这样的文件，请直接写出它的名字。"
    ),
    "corpus.empty": lambda v: f"内容为空，未读入：{_some(v['examples'], v['count'])}。",
    "corpus.no_text": "{source} 里没有文字，只有空白。请给出有内容的文件。",
    "corpus.no_files": lambda v: (
        f"文件夹 {v['folder']} 里没有文本文件（.txt、.md、.py 等）"
        + (f"；其中有 {'、'.join(v['entries'])}" if v["entries"] else "；它是空的")
        + "。请给出装有文本的文件夹，或直接写出文件名。"
    ),
    "corpus.unknown_source": "类型为 {type} 的对象不是连续文本。请给出文件、文件夹、它们的列表、文本的列表，或 stdlib。",
    "corpus.too_large": "加上 {path}，文本超过 {megabytes:,} MB，内存可能容纳不下。请减少一些。",
    "corpus.archive": "{path} 是压缩包。请先解压，再给出文件夹。",
}
