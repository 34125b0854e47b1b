"""Chinese sentences of `pairs`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

_UNITS = {"pieces": "字节对子词", "words": "词", "characters": "字"}
_PARTS = {"train": "训练", "validation": "验证", "test": "测试"}


def _names(names: list[Any]) -> str:
    return "、".join(f"“{name}”" for name in names)


def _nearest(values: dict[str, Any]) -> str:
    return f"是否指“{values['nearest']}”？" if values.get("nearest") else ""


def _tokens(values: dict[str, Any]) -> str:
    (first, second), (read, written) = values["vocabulary"], values["max_length"]
    asked = "按要求" if values["asked"] else "可用 --tokens words 或 characters 更改"
    case = "、小写" if values["lower"] else ""
    if values["shared"]:
        vocabulary = f"两侧共用 {first:,} 个的词表"
    else:
        one, other = values["names"]
        vocabulary = f"“{one}”词表 {first:,} 个，“{other}”词表 {second:,} 个"
    return (
        f"句对切分为{_UNITS[values['tokens']]}{case}（{asked}）；{vocabulary}，只来自 {values['pairs']:,} 个训练句对；"
        f"最多读 {read:,} 个、写 {written:,} 个。"
    )


def _long(values: dict[str, Any]) -> str:
    limits = f"要读的超过 {values['text']:,} 个或要写的超过 {values['into']:,} 个"
    parts = []
    if values["dropped"]:
        parts.append(f"{values['dropped']:,} 个训练句对{limits}，已去掉")
    if values["cut"]:
        held = "也是如此" if values["dropped"] else limits
        parts.append(f"{values['cut']:,} 个留出句对{held}，源文被截断，译文仍按全文评分")
    return f"{'；'.join(parts)}。可用 --max-length 更改。"


def _files(values: dict[str, Any]) -> str:
    alone = len(values["parts"]) == 1
    parts = [
        f"{'' if alone else _PARTS.get(str(part), str(part)) + ' '}{first} 与 {second}"
        for part, (first, second) in values["parts"].items()
    ]
    return f"按行读作句对：{'；'.join(parts)}。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "pairs.tokens": _tokens,
    "pairs.long": _long,
    "pairs.files": _files,
    "pairs.files_left_out": lambda v: (
        f"另有 {v['count']:,} 对文件未使用：{'、'.join(v['names'])}。可用 `lamina evaluate` 在其上评分。"
    ),
    "pairs.direction": lambda v: (
        f"文件夹有 {'、'.join(v['languages'])}：读“{v['source']}”，译成“{v['into']}”。可用 --into 更改。"
    ),
    "pairs.columns": lambda v: (
        f"读作句对：“{v['source']}”译成“{v['into']}”（--text-column、--into）。"
        + (f"未使用：{'、'.join(v['unused'])}。" if v["unused"] else "")
    ),
    "pairs.empty": lambda v: (
        f"去掉 {v['count']:,} 个有一侧为空的句对（第 {'、'.join(v['places'])}{' ……' if v['count'] > len(v['places']) else ''} 行）。"
    ),
    "pairs.unequal": "{first} 有 {first_lines:,} 行，{second} 有 {second_lines:,} 行；两个文件的第 n 行必须互为译文。请对齐文件。",
    "pairs.into_itself": "{file} 既作原文又作译文。请用 --into 指明译文文件。",
    "pairs.no_partner": "{file} 旁边没有译文：应有 {expected}。请指明或放在那里。",
    "pairs.which_into": lambda v: (
        f"{v['file']} 是翻译的一侧。请用 --into 指明逐行对齐的译文文件"
        + (f"（旁边有：{'、'.join(v['others'][:5])}）。" if v["others"] else "。")
    ),
    "pairs.no_training_files": "{folder} 没有 {source} 和 {into} 的训练文件；应有 train.{source} 和 train.{into}。",
    "pairs.no_language": lambda v: f"{v['folder']} 没有“{v['language']}”。{_nearest(v)}其中的语言：{v['languages']}。",
    "pairs.no_files": "{folder} 没有按部分和语言命名的对齐文件，如 test.de 和 test.en。",
    "pairs.no_column": lambda v: (
        f"没有列“{v['name']}”。{_nearest(v)}现有的列：{_names(v['names'])}。请设置 --text-column 和 --into。"
    ),
    "pairs.two_columns": lambda v: (
        f"句对需要两列：读的和写的（列：{_names(v['names']) or '无'}）。请设置 --text-column 和 --into。"
    ),
    "pairs.too_few": "{source} 的 {pairs} 个句对中只有 {filled} 个两侧都有文本；至少需要 2 个。",
    "pairs.all_long": "全部 {pairs:,} 个训练句对要读的超过 {text:,} 个或要写的超过 {into:,} 个。请增大 --max-length。",
    "pairs.draws_nothing": "--{option} 用于随机抽取的文本；译文由 --beam 搜索得到。请去掉它。",
    "pairs.sample": lambda v: (
        f"第 {v['epoch']} 轮：{v['pairs']} 个验证句对上贪心译文的 BLEU 为 {v['bleu']:.1f}。“{v['source']}”译成"
        f"“{v['answer']}”（参考：“{v['reference']}”）。"
    ),
    "pairs.bad_option": "--{option} {value} 不可用；必须是不小于 1 的整数。",
}
