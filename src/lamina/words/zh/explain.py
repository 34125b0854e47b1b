"""Chinese sentences of `explain`."""

from collections.abc import Callable
from typing import Any

from lamina.words.zh.forms import did_you_mean


def _would_work(v: dict[str, Any]) -> str:
    return f"这里可用：{v['names']}。" if v["names"] else ""


def _of_columns(v: dict[str, Any]) -> str:
    """一行表格的数从哪些列来。"""
    return f"（来自 {v['columns']} 列）" if v.get("columns") and str(v["columns"]) != v["input"] else ""


_TAKES = {
    "images": "图像：photo.png 这样的文件，或图像文件夹",
    "table": "表格的行：例如带有各列的 CSV 文件",
    "series": "时间序列：例如带有各步的 CSV 文件",
    "sequences": "数值序列：例如带有各步的 CSV 文件",
    "text": "一段文本，或文本文件",
    "pairs": "要翻译的文本，或文本文件",
}


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "explain.no_view": lambda v: f"没有视图“{v['view']}”。{did_you_mean(v)}{_would_work(v)}",
    "explain.unfit": lambda v: f"视图“{v['view']}”对这个 {v['network']} 没有意义。{_would_work(v)}",
    "explain.no_layer": lambda v: (
        f"网络没有层“{v['layer']}”。{did_you_mean(v)}它有：{v['names']}{' ……' if v['more'] else '。'}"
    ),
    "explain.bad_unit": "单元是一张特征图（如 5），或其中的一处（如 5,3,4：特征图、行、列，都从 0 数起）；“{unit}”两者都不是。",
    "explain.unit_without_layer": "单元 {unit} 属于哪一层？请用 --layer 指出（lamina inspect RUN 会列出各层）。",
    "explain.unit_without_maps": "指定了特征图的单元，但这个 {network} 不是用于图像的：它的层没有特征图。请去掉 --unit。",
    "explain.no_row": lambda v: (
        f"输入的 {v['rows']} 行里没有“{v['row']}”（{v['unit']}）：它们叫 {v['some']}{' ……' if v['rows'] > 5 else '。'}"
    ),
    "explain.no_own_row": "运行的 {part} 部分没有名为“{row}”的行。请用 predictions.parquet 中该部分的行名，例如 {example}；或在前面给出数据文件：lamina explain RUN INPUT --row {row}",
    "explain.no_own_rows": "请给出输入（lamina explain {path} INPUT），因为无法再次读取 {path} 留出的行：{reason}",
    "explain.wrong_kind": lambda v: (
        f"{v['source'] if v['given'] == 'image' else '“' + v['source'] + '”'} 是{'一幅图像' if v['given'] == 'image' else '一段文字，而不是文件'}；此 {v['network']} 接受{_TAKES.get(v['kind'], v['kind'])}。"
    ),
    "explain.nothing_beside": lambda v: (
        f"两次运行由“{v['view']}”视图比较第一层；它不在此 {v['network']} 所显示的视图之中（{'、'.join(v['names'])}）。请去掉 --beside，或对看图像的网络使用 --view {v['view']}。"
    ),
    "explain.empty_input": "输入是空的，没有可看的内容。请给出数据行或一段文字，或不给 INPUT：那时取留出的行。",
    "explain.out_is_file": "{path} 是一个文件；页面和图片需要一个文件夹：请用 --out 给出它的名字。",
    "explain.no_input": "{network} 学到的是词向量，没有可看的行。请不要给 {option}。",
    "explain.page_mark": "Lamina：看看里面",
    "explain.paper": "方法：{paper}",
    "explain.beside": "{alt}：对本页来说太大，在旁边的 {file} 中。",
    "explain.written": "已写入：{page}",
    "explain.nothing": "（空）",
    "explain.your_text": "您的文本",
    "explain.line": "第 {name} 行（文件行号）",
    "explain.row": "行 {name}",
    "explain.step": "从第 {name} 步起",
    "explain.rows_title": "所看的行",
    "explain.rows": "看了 {rows} 行。",
    "explain.rows_chosen": "看了 {rows} 行，按回答有多确定、是否正确挑选；这样的挑选不是成绩。",
    "explain.rows_right": "看了 {rows} 行；{known} 行中答对 {right} 行。",
    "explain.rows_by_error": "看了 {rows} 行，按回答偏差挑选：最接近的、典型的、偏差最大的；这样的挑选不是成绩。",
    "explain.rows_unknown": "{mark} 表示词表里没有的词元：训练文本中没有或太少见，网络无法区分它们。",
    "explain.rows_hidden": "问的是每段文本中第一个 [MASK]；目标和回答是那里原来的词元和网络填入的词元。",
    "explain.tags_right": "{tokens} 个词元中 {right} 个正确",
    "explain.more_columns": "另有 {count} 列",
    "explain.missing": "缺失",
    "explain.unseen": "训练中未见过",
    "explain.target": "目标",
    "explain.answer": "回答",
    "explain.chosen.sure_right": "有把握且正确",
    "explain.chosen.sure_wrong": "有把握但错误",
    "explain.chosen.unsure": "没有把握",
    "explain.chosen.closest": "最接近的回答",
    "explain.chosen.typical": "典型的回答（误差居中）",
    "explain.chosen.farthest": "差得最远",
    "explain.chosen.right": "完全正确",
    "explain.chosen.wrong": "不完全正确",
    "explain.chosen.first": "留出部分的最前面",
    "explain.chosen.given": "给定",
    "explain.input": "输入",
    "explain.output": "输出",
    "explain.flow_title": "数据如何流动",
    "explain.flow_paper": lambda v: f"图的画法 {v['layout']}" + (f"；网络 {v['network']}" if v["network"] else ""),
    "explain.flow_alt": "{network} 的各层画成方框，箭头上是流过的形状",
    "explain.inside": "{name}（{type}）内部",
    "explain.flow": lambda v: (
        f"{v['network']} 让 {v['input']} 个{'词元' if v['tokens'] else '数'}{_of_columns(v)}经过 {v['layers']} 层变成 {v['output'] or '1'}；每个箭头上写着流过的形状（不含批）。"
    ),
    "explain.flow_joins": lambda v: f"道路分开又汇合：{'，'.join(v['joins'])}；蓝色箭头跳过中间的层。",
    "explain.join.plus": "+ 表示相加",
    "explain.join.concat": "concat 表示拼接",
    "explain.join.times": "× 表示相乘",
    "explain.join.minus": "− 表示相减",
    "explain.join.matrix": "@ 表示矩阵相乘",
    "explain.join.stack": "stack 表示排成一列",
    "explain.join.other": "{symbol} 合并来者",
    "explain.flow_row": "各层排成一列：每层只取前一层的输出。",
    "explain.flow_loops": "标有 ×n 的方框逐步运行了 n 次；指回前一步的箭头省略。",
    "explain.flow_attention": "注意力（每一步看其他各步）画成橙色。",
    "explain.flow_dead": lambda v: f"对这一行，这些层只给出零：{v['names']}{' ...' if v['count'] > 5 else ''}。",
    "explain.flow_zeros": lambda v: f"最闲的是 {v['layer']}：对这一行，它的输出有 {100 * v['share']:.0f} % 是零。",
    "explain.activity_title": "每层对 {row} 给出什么",
    "explain.activity.layer": "层",
    "explain.activity.shape": "形状",
    "explain.activity.mean": "均值",
    "explain.activity.zeros": "零",
    "explain.activity.range": "最小 … 最大",
    "explain.activity.histogram": "取值",
    "explain.more_layers": "其余 {count} 层",
    "explain.option.input": "看什么：一张图像、一个数据文件、一段文字。否则看留出的行：有把握且正确、有把握但错误、没有把握各一。",
    "explain.option.view": "要显示的视图；多个可重复，或用逗号分隔。否则显示所有适用的。",
    "explain.option.row": "只看这一行（INPUT 中的，没有 INPUT 时是留出的行）：它的行号、序号或文件，与 predict 的叫法相同。",
    "explain.option.layer": "针对单层的视图所看的层（lamina inspect RUN 会列出）。",
    "explain.option.unit": "该层的一个单元，用于视图 maps、deconvnet、field 和 window：特征图编号，或 编号,行,列，从 0 数起。",
    "explain.option.beside": "另一次运行，其第一层滤波器与本次的并列（filters 视图）。",
    "explain.option.out": "页面与图片的文件夹。[默认：RUN/explain]",
}
