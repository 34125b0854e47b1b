"""Chinese sentences of `table`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable, Sequence
from typing import Any

from lamina.words.zh.forms import did_you_mean

SEPARATORS = {",": "逗号", ";": "分号", "\t": "制表符", "|": "竖线 |", " ": "空格"}
PARTS = {"train": "训练", "validation": "验证", "test": "测试"}
KINDS = {"table": "表格", "images": "图像", "text": "文本", "series": "时间序列", "pairs": "句对"}
Values = dict[str, Any]


def _list(names: Sequence[Any], most: int = 12) -> str:
    shown = "、".join(str(name) for name in names[:most])
    return f"{shown} 等共 {len(names)} 个" if len(names) > most else shown


def _where(values: Values) -> str:
    places, count = values["places"], values["count"]
    more = f"等共 {count} 行" if count > len(places) else ""
    inside = ":" in "".join(places) or values["unit"] == "file"
    file = f"{values['file']} " if values["file"] and not inside else ""
    if values["unit"] == "row":
        return f"{file}行 {'、'.join(places)}（从 0 起）{more}"
    return f"{file}{'、'.join(places)}{more}" if inside else f"{file}第 {'、'.join(places)} 行{more}"


def _target_column(values: Values) -> str:
    if values["guessed"]:
        return f"最后一列“{values['target']}”本应是目标，但它"
    return f"目标“{values['target']}”"


def _cells(values: Values) -> str:
    return "、".join(f"“{value}”" for value in values["values"])


def _dialect(values: Values) -> str:
    header = "首行是列名" if values["header"] else "没有表头，列名为 column1、column2……"
    comma = "，小数点为逗号" if values["decimal"] == "," else ""
    return (
        f"{values['file']}：{values['rows']:,} 行，{values['columns']} 列；编码 {values['encoding']}，"
        f"分隔符为{SEPARATORS.get(values['separator'], values['separator'])}{comma}；{header}。"
        "可用 --encoding、--separator、--decimal、--header 更改。"
    )


def _sheet(values: Values) -> str:
    others = f"（共 {values['sheets']} 张，可用 --sheet 选择）" if values["sheets"] > 1 else ""
    header = "" if values["header"] else "；没有表头，列名为 column1、column2……"
    return (
        f"{values['file']}：工作表“{values['sheet']}”{others}，{values['rows']:,} 行，{values['columns']} 列{header}。"
    )


def _no_file(values: Values) -> str:
    folder = "" if values["folder_exists"] else "它所在的文件夹也不存在。"
    return f"没有文件或文件夹 {values['path']}。{folder}{did_you_mean(values)}"


def _nothing_usable(values: Values) -> str:
    if values["tables"]:
        return f"{values['folder']} 是存放表格的文件夹，请指明其中一个：{_list(values['tables'])}。"
    return (
        f"{values['folder']} 里没有图像文件夹、IDX 文件或表格，只有 {_list(values['entries'])}。"
        "请给出表格、每类一个子文件夹的图像文件夹，或 IDX 文件。"
    )


def _ragged(values: Values) -> str:
    more = f"（另有 {values['count'] - 1} 行也如此）" if values["count"] > 1 else ""
    separator = SEPARATORS.get(values["separator"], values["separator"])
    return (
        f"{values['file']} 第 {values['line']} 行有 {values['fields']} 个字段，其他行有 {values['wanted']} 个{more}："
        f"“{values['text']}”。请修正该行，或用 --separator 说明分隔符（现为{separator}）。"
    )


def _not_as_asked(values: Values) -> str:
    kind = {"number": "数值", "date": "日期"}[values["asked"]]
    return (
        f"要求列“{values['column']}”为{kind}，但 {_cells(values)} 不是{kind}：{_where(values)}。"
        f"请修正这些单元格，用 --missing-marks 说明它们表示缺失，或改用 --types {values['column']}=category。"
    )


def _mixed_cells(values: Values) -> str:
    kind = {"number": "数值", "date": "日期"}[values["type"]]
    return (
        f"列“{values['column']}”按{kind}读取；以下单元格不是{kind}，按缺失处理：{_cells(values)}（{_where(values)}）。"
        f"可用 --types {values['column']}=category 更改。"
    )


def _mixed_text(values: Values) -> str:
    return (
        f"列“{values['column']}”的数值中夹有 {_cells(values)}（{_where(values)}），因此按类别读取。"
        f"若它们表示缺失，请用 --missing-marks 说明；--types {values['column']}=number 则要求全为数值。"
    )


def _no_such_column(values: Values) -> str:
    option = values["option"].replace("_", "-")
    return f"--{option} 指定的列“{values['name']}”不存在。{did_you_mean(values)}现有列：{_list(values['names'])}。"


def _no_inputs(values: Values) -> str:
    kinds = {"text": "自由文本", "id": "每行都不同", "many": "类别过多", "constant": "取值恒定", "missing": "全部缺失"}
    left = "；".join(f"{name}：{kinds.get(kind, '按设置排除')}" for name, kind in list(values["kinds"].items())[:8])
    why = f"已排除：{left}。可用 --types 列名=number 或 列名=category 保留某列。" if left else ""
    guessed = "" if values["named"] else "未指定目标；若目标是别的列，请用 --target。"
    return f"{values['source']} 中没有可用来学习“{values['target']}”的列。{why}{guessed}"


FORMATS = {
    "pdf": "是 PDF 文档，不是表格。请把其中的表格存为 CSV。",
    "zip": "是 ZIP 压缩包，不是文本表格。若是工作簿，请命名为 .xlsx；否则请先解压。",
    "parquet": "是 Parquet 文件，不是文本表格。请命名为 .parquet。",
    "gzip": "是 gzip 压缩文件。请以 .gz 结尾命名，如 data.csv.gz。",
    "sqlite": "是 SQLite 数据库，不是表格。请把其中一张表存为 CSV。",
    "image": "是图像，不是表格。要用图像训练，请给出每类一个子文件夹的文件夹。",
    "xls": "是旧格式的工作簿，不是文本表格。请命名为 .xls。",
    "html": "是网页或 XML，不是表格。也许下载有误；请把表格存为 CSV。",
    "json": "是 JSON，不是文本表格。在 Python 中可直接给出字典列表；否则请存为 CSV。",
}
REASONS = {
    "asked": "按要求", "missing": "没有任何值", "constant": "取值恒定", "running": "只是行的编号", "id": "每行都不同，像是名称",
    "many": "类别过多", "text": "自由文本", "split": "数据按它们划分",
}  # fmt: skip


def _left_out_several(values: Values) -> str:
    keep = "" if values["reason"] in ("asked", "missing") else "--types 列名=category（或 number）可保留某列。"
    return f"{len(values['names'])} 列被排除（{REASONS[values['reason']]}）：{_list(values['names'])}。{keep}"


def _whole(value: int) -> str:
    return f"{value:,}" if abs(value) < 10**15 else f"{value:.3g}"


def _guess_integer(values: Values, task: str, other: str) -> str:
    return (
        f"目标“{values['target']}”有 {values['unique']:,} 个不同的整数（{_whole(values['low'])} 到 {_whole(values['high'])}），"
        f"按{task}处理。可用 --task {other} 更改。"
    )


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # what the source is
    "table.no_data": "没有指定数据。请给出文件、文件夹或内置数据集（digits、iris、wine、breast-cancer、diabetes、airline、dates、python-tokens、stdlib、adding:100、copy:20）。",
    "table.no_file": _no_file,
    "table.no_download": "{source} 是网址；Lamina 只读取本地文件，请先下载。",
    "table.cannot_read": "无法读取 {file}：{reason}。",
    "table.empty_file": "{file} 是空的。",
    "table.no_regular_file": "{path} 既不是文件也不是文件夹，而是设备、管道或套接字。请给出含有数据的文件。",
    "table.empty_folder": "文件夹 {folder} 是空的。",
    "table.nothing_usable": _nothing_usable,
    "table.images_without_classes": "{folder} 里有图像但没有子文件夹；请把每类图像放进以类名命名的子文件夹，或用含路径列和标签列的 CSV 列出。",
    "table.one_image": "{file} 是单张图像；训练需要每类一个子文件夹的图像文件夹。",
    "table.unknown_file": "Lamina 不认识“{suffix}”类型的文件（{file}）。可读取 csv、tsv、txt、data、parquet、xlsx、xls、ods、npz、npy、IDX 和图像文件夹。",
    "table.unknown_source": "Lamina 无法读取 {type} 类型的数据。请给出路径、数据框、数组、张量、(X, y)、列表的字典或字典的列表。",
    "table.empty_source": "给出的数据（{type}）是空的。",
    "table.not_a_column": "字典中的“{name}”是 {type}，不是一列值。",
    "table.not_that_kind": lambda v: (
        f"“{v['source']}”是{KINDS[v['found']]}数据，不能按{KINDS[v['asked']]}读取。请去掉 --kind 和 --task，或换数据。"
    ),
    "table.part_not_a_table": lambda v: (
        f"作为{ {'validation': '验证', 'test': '测试'}[v['part']] }部分给出的 {v['file']} 不是表格，而数据是表格。请用 --{v['part']}-data 给出列相同的表格。"
    ),
    "table.is_images": "“{source}”是图像，不是表格。",
    "table.array_shape": "形状为 {shape} 的数组既不是表格（行、列），也不是图像 (N,H,W)、(N,C,H,W)、(N,H,W,C)，或者是空的。",
    "table.structured_array": "不读取结构化数组；请给出由字段 {names} 组成的字典。",
    "table.complex_array": "不读取复数数组；请把实部和虚部作为列给出。",
    "table.npz_names": "{file} 含有数组 {names}，但没有名为 x_train、X、images 或 data 的数组。请重新命名。",
    "table.pair_lengths": "X 有 {rows} 行，y 却有 {targets} 行。",
    "table.column_lengths": lambda v: f"各列长度不同：{_list([f'{k} {n}' for k, n in v['lengths'].items()])}。",
    "table.duplicate_columns": "有两列同名：{reason}。请改名。",
    "table.index_left_out": lambda v: (
        f"数据框的索引（{_list(v['names'])}）不是列，未被使用；reset_index() 可把它变成列。"
    ),
    # how a file is written
    "table.dialect": _dialect,
    "table.sheet": _sheet,
    "table.no_sheet": lambda v: f"{v['file']} 没有工作表“{v['sheet']}”。{did_you_mean(v)}现有：{_list(v['sheets'])}。",
    "table.other_format": lambda v: f"{v['file']} {FORMATS[v['kind']]}",
    "table.not_text": "{file} 不是文本：其中有零字节。若是 UTF-16，请用 --encoding utf-16。",
    "table.unknown_encoding": "无法判断 {file} 的编码。请用 --encoding 指明，例如 gb18030 或 cp1252。",
    "table.no_such_encoding": "没有编码“{encoding}”。可试 utf-8、utf-16、gb18030 或 cp1252。",
    "table.damaged_utf8": "{file} 是 UTF-8，但有 {count} 处字节不成字符，第一处在第 {line} 行。请修复文件（可能被截断或拼接过），或用 --encoding 指明编码。",
    "table.wrong_encoding": "{file} 不是 {encoding} 编码：第 {line} 行无法读取。请用 --encoding 指明另一种。",
    "table.bad_separator": "分隔符必须是一个普通字符，不能是“{separator}”（也可写 tab、comma、semicolon、pipe、space）。",
    "table.ragged": _ragged,
    "table.open_quote": '{file} 第 {line} 行开始的引号 (") 没有结束。请修正该行。',
    "table.stray_quote": '{file} 第 {line} 行的单元格中间有引号 (")：“{text}”。请把引号写成两个，或给整个单元格加引号。',
    "table.header_only": "{file} 只有表头，没有数据行。若首行是数据，请用 --header no。",
    "table.no_rows": "{source} 没有行或没有列。",
    "table.no_columns": lambda v: f"{v['source']} 没有单值的列，只有 {_list(v['types'])}。请展开成数值列或文本列。",
    "table.unnamed_columns": lambda v: f"{v['file'] or '数据'}中没有名字的列命名为 {_list(v['names'])}。",
    "table.doubled_columns": lambda v: f"{v['file'] or '数据'}中重复的列名已区分：{_list(v['names'])}。",
    # given parts
    "table.given_part": lambda v: f"{v['file']}：{v['rows']:,} 行，用作{PARTS[v['part']]}部分。",
    "table.part_twice": lambda v: f"{PARTS[v['part']]}部分给出了两次：数据中已有，又有 {v['file']}。",
    "table.given_lacks": lambda v: f"{PARTS[v['part']]}文件 {v['file']} 缺少列 {_list(v['names'])}。{did_you_mean(v)}",
    "table.given_adds": lambda v: f"{v['file']} 比训练文件多出的列被忽略：{_list(v['names'])}。",
    "table.trailing_dot": "{file} 中“{column}”的每个值末尾都有句点（“{example}”），训练文件没有；已去掉（{count:,} 个单元格）。",
    # cells
    "table.not_as_asked": _not_as_asked,
    "table.mixed_cells": _mixed_cells,
    "table.mixed_text": _mixed_text,
    "table.leading_zeros": "列“{column}”是带前导零的代码（“{example}”），按类别读取。可用 --types {column}=number 更改。",
    "table.month_first": "列“{column}”的日期（如“{example}”）按月在前读取；该列中没有日期能说明相反。",
    "table.zoned": "列“{column}”的时间（如“{example}”）带有与 UTC 的时差，均按 UTC 读取。",
    "table.unsupported_type": "列“{column}”被排除：其单元格类型为 {type}，不是单个值。",
    # columns
    "table.no_such_column": _no_such_column,
    "table.left_out_asked": "列“{column}”按要求排除。",
    "table.left_out_missing": "列“{column}”被排除：没有任何一行有值。",
    "table.left_out_constant": '列“{column}”被排除：所有值都是“{value}”。--types "{column}=category" 可保留。',
    "table.left_out_running": '列“{column}”被排除：它只是行的编号。--types "{column}=number" 可保留。',
    "table.left_out_id": '列“{column}”被排除：{unique:,} 个值各不相同，像是名称。--types "{column}=category" 可保留。',
    "table.left_out_many": '列“{column}”被排除：{rows:,} 行中有 {unique:,} 个不同的值，类别过多。--types "{column}=category" 可保留。',
    "table.left_out_text": '列“{column}”被排除：它是自由文本。--kind text 从文本本身学习；--types "{column}=category" 作为类别。',
    "table.left_out_split": "列“{column}”不作为输入：数据按它划分。--types {column}=number 或 category 可保留。",
    "table.left_out_several": _left_out_several,
    "table.infinite_input": lambda v: f"“{v['column']}”的无穷值按缺失处理：{_where(v)}。",
    # target
    "table.no_target": lambda v: f"没有列“{v['target']}”可学习。{did_you_mean(v)}现有列：{_list(v['names'])}。",
    "table.target_last": lambda v: (
        f"未指定目标，学习最后一个{'可用的' if v['skipped'] else ''}列“{v['target']}”"
        + (f"（不是 {_list(v['skipped'], 5)}：编号、文本、日期、类别过多或大多缺失）" if v["skipped"] else "")
        + "。可用 --target 指定其他列。"
    ),
    "table.no_possible_target": lambda v: (
        f"{v['source']} 中没有可作目标的列（缺失过多、文本、编号或恒定）。请用 --target 指定：{_list(v['names'])}。"
    ),
    "table.target_no_values": "目标“{target}”无法学习：其单元格是 {type} 类型，不是单个值。",
    "table.target_is_weight": "列“{target}”不能既是目标又是权重。",
    "table.target_dropped": "列“{target}”是目标，不能同时排除（--types {target}=drop）。",
    "table.one_row": "{source} 只有一行，无法学习。",
    "table.target_missing": lambda v: (
        f"{v['rows']:,} 行中有 {v['count']:,} 行没有“{v['target']}”，不使用：{_where(v)}。"
    ),
    "table.target_all_missing": "目标“{target}”没有任何值。",
    "table.huge_target": lambda v: (
        f"目标“{v['target']}”为 {v['value']}（{_where(v)}），太大，误差无法平方。请修正，或换用更大的单位。"
    ),
    "table.infinite_target": lambda v: f"目标“{v['target']}”为无穷：{_where(v)}。请修正或删除。",
    "table.constant_target": lambda v: (
        f"{_target_column(v)}在全部 {v['rows']:,} 行都是 {v['value']}，没有可学的。请用 --target 指定其他列。"
    ),
    "table.single_class": lambda v: (
        f"{_target_column(v)}在全部 {v['rows']:,} 行只有一个类别“{v['value']}”，无可区分。请用 --target 指定其他列。"
    ),
    "table.numbers_to_classify": "目标“{target}”有 {unique:,} 个不同的带小数的数，不是类别。请用 --task regress。",
    "table.words_to_regress": lambda v: (
        f"目标“{v['target']}”是文字，如“{v['value']}”（{_where(v)}），不能回归。请用 --task classify，或修正单元格。"
    ),
    "table.date_target": "目标“{target}”是日期。若要作为数值学习，请用 --types {target}=number，或给出秒数或天数。",
    "table.mixed_targets": lambda v: (
        f"多个目标必须都是数值或都是 0/1，但“{v['target']}”含有“{v['value']}”。若是标签，请把它们写成 0/1；否则请单独学习它，或从 --target 中去掉。"
    ),
    "table.not_labels": lambda v: (
        f"只有每个目标都是 0 或 1 时才能同时分类（多标签）：{_list(v['targets'])}。请把它们写成 0/1，或用 --task regress，或只用单个目标。"
    ),
    "table.guess_words": "目标“{target}”有 {unique} 个不同的词，任务为分类。",
    "table.guess_fractions": "目标“{target}”是带小数的数，任务为回归。可用 --task classify 更改。",
    "table.guess_integer_classes": lambda v: _guess_integer(v, "类别（分类）", "regress"),
    "table.guess_integer_numbers": lambda v: _guess_integer(v, "数值（回归）", "classify"),
    "table.guess_labels": lambda v: (
        f"目标 {_list(v['targets'])} 都是 0 或 1：同时分类多个标签。可用 --task regress 更改。"
    ),
    "table.guess_several_numbers": lambda v: f"目标 {_list(v['targets'])} 都是数值，一起回归。",
    # inputs and weights
    "table.no_inputs": _no_inputs,
    "table.only_text": lambda v: (
        f"{v['source']} 中只有自由文本可用来学习“{v['target']}”：{_list(v['texts'])}。可用 --kind text 直接从文本学习。"
    ),
    "table.weight_no_number": "权重列“{column}”含有“{value}”，不是数值。",
    "table.bad_weight": lambda v: (
        f"列“{v['column']}”的权重“{v['value']}”不是不小于 0 的数（{_where(v)}）。请修正或删除该行。"
    ),
    "table.zero_weights": "列“{column}”的权重全为零。",
}
