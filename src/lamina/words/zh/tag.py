"""Chinese sentences of `tag`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.zh.forms import did_you_mean, some

_PARTS = {"train": "训练集", "validation": "验证集", "test": "测试集"}
_OPTIONS = {"sentence-column": "词属于哪个句子", "text-column": "词", "target": "词的标签"}


def _read(values: dict[str, Any]) -> str:
    scored = f"，其中 {values['scored']:,} 个有标签" if values["scored"] < values["tokens"] else ""
    columns = f"（列 {'、'.join(values['columns'])}）" if values["columns"] else ""
    return (
        f"按逐词标注读取：{values['sentences']:,} 句，{values['tokens']:,} 个词{columns}{scored}；"
        f'{values["labels"]:,} 种标签（"{values["target"]}"）。如果不对，请用 --kind table。'
    )


def _tokens(values: dict[str, Any]) -> str:
    seen = "，每个至少出现两次" if values["least"] == 2 else ""
    case = "，一律小写" if values["lower"] else ""
    longer = f"有 {values['longer']:,} 句超过 {values['max_length']:,} 个，分段读取。" if values["longer"] else ""
    return f"词表共 {values['vocabulary']:,} 项{seen}{case}，只由 {values['sentences']:,} 个训练句子得出；其余都作为未知词。{longer}"


def _shared(values: dict[str, Any]) -> str:
    pairs = []
    for pair, count in values["pairs"].items():
        first, _, second = pair.partition("/")
        pairs.append(f"{_PARTS[second]}中有 {count:,} 句也在{_PARTS[first]}")
    return f"逐词相同的句子出现在两个部分：{'；'.join(pairs)}。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "tag.read": _read,
    "tag.tokens": _tokens,
    "tag.shared": _shared,
    "tag.unknown_share": lambda v: f"{_PARTS[v['part']]}中有 {v['share']:.1%} 的词不在词表里。",
    "tag.rare": lambda v: (
        f"训练词不足 {v['few']} 个、几乎学不会的标签："
        + some([f"{name}（{count}）" for name, count in v["labels"].items()])
        + "。"
    ),
    "tag.scored": lambda v: (
        f"评分：{v['sentences']:,} 句中的 {v['tokens']:,} 个词，其中 {v['unknown']:,} 个不在词表里；区间由整句重抽样得出。"
    ),
    "tag.python_lines": "Python 自带标准库的 {lines:,} 行，没有重复；{train} 个模块用于训练，另外 {test} 个用于测试。",
    "tag.word_labels": '{words:,} 个词各自最常见的标签（{tokens:,} 个训练词）；未知词取 "{most}"，与训练后半部分新出现的词一样',
    "tag.unknown_token": "训练中从未出现",
    "tag.in_pieces": "句子按每段 {most:,} 个词分段读取",
    "tag.profile": lambda v: (
        f"{v['sentences']:,} 句，{v['tokens']:,} 个词，其中不同的 {v['different']:,} 个；每句 {v['lengths'][0]} 到 "
        f"{v['lengths'][2]} 个词，一半不超过 {v['lengths'][1]} 个。{v['ambiguous']:.1%} 的词有不止一种标签。"
        + ("标签标出片段（B- 与 I-）。" if v["spans"] else "标签不标片段。")
    ),
    "tag.ragged": "{file} 第 {line} 行有 {columns} 个非空列，其他行有 {width} 列。每行要有一个词和它的标签，空行结束一句。",
    "tag.one_sentence": "{file} 中没有空行，{tokens:,} 个词元会成为一句。请在每句之后加一个空行。",
    "tag.no_sentences": "{source} 中没有带标签的词。应为：每行一个词、制表符或空格、标签，每句之后空一行；或带 --sentence-column 的表格。",
    "tag.no_such_column": "{file} 有 {width} 列，标签不能在第 {column} 列。第一列是词：请用 --target 2 到 {width}。",
    "tag.column_by_number": '这个文件的列没有名称，"{target}" 不存在。请给出标签所在列的序号，如 --target 2。',
    "tag.no_column": lambda v: (
        f'没有表示{_OPTIONS[v["option"]]}的列 "{v["name"]}"。{did_you_mean(v)}现有的列：{some(v["names"])}。请设 --{v["option"]}。'
    ),
    "tag.column_unknown": lambda v: (
        f"没有一列说明{_OPTIONS[v['option']]}。请把 --{v['option']} 设为其中之一：{some(v['names'])}。"
    ),
    "tag.no_label": lambda v: (
        f'{v["file"]} 第 {v["number"]:,} 行{"" if v["lined"] else "（从 0 数起）"}有词 "{v["token"]}" 而没有 "{v["target"]}"。请补上标签，或去掉这个词。'
    ),
    "tag.lengths": "第 {row:,} 句（从 0 数起）有 {tokens:,} 个词和 {labels:,} 个标签。每个词要有一个标签。",
    "tag.one_label": '{source} 的所有词都是同一标签 "{label}"，没有可学的。',
    "tag.other_task": '{source} 为每个词给出标签，任务是 "tag"，不是 "{task}"。请去掉 --task，或用 --kind table。',
    "tag.pieces": "带标签的词不能再切成子词。请去掉 --tokens，或用 words 或 characters。",
    "tag.nothing_to_tag": "没有要标注的词：数据是空的。",
}
