"""Chinese sentences of `corpus`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any


def _some(names: list[str], count: int) -> str:
    more = f" 等 {count:,} 个" if count > len(names) else ""
    return "、".join(names) + more


_UNITS = {"pieces": "字节对片段", "words": "词", "characters": "字符"}
_COUNTED = {"words": "词和符号", "characters": "字符"}
_PARTS = {"train": "训练", "validation": "验证", "test": "测试"}
_REASONS = {
    "asked": "按要求",
    "unspaced": "文本的词之间没有空格；可用 --tokens pieces 改变",
    "hidden": "遮盖的是整词；可用 --tokens pieces 或 characters 改变",
    "small": "文本不大；可用 --tokens pieces 改变",
    "large": "文本较大；可用 --tokens characters 改变",
}
_RULES = {
    "given": "各部分按给定划分",
    "whole": "按整篇文档划分，由种子抽取",
    "spans": "按连续文本的区段依次划分：绝不打乱同一文本的行",
}


def _tokens(v: dict[str, Any]) -> str:
    case = "，全部小写" if v["lower"] else ""
    each = v["characters"] / max(1, v["stream"])
    size = "" if v["tokens"] == "characters" else f"（每个约 {each:.2g} 个字符）"
    return (
        f"文本切分为{_UNITS[v['tokens']]}{case}（{_REASONS[v['reason']]}）：训练词元 {v['stream']:,} 个{size}，"
        f"词表 {v['vocabulary']:,} 项，只来自训练文本；窗口为 {v['window']:,} 个词元（--max-length）。"
    )


def _rule(v: dict[str, Any]) -> str:
    sizes = "，".join(f"{_PARTS[part]} {count:,}" for part, count in v["characters"].items())
    return f"{_RULES[v['how']]}；字符数：{sizes}。"


def _frequent(counts: list[tuple[str, int]]) -> str:
    return "  ".join(f"{token} {count:,}" for token, count in counts)


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "corpus.read": "读入 {files:,} 篇文本，共 {characters:,} 个字符。",
    "corpus.profile": lambda v: (
        f"{v['documents']:,} 篇文档，{v['lines']:,} 行，{v['characters']:,} 个字符；{v['tokens']:,} 个{_COUNTED[v['unit']]}，"
        f"其中 {v['different']:,} 种。最常见：{_frequent(v['frequent'])}"
    ),
    "corpus.recognised": (
        "{source} 按连续文本读取：学习的是接下来出现什么。--task embed 从中学习词向量，--kind table 把各行当作表格的行。"
    ),
    "corpus.other_task": (
        "{source} 是没有标签的连续文本，无法学习 --task {task}。请去掉 --task（学习接下来出现什么），或用 --task embed（词向量）；"
        "若各行是表格的行，请用 --kind table。"
    ),
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
    "corpus.rule": _rule,
    "corpus.tokens": _tokens,
    "corpus.unknown": lambda v: (
        f"留出的文本中有 {v['count']:,} 个词元在训练中没有出现过（{100 * v['share']:.2g} %），模型一律读作未知词元。"
    ),
    "corpus.split_rule": (
        "连续文本不能按 {rule} 划分：它的各行相互关联。文本按区段切开，文档多时按整篇划分；"
        "请不要设置 --split，或用 --validation-data 和 --test-data 给出各部分。"
    ),
    "corpus.nothing_left": "--validation-fraction {validation} 和 --test-fraction {test} 没有留下可学习的文本。请取更小的比例。",
    "corpus.nothing_to_learn": "{source} 没有留下用于训练的文本。请给出 train 文件夹，或去掉 --split given。",
    "corpus.no_folds": "连续文本不做交叉验证，因为同一文本的区段会互相透露内容。请去掉 --folds {folds}。",
    "corpus.small_vocabulary": (
        "词表大小 {vocab_size} 太小：其中已有填充、未知词元和两个标记。请用 --vocab-size {least} 或更大。"
    ),
    "corpus.window_too_long": "{window:,} 个词元的窗口放不进只有 {tokens:,} 个词元的训练文本。请减小 --max-length，或提供更多文本。",
    "corpus.too_short": "训练文本只有 {tokens} 个词元；至少需要 {least} 个才能学习前后关系。请提供更多文本。",
    "corpus.part_too_short": lambda v: (
        f"{_PARTS[v['part']]}部分只有 {v['tokens']} 个词元，没有可以预测的内容。请提供更多文本，或增大"
        f"{'它的比例' if v['part'] == 'train' else ' --' + v['part'] + '-fraction'}。"
    ),
}
