"""Chinese sentences of `embed` (word vectors): code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

_UNITS = {"words": "词", "characters": "字"}
_REASONS = {
    "asked": "按要求",
    "segmented": "文本的词之间已有空格",
    "unspaced": "文本的词之间没有空格；可用 --tokens words 改变",
    "spaced": "可用 --tokens characters 改变",
}


def _words(values: dict[str, Any]) -> str:
    case = "，一律小写" if values["lower"] else ""
    least = "" if values["least"] == 1 else f"（至少出现 {values['least']} 次" + (
        "）" if values["asked"] else "；可用 --min-count 改变）"
    )  # fmt: skip
    left = values["total"] - values["kept"]
    return (
        f"共 {values['total']:,} 个{_UNITS[values['tokens']]}{case}（{_REASONS[values['reason']]}），标点不计。"
        f"{values['different']:,} 种中有 {values['vocabulary']:,} 种得到向量{least}。"
        + ("" if not left else f"其余 {left:,} 个较少见的跳过（{left / values['total']:.1%}）。")
    )


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "embed.words": _words,
    "embed.sentences": lambda v: (
        f"窗口不越出各{'段（本文的行是折行）' if v['unit'] == 'paragraphs' else '行'}，共 {v['sentences']:,} {'段' if v['unit'] == 'paragraphs' else '行'}。"
    ),
    "embed.rule": "词向量从全部文本学习；用人们评判过的词表来衡量：lamina evaluate RUN wordsim353.tsv。",
    "embed.pieces": "词向量只属于词或字。请用 --tokens words 或 --tokens characters。",
    "embed.loss": "词向量的损失由网络决定（--arg output=...），不能用 --loss {loss}。请去掉 --loss。",
    "embed.no_words": "{words:,} 个词中，出现 {least} 次以上的不到两种，没有可学的。请给更多文本，或减小 --min-count。",
    "embed.window": "窗口不能是 {window} 个词。请用 --arg window=5，或 1 到 100 之间的数。",
    "embed.noise": "噪声词数（{negatives}）须不小于 1，subsample（{subsample}）须不小于 0：--arg negatives=5,subsample=1e-3。",
    "embed.no_judgements": "{source} 中没有词表。请给出每行为“词 词 分数”（如 WordSim-353）或“a b c d”（类比）的文件。",
    "embed.bad_judgement": "{file} 第 {line:,} 行既不是两个词加分数，也不是四个词的类比：“{text}”。请改正，或在行首加 #。",
    "embed.word_with_blank": "词“{word}”中有空格，word2vec 的格式无法保存。请用 --format onnx 或 code。",
    "embed.bad_vectors": "{path} 不是完整的词向量文件：从第 {place} 行（词）起有误。请重新写出或获取。",
    "embed.judge": "损失并不能说明词向量的好坏：可以查词（lamina predict RUN king），或用人们的评判来打分（lamina evaluate RUN wordsim353.tsv）。",
    "embed.unigram": "每个词在文本中出现的频率，不看它周围的词",
    "embed.coverage": lambda v: (
        f"{v['asked']:,} {'对词' if v['what'] == 'spearman' else '个类比'}中有 {v['covered']:,} {'对' if v['what'] == 'spearman' else '个'}的词全部有向量；只对这些打分。"
    ),
    "embed.nothing_covered": "{asked:,} 个词对或类比中，只有 {covered:,} 个的词全部有向量，不足以打分。词表与文本是同一种语言吗？",
    "embed.other_network": "词向量由 word2vec 学习，而 {network} 没有说明如何学习。请用 --network word2vec。",
    "embed.no_queries": "这里没有可查的内容（{type}）。请给出一个词、一段文本、像“king - man + woman”这样的和、每行一个的文件，或文本列表。",
    "embed.map": "常用词",
    "embed.map_under": "{words:,} 个词在其向量差异最大的两个方向上（占方差的 {share:.0%}）；会重叠的词不写出",
    "embed.axis": "主轴 {number}",
    "embed.word": "词",
    "embed.count": "次数",
    "embed.nearest": "最近的词",
    "embed.not_kept": "文件 {path} 未能原样保存词向量，已删除。词表中可能有不适合该格式的词。",
}
