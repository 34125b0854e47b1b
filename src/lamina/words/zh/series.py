"""Chinese sentences of `series`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable, Sequence
from typing import Any

Values = dict[str, Any]
BLOCKS = "▁▂▃▄▅▆▇█"
HOW = {"last": "用前一个值填补", "interpolate": "用直线插值填补", "refuse": "不填补"}
PARTS = {"train": "训练", "validation": "验证", "test": "测试"}
_SHORTER = "请提供更长的序列，或减小 --window 和 --horizon"


def _list(names: Sequence[Any], most: int = 6) -> str:
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


def _guessed(values: Values) -> str:
    series = f"，每个“{values['series']}”一条序列" if values["series"] else ""
    time = f"各行按“{values['time']}”等间隔排列" if values["time"] else "按要求"
    return f"按待预测的时间序列处理：{time}{series}。可用 --task regress 更改。"


def _target_last(values: Values) -> str:
    others = f"，依据全部 {values['variables']} 个数值列的过去" if values["variables"] > 1 else ""
    return f"未给出 --target：预测最后一个数值列“{values['target']}”{others}。"


def _time_unread(values: Values) -> str:
    other = f"，另一个是“{values['other']}”" if values["other"] else ""
    return (
        f"“{values['column']}”中的时间不是同一种已知格式：一个是“{values['value']}”{other}（{_where(values)}）。"
        "请统一写法，最好写作 2024-12-31 或 2024-12-31 18:00。"
    )


def _irregular(values: Values) -> str:
    usual = "大多" if 2 * values["count"] < values["rows"] else "最常见的间隔是"
    apart = f"{usual}相隔 {values['frequency']}" if usual == "大多" else f"{usual} {values['frequency']}"
    return (
        f"“{values['column']}”中的时间{apart}，但这些不在该网格上：{_list(values['values'])}"
        f"（{_where(values)}）。请整理成等间隔，用 --frequency 指明间隔，或不用时间列"
        f"（--ignore {values['column']} --task forecast），只按行计数。"
    )


def _repeated(values: Values) -> str:
    stamp = f"“{values['column']}”中的时间 {values['value']}" if values["value"] else "有的步"
    return (
        f"{stamp} 出现多次且数值不同（{_where(values)}）。若有多条序列，请用 --series-column 指明区分它们的列；"
        "否则 --gaps last 取最后一个，--gaps interpolate 取平均。"
    )


def _filled(values: Values) -> str:
    told = []
    if values["steps"]:
        told.append(f"{values['of']:,} 步中缺 {values['steps']:,} 步（{_list(values['stamps'])}）")
    if values["cells"]:
        told.append("缺失的值：" + _list([f"{name} {count:,} 个" for name, count in values["cells"].items()]))
    ahead = "这会用到之后的值：填补的输入可能含有将来的信息。" if values["how"] == "interpolate" else ""
    return f"{'；'.join(told)}；{HOW[values['how']]}。{ahead}"


def _too_short(values: Values) -> str:
    which = "最长的序列有" if values["several"] else "序列有"
    return (
        f"{which} {values['steps']:,} 步，其中 {values['training']:,} 步用于训练：对窗口 {values['window']} 和预测步数 "
        f"{values['horizon']} 来说太短。{_SHORTER}，或减小 --validation-fraction 和 --test-fraction。"
    )


def _lengths(values: Values) -> str:
    step = f"步长 {values['frequency']}；" if values["frequency"] else "步只计数；"
    season = f"周期 {values['season']}" if values["season"] > 1 else "无周期"
    how = {"asked": "按要求", "frequency": "该步长的通常值", "autocorrelation": "由自相关得出", "none": "未发现"}
    return (
        f"{step}{season}（{how[values['how']]}）。每次预测回看 {values['window']} 步，给出其后 {values['horizon']} 步"
        "（--season、--window、--horizon）。"
    )


def _split(values: Values) -> str:
    parts = [
        f"{PARTS[name]} {span[0]} 至 {span[1]}（{values['windows'].get(name, 0):,} 个窗口）"
        for name, span in values["spans"].items()
    ]
    return f"先按时间划分：{'，'.join(parts)}。待预测的值不会同时属于两个部分；窗口可以越过边界回看。"


def _constant(values: Values) -> str:
    where = "全部" if values["always"] else "训练的全部"
    return f"目标“{values['target']}”在{where} {values['steps']:,} 步中都是 {values['value']}：没有可学的。请用 --target 指定另一列，或换数据。"


def _outside(values: Values) -> str:
    told = [
        f"{name} {count:,} 个（训练：{low:g} 至 {high:g}）" for name, (count, low, high) in values["columns"].items()
    ]
    return f"{values['steps']:,} 步中有超出训练所见范围的值：{_list(told)}。那里的预测只是猜测。"


def _short_to_forecast(values: Values) -> str:
    which = f"序列“{values['name']}”" if values["name"] else "数据"
    return f"{which}有 {values['steps']:,} 步；模型回看 {values['window']} 步。请至少提供这么多。"


def _ridge(values: Values) -> str:
    variables = f"（{values['variables']} 列）" if values["variables"] > 1 else ""
    drawn = f"（从 {values['all_rows']:,} 个中等距取出）" if values["rows"] < values["all_rows"] else ""
    return f"对 {values['lags']} 个滞后值{variables}的岭回归，{values['rows']:,} 个训练窗口{drawn}，alpha {values['alpha']}"


def _span(values: Values) -> str:
    several = f"{values['series']:,} 条序列，共 " if values["series"] > 1 else ""
    step = f"，步长 {values['frequency']}" if values["frequency"] else ""
    return f"{several}{values['steps']:,} 步{step}，从 {values['first']} 到 {values['last']}。"


def _autocorrelation(values: Values) -> str:
    found = values["values"]
    drawn = "".join(BLOCKS[min(7, int((min(max(value, -1), 1) + 1) * 4))] for value in found)
    lags = range(1, len(found) - 1)
    peaks = [lag for lag in lags if found[lag - 1] < found[lag] >= found[lag + 1] and found[lag] > 0]
    best = max(peaks, key=lambda lag: found[lag], default=None)
    peak = f"，在 {best + 1} 处再次最高（{found[best]:.2f}）" if best is not None else ""
    return f"“{values['target']}”在滞后 1 至 {len(found)} 的自相关（训练时段，去掉直线趋势）：{drawn}{peak}。"


SENTENCES: dict[str, str | Callable[[Values], str]] = {
    "series.guessed": _guessed,
    "series.could_be": lambda v: (
        f"按表格读取，各行互不相干。但各行在“{v['time']}”上规则相继：要由过去预测“{v['target']}”，"
        f"请用 --task forecast{'' if v['named'] else ' --target ' + v['target']}。"
    ),
    "series.target_last": _target_last,
    "series.left_out": lambda v: f"序列只含数值，已排除：{_list(v['names'])}。",
    "series.left_out_constant": lambda v: f"在训练时段内为常数，已排除：{_list(v['names'])}。",
    "series.no_numbers": lambda v: (
        f"{v['source']} 没有可预测的数值列；它的列是 {_list(v['names'])}。请用 --target 指定一列，或用 --types 列=number 指明类型。"
    ),
    "series.target_is_time": "目标“{target}”是时间列或序列名列。请用 --target 指定要预测的数值列。",
    "series.target_no_number": lambda v: (
        f"目标“{v['target']}”在{_where(v)}不是数字：“{v['value']}”。请改正这些单元格，或用 --target 指定另一列。"
    ),
    "series.images": "{source} 是图像；预测需要每个时间步一行的表格。",
    "series.time_unread": _time_unread,
    "series.no_time": lambda v: (
        f"“{v['column']}”中的时间缺失或无法读取：{_where(v)}。请补上（如 2024-12-31），或去掉这些行。"
    ),
    "series.irregular": _irregular,
    "series.sorted": lambda v: f"各行不按时间排列，已排序（{_where(v)}的位置太靠后）。",
    "series.repeated_equal": lambda v: f"时间和数值都相同的重复行只取一次：{_where(v)}。",
    "series.repeated": _repeated,
    "series.repeated_joined": lambda v: (
        f"重复的时间：{'取最后一个' if v['how'] == 'last' else '取平均'}（{_where(v)}）。"
    ),
    "series.filled": _filled,
    "series.gaps_refused": lambda v: (
        f"有 {v['steps']:,} 步缺值（{_list(v['stamps'])}；列 {_list(v['names'])}），而 --gaps refuse 不填补。请补上，或用 --gaps last 或 interpolate。"
    ),
    "series.mostly_gaps": "首行与末行之间有 {steps:,} 步，却只有 {rows:,} 行：大部分只能编造。请用 --frequency 指明更长的间隔，或从序列变得规则处截取。",
    "series.too_short": _too_short,
    "series.short_folds": "{folds} 折分用 {steps:,} 步的后一半，每折放不下 {horizon} 步的预测长度。请减少 --folds，或缩短 --horizon。",
    "series.no_windows": lambda v: (
        f"没有留下可学的窗口：{v['window']} 步之后的 {v['horizon']} 步都已知（{v['filled']:,} 个窗口其后有缺失值）。{_SHORTER}。"
    ),
    "series.unknown_targets": "{windows:,} 个窗口既不学习也不评分：其后 {horizon} 个值中有缺失。",
    "series.short_series": lambda v: (
        f"{v['of']:,} 条序列中有 {len(v['names']):,} 条短于窗口 {v['window']} 加预测步数 {v['horizon']}，不参与学习和评分（步数）：{_list(v['names'])}。减小 --window 和 --horizon 可把它们包括进来。"
    ),
    "series.part_empty": lambda v: f"{PARTS[v['part']]}部分为空：其中没有连续 {v['horizon']} 步都已知。",
    "series.lengths": _lengths,
    "series.split": _split,
    "series.span": _span,
    "series.autocorrelation": _autocorrelation,
    "series.other_task": "时间序列用于预测；--task {task} 用于表格。请用 --task forecast，或 --kind table。",
    "series.given_parts": "时间序列在一个文件内按时间划分：请去掉 --test-data 和 --validation-data，之后再对另一个文件评分（`lamina evaluate RUN FILE`）。",
    "series.other_split": "时间序列按时间划分；--split {split} 会让它学到之后的值。请去掉 --split，或用 --kind table。",
    "series.weights": "序列的步没有权重；请去掉 --weight-column “{column}”。",
    "series.constant": _constant,
    "series.huge": "目标“{target}”达到 {value}；这样的数平方后不是有限值。请除以 10 的某次幂。",
    "series.short_to_score": "数据有 {steps:,} 步；评分需要 {window} 步的窗口和其后 {horizon} 步。请至少提供两者之和。",
    "series.short_to_forecast": _short_to_forecast,
    "series.outside": _outside,
    "series.naive": "每一步都用最后一个已知值",
    "series.seasonal_naive": "{season} 步之前的值",
    "series.ridge": _ridge,
}
