"""Chinese sentences of `text`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.zh.forms import did_you_mean, some

_UNITS = {"pieces": "字节对子词", "words": "词", "characters": "字"}
_PARTS = {"train": "训练集", "validation": "验证集", "test": "测试集"}


def _tokens(values: dict[str, Any]) -> str:
    reasons = {
        "asked": "按要求",
        "segmented": "文本的词之间已有空格；可用 --tokens characters 改变",
        "unspaced": "文本的词之间没有空格；可用 --tokens pieces 或 words 改变",
        "spaced": "可用 --tokens words、pieces 或 characters 改变",
    }
    seen = "，每个至少出现两次" if values["least"] == 2 else ""
    case = "，一律小写" if values["lower"] else ""
    return (
        f"文本切成{_UNITS[values['tokens']]}{case}（{reasons[values['reason']]}）；词表共 {values['vocabulary']:,} 项{seen}，"
        f"只由 {values['texts']:,} 条训练文本得出；每条文本最多读 {values['max_length']:,} 个。"
    )


def _columns(values: dict[str, Any]) -> str:
    names = "、".join(f'"{name}"' for name in values["texts"])
    unused = f"未使用的列：{some(values['unused'])}。" if values["unused"] else ""
    if not values["guessed"]:
        return f'由文本 {names} 回答 "{values["target"]}"。{unused}'
    return f'按文本读取：由 {names} 回答 "{values["target"]}"。如果不对，请用 --kind table、--text-column 或 --target。{unused}'


def _shared(values: dict[str, Any]) -> str:
    pairs = []
    for pair, count in values["pairs"].items():
        first, _, second = pair.partition("/")
        pairs.append(f"{_PARTS[second]}中有 {count:,} 条也在{_PARTS[first]}")
    return f"同样的文本（不计大小写和空白）出现在两个部分：{'；'.join(pairs)}。它们使分数显得过好，请各留一条。"


def _profile(values: dict[str, Any]) -> str:
    low, middle, most, nearly, high = (f"{value:,}" for value in values["lengths"])
    frequent = "  ".join(f"{token} {count:,}" for token, count in values["frequent"])
    unit = "字" if values["unit"] == "characters" else "词与符号"
    return (
        f"{values['texts']:,} 条文本，{values['tokens']:,} 个{unit}，其中不同的 {values['different']:,} 个。"
        f"长度 {low} 到 {high}，一半不超过 {middle}，95 % 不超过 {most}，99 % 不超过 {nearly}。最常见：{frequent}"
    )


UNITS = {"line": "行号", "row": "从 0 起的行", "file": "文件"}

SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "text.tokens": _tokens,
    "text.tokens_of_weights": lambda v: (
        f"文本切分为{_UNITS[v['tokens']]}，词表 {v['vocabulary']:,} 项来自所用的起始权重；每条文本最多读取 {v['max_length']:,} 个词元。"
    ),
    "text.tokens_given": "使用 --weights 时 {option} 不起作用：词元和词表来自该权重。请去掉它。",
    "text.columns": _columns,
    "text.files": lambda v: (
        f"{v['files']:,} 个文本文件，按文件夹分为 {v['classes']:,} 类；编码 {'、'.join(v['encodings'])}。"
    ),
    "text.encodings": lambda v: (
        f"不是 UTF-8，编码为猜测：{'、'.join(f'{file} {encoding}' for file, encoding in v['files'].items())}"
        f"{' ……' if v['count'] > len(v['files']) else ''}。可用 --encoding 更改。"
    ),
    "text.other_files": lambda v: (
        f"略去 {v['count']:,} 个不是 .txt 的文件：{'、'.join(v['examples'])}{' ……' if v['count'] > len(v['examples']) else ''}。"
    ),
    "text.files_left_out": lambda v: (
        f"{v['count']:,} 个文本文件不在类别文件夹中，已略去：{some(v['examples'])}{' ……' if v['count'] > len(v['examples']) else ''}。"
    ),
    "text.no_files": "{path} 中没有放在类别文件夹里的文本。应为 {path}/<类别>/<名称>.txt，类别之上可以有 train/ 和 test/。",
    "text.too_large": "文本 {path} 太大（{megabytes:,} MiB）。请分成几个文件。",
    "text.no_such_column": lambda v: (
        f'没有文本列 "{v["name"]}"。{did_you_mean(v)}现有的列：{some(v["names"])}。请设 --text-column。'
    ),
    "text.no_text": lambda v: (
        f"没有一列是文本（现有的列：{some(v['names']) or '无'}）。请用 --text-column 指明，或用 --kind table。"
    ),
    "text.nothing_to_read": lambda v: (
        f"没有一列像文本（列：{'、'.join(v['names'][:10]) or '无'}）。请把文本所在的列命名为 text，或只给出这一列，或给出 .txt 文件或其文件夹。"
    ),
    "text.column_read": "文本取自列“{column}”。",
    "text.target_is_text": '"{name}" 列是目标，不能同时是文本。请把 --text-column 设为另一列。',
    "text.no_target": lambda v: (
        f"除文本（{some(v['texts'])}）外没有可学的列；应有一列是类别或数。现有的列：{some(v['names'])}。"
    ),
    "text.all_empty": "{source} 的 {rows:,} 条文本几乎都是空的。--text-column 对吗？",
    "text.empty_rows": lambda v: (
        f"{v['count']:,} 行没有文本，已略去（{UNITS[v['unit']]} {'、'.join(v['places'])}{' ……' if v['count'] > len(v['places']) else ''}）。"
    ),
    "text.cut": lambda v: (
        f"{v['texts']:,} 条文本中有 {v['count']:,} 条超过 {v['max_length']:,} 个（最长 {v['longest']:,}），从那里截断；可用 --max-length 改变。"
    ),
    "text.unknown_share": "留出的文本中有 {share:.1%} 不在词表里。",
    "text.shared": _shared,
    "text.not_a_text_model": "这个模型不是由文本训练的，不能回答文本。",
    "text.empty": "没有文本",
    "text.was_cut": "只读 {tokens:,} 个中的前 {max_length:,} 个",
    "text.unknown": "{tokens:,} 个中有 {unknown:,} 个在训练中从未出现",
    "text.profile": _profile,
}
