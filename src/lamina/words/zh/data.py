"""Chinese sentences of `data`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from datetime import date
from typing import Any

PARTS = {"train": "训练", "validation": "验证", "test": "测试"}
KINDS = {"number": "数字", "date": "日期", "boolean": "是/否"}
ACTIONS = {
    "report": "它们被保留；可用 --outliers clip（截断）或 drop（删除）。",
    "clip": "它们被截断到界限。",
    "drop": "含有它们的训练行不参与训练；验证行和测试行保留。",
}
RULES = {
    "auto": "",
    "median": "填入中位数",
    "mean": "填入平均值",
    "most-frequent": "填入最常见的值",
    "category": "自成一类",
    "drop": "删除所在行",
}


HELD = {"validation": "验证", "test": "测试"}


def _listed(items: list[Any], most: int = 8) -> str:
    shown = "、".join(str(item) for item in items[:most])
    return f"{shown} 等共 {len(items)} 项" if len(items) > most else shown


def _counts(columns: dict[str, int]) -> str:
    return _listed([f"{name} {count:,}" for name, count in columns.items()])


def _where(v: dict[str, Any], most: int = 5) -> str:
    places = v.get("places", [])
    if not places:
        return ""
    if v.get("unit", "row") != "line":
        kind = {"file": "文件", "image": "图像"}.get(v.get("unit", "row"), "从 0 起的行")
        more = f" 等共 {v['count']:,} 个" if v["count"] > most else ""
        return f"（{kind} {'、'.join(places[:most])}{more}）"
    more = f" 等共 {v['count']:,} 行" if v["count"] > most else " 行"
    return f"（第 {'、'.join(places[:most])}{more}）"


def _sizes(v: dict[str, Any]) -> str:
    fold = f"，第 {v['fold'] + 1} 折，共 {v['folds']} 折" if v.get("fold", -1) >= 0 else ""
    return f"训练 {v['train']:,} 行，验证 {v['validation']:,} 行，测试 {v['test']:,} 行{fold}"


def _split_given(v: dict[str, Any]) -> str:
    drawn = v.get("drawn", [])
    if not drawn:
        return f"按给定的划分：{_sizes(v)}。"
    given = "和".join(HELD[name] for name in HELD if v[name] and name not in drawn)
    held = "和".join(f"{HELD[name]} {v[name]:,} 行" for name in drawn)
    return f"划分：{given}按给定的，{held}从训练行中抽取（种子 {v['seed']}）：{_sizes(v)}。"


def _missing(v: dict[str, Any]) -> str:
    told = [
        f"{name} {count:,}" + (f"（{RULES[rule]}）" if RULES[rule] else "")
        for name, (count, rule) in v["columns"].items()
    ]
    auto = any(rule == "auto" for _, rule in v["columns"].values())
    filled = "数字填入中位数并加标记，类别列的缺失自成一类。" if auto else ""
    return f"{v['rows']:,} 个训练行中的缺失值：{_listed(told)}。{filled}"


def _needs(v: dict[str, Any]) -> str:
    needed = {
        "group": "分组列：请加 --split-column 列名",
        "time": "时间列：请加 --split-column 列名",
        "given": "标明所属部分的列（--split-column 列名）或文件（--test-data 文件）",
        "stratified": "类别目标；这里的目标是数字，请用 --split random",
    }
    return f"划分方式“{v['split']}”需要{needed[v['split']]}。"


def _lone_classes(v: dict[str, Any]) -> str:
    told = [
        f"{_listed(names)}（{fate}）"
        for names, fate in ((v["learned"], "用于训练，不被测试"), (v["held_out"], "学不到，算作错误"))
        if names
    ]
    if v["unit"] == "image":
        return f"“{v['target']}”中只有一张图像的类：{'；'.join(told)}；图像：{_listed(v['places'], 5)}。"
    return f"“{v['target']}”中只有一行的类{_where(v)}：{'；'.join(told)}。"


def _columns_missing(v: dict[str, Any]) -> str:
    told = [f"“{name}”" + (f"（是否就是“{near}”？）" if near else "") for name, near in v["columns"]]
    return f"数据缺少模型需要的 {len(told)} 列：{_listed(told, 20)}。现有的列：{_listed(v['names'], 20)}。"


def _silent(v: dict[str, Any], what: str) -> str:
    elsewhere = "（其他部分并非如此）" if v["elsewhere"] else ""
    return f"列“{v['column']}”在训练行中{what}{elsewhere}，不用于学习。"


def _shared(parts: dict[str, int]) -> str:
    pairs = [(*names.split("/"), count) for names, count in parts.items() if count]
    return _listed([f"{PARTS[first]}与{PARTS[second]} {count:,} 行" for first, second, count in pairs])


def _distances(columns: dict[str, float]) -> str:
    return _listed([f"{name} {distance:.2f}" for name, distance in columns.items()])


def _not_as_trained(v: dict[str, Any]) -> str:
    sort = "日期" if v["expected"] == "date" else "数字"
    example = date(2020, 12, 31).strftime(v["date_format"].replace("%.f", "")) if v["date_format"] else ""
    cells = "、".join(f"“{value}”" for value in v["values"])
    file = f"，文件 {v['file']}" if v["file"] else ""
    return f"训练时列“{v['column']}”是{sort}{f'（如 {example}）' if example else ''}；{cells} 不是{_where(v)}{file}。请改正这些单元格。"


PLACES = {
    "tables": "用于表格", "series": "用于时间序列", "numbers": "用于表格和时间序列", "images": "用于图像", "columns": "用于有列的数据", "text": "用于文本表格", "texts": "用于文本", "pairs": "用于句对", "labelled": "用于表格、时间序列和文本", "written": "用于文本文件",
    "text_tables": "用于文本表格", "sheets": "用于文本表格和 Excel 文件", "excel": "用于 Excel 文件", "corpora": "用于连续文本",
    "arrays": "用于图像数组", "given": "该部分已给出",
}  # fmt: skip


def _unused(v: dict[str, Any]) -> str:
    told = _listed([f"{flag}（{PLACES[place]}）" for flag, place in v["settings"].items()], 20)
    return f"对这份数据不起作用的设置：{told}。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "data.bad_lag": '没有 "{name}" 这个数据集：{task}: 之后应是相隔的步数，{least} 到 {most:,}，如 {task}:100。',
    "data.sequences": lambda v: (
        f"{v['rows']:,} 条序列，每条 {v['steps']:,} 步，变量 {'、'.join(v['variables'])}，各有一个答案；"
        + ("由程序生成，原样输入。" if v["drawn"] else "只按训练行缩放。")
    ),
    "data.not_sequences": "{source} 不是序列。请给出一对：数值（行，步，变量）和每行的答案。",
    "data.sequence_shape": "序列应为（行，步，变量），而这些数值是 {shape}。",
    "data.sequence_no_answer": "有 {rows:,} 个序列没有答案（缺失、NaN 或无穷大），第一个在第 {row:,} 行。请去掉这些序列。",
    "data.sequence_missing": "第 {row} 条序列第 {step} 步（都从 0 数起）的值缺失或为无穷。请补上，或去掉这条序列。",
    "data.sequence_task": "序列的任务是 classify 或 regress，不是 {task}。预测之后的步请用 --kind series。",
    "data.sequence_width": "这些序列每步有 {width} 个变量，而模型学的是 {wanted} 个。",
    # 设置
    "data.settings_unused": _unused,
    "data.no_categories": "--categories embedding 不起作用：参与学习的列中没有类别列。",
    "data.no_columns": "{flag} 指定了“{columns}”，但 {source} 是没有列的图像数据。请去掉 {flag}，或用含有该列的表格列出图像。",
    # 划分
    "data.split_stratified": lambda v: f"先划分，各类按比例（随机种子 {v['seed']}）：{_sizes(v)}。",
    "data.split_random": lambda v: f"先划分，随机（随机种子 {v['seed']}）：{_sizes(v)}。",
    "data.split_group": lambda v: f"先划分，“{v['column']}”的同组行不拆开（随机种子 {v['seed']}）：{_sizes(v)}。",
    "data.split_time": lambda v: f"先划分，按“{v['column']}”最新的行留到最后：{_sizes(v)}。",
    "data.split_given": _split_given,
    "data.split_fractions": "--validation-fraction {validation} 与 --test-fraction {test} 没有给训练留下任何行；两者之和必须小于 1。",
    "data.split_needs": _needs,
    "data.split_column_empty": "划分列“{column}”没有值。请用 --split-column 指定另一列。",
    "data.unknown_part": lambda v: (
        f"列“{v['column']}”中的“{v['value']}”{_where(v)}不是部分的名称。请用 train、validation、test。"
    ),
    "data.too_few_to_hold_out": "{rows} 行太少，无法留出任何行，而在学习过的行上评分没有意义。请提供更多行；若仍要全部用于训练，请用 --validation-fraction 0 --test-fraction 0。",
    "data.no_rows": "没有可以划分的行。",
    "data.no_training_rows": "没有剩下可以训练的行。请少给验证和测试一些行。",
    "data.part_empty": lambda v: f"可划分的行只有 {v['rows']} 个，{PARTS[v['part']]}部分没有行。",
    "data.time_missing": "{rows} 行没有时间，按最早处理，只用于训练。",
    "data.lone_classes": _lone_classes,
    "data.few_per_class": "“{target}”的 {classes:,} 个类中有 {few:,} 个不足 3 行，太少，无法既学习又测试。请增加数据、合并类、用 --target 指定其他列；若是数值，请用 --task regress。",
    "data.classes_do_not_repeat": lambda v: (
        f"目标“{v['target']}”在 {v['rows']:,} 行中有 {v['classes']:,} 个不同的值（其中 {v['alone']:,} 个只出现一次）：这不是类别，类别必须重复出现。"
        + ("若是数量，请用 --task regress，或" if v["numbers"] else "请")
        + "用 --target 指定其他列。"
    ),
    "data.bad_fold": "没有第 {fold} 折（共 {folds} 折）；从 0 数起，至少两折。",
    "data.too_few_for_folds": lambda v: (
        f"{v['folds']} 折至少需要同样多的{'组' if v['what'] == 'group' else '行'}，这里只有 {v['count']}。请减小 --folds。"
    ),
    "data.folds_given": "交叉验证自己选择测试行，但测试部分已经给定。请去掉 --folds 或给定的部分。",
    # 拟合
    "data.rule_unknown_column": lambda v: (
        f"--missing-columns 中的“{v['column']}”不是输入列。"
        + (f"您是不是想写“{v['nearest']}”？" if v["nearest"] else "")
    ),
    "data.rule_needs_numbers": lambda v: (
        f"列“{v['column']}”是类别，缺失值不能{RULES[v['rule']]}。请用 category、most-frequent 或 drop。"
    ),
    "data.no_inputs": lambda v: (
        f"没有剩下可以学习的列：在 {v['rows']:,} 个训练行中，{_listed(v['columns'])} 全空或全部相同。"
    ),
    "data.all_missing": lambda v: _silent(v, "全空"),
    "data.constant": lambda v: _silent(v, f"始终为“{v['value']}”"),
    "data.missing": _missing,
    "data.dropped_missing": lambda v: (
        f"{v['rows']:,} 行中有 {v['count']:,} 行因缺失值（{_counts(v['columns'])}）不用{_where(v)}。"
    ),
    "data.all_rows_dropped": lambda v: f"删除之后不剩任何行：{_listed(v['columns'])}。请选择 drop 以外的规则。",
    "data.outliers": lambda v: (
        f"{v['of']:,} 个训练行中有 {v['rows']:,} 行含异常值，即超出四分位数 {v['fence']:g} 倍四分位距"
        f"（{_counts(v['columns'])}）{_where(v)}。{ACTIONS[v['action']]}"
    ),
    "data.classes_not_in_training": lambda v: f"训练行中没有类 {_listed(v['classes'])}，网络学不到它。",
    "data.unknown_module": "模型的预处理“{name}”是本版本不认识的（认识的有：{known}）。文件已损坏或来自更新的版本。",
    "data.bad_module": "“{name}”的参数不符（{reason}）。文件已损坏或来自更新的版本。",
    # 批
    "data.no_batches": "{rows} 行不够一批 {batch_size} 行。请减小 --batch-size 或去掉 --drop-last。",
    "data.batch_too_small": "批归一化每批至少需要 {smallest} 行；这里有 {rows} 行，每批 {batch_size} 行。请增大 --batch-size，或用没有批归一化的网络。",
    # 疑点
    "data.shared_rows": lambda v: (
        f"有完全相同的行出现在不同部分：{_shared(v['parts'])}。它们使分数显得过好。请在文件中各留一行；若有一列说明哪些行同属一体（如病人、设备），可用 --split group --split-column 列名 让它们留在同一部分。"
    ),
    "data.repeated_rows": "{rows:,} 行中有 {repeated:,} 行与前面的行重复。",
    "data.near_rows": lambda v: (
        f"所查的 {v['looked_at']:,} 个{PARTS[v['part']]}行中，有 {v['near']:,} 行几乎等于某个训练行"
        f"（相差在标准差的 1 % 以内，与 {v['compared_with']:,} 行相比）。"
    ),
    "data.gives_away": '仅凭列“{column}”就能得出目标“{target}”（解释了 {explained:.1%}）。如果事先并不知道它，请去掉：--ignore "{column}"。',
    "data.sum_gives_away": lambda v: (
        f"几列的加权和就能得出目标“{v['target']}”（解释了 {v['explained']:.2%}）：{_listed(v['terms'])}。"
        "请用 --ignore 去掉其中事先并不知道的列。"
    ),
    "data.drift": lambda v: f"训练行与测试行在以下列上分布不同：{_distances(v['columns'])}（0 相同，1 完全不同）。",
    # 预测
    "data.not_a_number": lambda v: (
        f"列“{v['column']}”应为{KINDS[v['expected']]}；行 {v['row']}（从 0 起）是“{v['value']}”（共 {v['count']} 行如此）。"
    ),
    "data.columns_missing": _columns_missing,
    "data.by_position": lambda v: (
        "各列按训练数据的顺序读取"
        + (f"，训练数据多出的一列是目标 {_listed(v['absent'])}" if v["absent"] else "")
        + f"；因此“{v['first'][0]}”当作“{v['first'][1]}”。"
    ),
    "data.other_width": "这些行有 {columns} 列，没有列名；训练数据有 {wanted} 列（不含目标为 {without} 列）。请给出同样多的列，顺序相同。",
    "data.not_as_trained": _not_as_trained,
    "data.columns_added": lambda v: f"模型不用的列被忽略：{_listed(v['columns'])}。",
    "data.rows_without_target": lambda v: (
        f"{v['rows']:,} 行中有 {v['count']:,} 行没有目标，或其类别是模型不认识的，不计分{_where(v)}。"
    ),
    "data.no_target_known": "{rows:,} 行中没有一行的目标是模型认识的，无法计分。",
    "data.unseen_classes": lambda v: f"模型不认识的类：{_listed(v['classes'])}。",
    "data.outside_range": "{column} = {value:g} 超出训练所见的范围（{low:g} 到 {high:g}）",
    "data.outside_dates": "{column} = {value} 超出训练所见的范围（{low} 到 {high}）",
    "data.unseen_category": lambda v: (
        f"{v['column']} = “{v['value']}”"
        + ("少见或未见：不在训练所保留的类别中" if v["others"] else "在训练中没有出现过")
    ),
    "data.unseen_missing": "{column} 缺失，而训练中从未缺失",
}
