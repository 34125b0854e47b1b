"""Chinese sentences of `language`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

_ANSWERS = {
    "classify": "回答类别", "regress": "回答数值", "forecast": "预测时间序列", "tag": "为词元加标签", "embed": "给出词向量",
}  # fmt: skip
_UNITS = {"pieces": "片段", "words": "词", "characters": "字符"}


def _windows(v: dict[str, Any]) -> str:
    if v["half"]:
        return f"按 {v['window']:,} 个词元、相互重叠一半的窗口评分：除开头外，每个词元之前至少有半个窗口；窗口之间不传递状态。"
    return f"按 {v['window']:,} 个词元、彼此相邻的窗口评分，均匀取自训练文本。"


def _copies(v: dict[str, Any]) -> str:
    unit = f"按连续 {v['run']} 个{_UNITS[v['tokens']]}比较"
    if not v["rows"]:
        return f"文本太短，无法判断模型是否学习过它（{unit}）。"
    if not v["copies"]:
        return f"这段文本与模型学习过的内容没有相同之处（{unit}）。"
    share = v["copies"] / v["rows"]
    more = "得分不能说明对新文本的效果。" if share >= 0.01 else ""
    return f"这段文本有 {100 * share:.3g} % 与模型学习过的内容逐字相同（{unit}）。{more}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "language.windows": _windows,
    "language.copies": _copies,
    "language.hidden": lambda v: (
        f"在 {v['tokens']:,} 个被遮盖的词元上评分（{v['windows']:,} 个窗口各遮盖 {v['share']:.0%}，由种子抽取），从两侧预测；"
        "困惑度和准确率按每个被遮盖的词元计。"
    ),
    "language.nothing_hidden": "{part} 文本中没有可遮盖的内容：其中没有训练时出现过的词元。",
    "language.no_mark": "第 {row} 条文本没有 [MASK]：“{text}”。该模型回答此标记处是什么，例如“The [MASK] sat on the mat.”。",
    "language.mark_too_far": "“{text}”的 [MASK] 位于前 {length:,} 个词元之后，超出一次读取的长度。请缩短文本。",
    "language.fills_in": "{option} 用于续写文本的模型；该模型填补 [MASK]。请去掉它。",
    "language.ngram": "训练文本中最长 {order} 个词元的 n 元组，Kneser-Ney 插值",
    "language.unigram": "每个词元在训练文本中出现的频率",
    "language.sample": "第 {epoch} 轮写出：{text}",
    "language.does_not_write": lambda v: (
        f"{v['option']} 用于会写作的模型，而这个模型{_ANSWERS.get(v['task'], '不会')}。请去掉它。"
    ),
    "language.only_writes": "{option} 不适用于续写或填空的模型。请去掉它。",
    "language.unknown_option": lambda v: (
        f"没有名为“{v['option']}”的写作选项。"
        + (f"是否想写“{v['nearest']}”？" if v["nearest"] else f"可用的有：{v['names']}。")
    ),
    "language.bad_length": "--length {length} 不可行：可以写 1 到 {most:,} 个词元。",
    "language.beam_draws_nothing": "--beam {beam} 寻找最可能的文本，不做抽取，因此 {option} 不起作用。请去掉其中一个。",
    "language.no_prompt": '没有提示文本。请用 --prompt "To be" 给出，或给出每行一条的文本文件。',
    "language.no_prompts_in": "类型为 {type} 的对象中没有提示文本。请给出文本、文本的列表或文本文件。",
    "language.empty_prompt": "提示为空：按文本的开头写起",
    "language.unknown_in_prompt": lambda v: (
        f"提示的 {v['tokens']:,} 个{_UNITS[v['kind']]}中有 {v['unknown']:,} 个在训练中从未出现"
    ),
    "language.long_prompt": "提示有 {tokens:,} 个词元，只读最后的部分：网络有 {kept:,} 个位置",
}
