"""Chinese sentences of the views of sequences, texts and tables of `lamina explain`."""

from collections.abc import Callable
from typing import Any

from lamina.words.numbers import number

_PARTS = {"train": "训练", "validation": "验证", "test": "测试"}
_DOES = {
    "along": "写作时沿着源文逐步移动",
    "before": "看前一个词元",
    "itself": "看词元自身",
    "after": "看后一个词元",
    "first": "看第一个词元",
    "one": "每次只看一个词元",
    "mixed": "看向各处",
    "even": "平均地看所有词元",
}


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{number(abs(value))}"


def _heads(heads: list[tuple[str, int, float]]) -> str:
    return "、".join(f"{layer} 第 {head} 头（{_share(share)}）" for layer, head, share in heads)


def _follow(v: dict[str, Any]) -> str:
    units = "，".join(f"单元 {unit} 跟随{what}（r = {r:+.2f}）" for unit, what, r in v["units"])
    return f"{v['layer']}：{units}，共 {v['steps']:,} 步。"


def _after(steps: float | None) -> str:
    return "数不清的步数" if steps is None else f"{steps:.1f} 步" if steps < 10 else f"{steps:.0f} 步"


def _kept(v: dict[str, Any]) -> str:
    return (
        f"{v['layer']} 的记忆：中位单元的{v['gate']}每步保留 {_share(v['middle'])}，其内容经过{_after(v['middle_steps'])}剩下一半；"
        f"最持久的单元每步保留 {_share(v['most'])}（经过{_after(v['most_steps'])}剩下一半）。"
    )


def _saturation(v: dict[str, Any]) -> str:
    gates = [(name, low, high) for name, low, high in v["gates"] if low + high >= 0.005]
    if not gates:
        return f"{v['layer']} 没有卡住的门：几乎没有值距 0 或 1 不超过 0.05。"
    told = "，".join(f"{name}有 {_share(low)} 的值关闭、{_share(high)} 全开" for name, low, high in gates)
    return f"在 {v['layer']} 中，{told}（距 0 或 1 不超过 0.05）。"


def _kind(v: dict[str, Any]) -> str:
    more = "" if v["count"] <= len(v["heads"]) else "，最明显的是"
    return f"{v['of']} 个头中有 {v['count']} 个{_DOES[v['kind']]}{more}：{_heads(v['heads'])}。"


def _question(v: dict[str, Any]) -> str:
    if v["task"] == "tag":
        return f"{v['row']}：第 {v['place'] + 1} 个词元为何标为 {v['answer']}？"
    if v["task"] == "masked":
        return f"{v['row']}：第 {v['place']} 个词元处为何填“{v['answer']}”？"
    if v["task"] == "language":
        return f"{v['row']}：下一个为何是“{v['answer']}”？"
    if v["task"] == "translate":
        return f"{v['row']}：为何写出“{v['answer']}”？"
    return f"{v['row']}：为何是 {v['answer']}？"


def _words(words: list[tuple[str, float]]) -> str:
    return "、".join(f"“{word}”（{_signed(value)}）" for word, value in words)


def _found(v: dict[str, Any]) -> str:
    if v["task"] == "tag":
        what = f"第 {v['place'][0]} 个词元“{v['place'][1]}”标为 {v['answer']}（它最没有把握的一个）"
    elif v["task"] == "masked":
        what = f"第 {v['place'][0] - 1} 个词元“{v['place'][1]}”处填“{v['answer']}”"
    elif v["task"] == "language":
        what = f"下一个词元是“{v['answer']}”"
    elif v["task"] == "translate":
        what = f"写出“{v['answer']}”（它最没有把握的词元）"
    else:
        what = v["answer"]
    off = (
        f"（实际为 {v['target']}）"
        if v["target"] and v["task"] in ("classify", "regress") and v["target"] != v["answer"]
        else ""
    )
    pro = f"最支持它的是{_words(v['for_it'])}" if v["for_it"] else "没有词元支持它"
    con = f"；反对它的是{_words(v['against'])}" if v["against"] else ""
    return f"{v['row']}，{what}{off}：{pro}{con}。"


def _trust(v: dict[str, Any]) -> str:
    agrees = "一致" if v["agrees"] >= 0.6 else "部分一致" if v["agrees"] >= 0.2 else "不一致"
    simple = f"梯度 × 输入与之{agrees}（秩相关 {v['agrees']:.2f}）。"
    if v["tokens"] < 8:
        return f"文本太短，无法用打乱的权重检验。{simple}"
    change = f"1 − 秩相关 {v['change']:.2f}"
    if v["change"] >= 0.4:
        return f"权重打乱后，同一文本的词元排序不同（{change}），可见颜色反映了学到的东西。{simple}"
    return f"权重打乱后排序几乎不变（{change}）：不要相信这些颜色，它们可能只反映文本本身。{simple}"


def _adds_up(
    total: float, expected: float | None, residual: float | None, what: str, largest: float = 0.0
) -> str:  # fmt: skip
    if expected is None or residual is None:
        return ""
    if abs(expected) < largest and residual >= 0.05:  # near 0 a share of it would say nothing
        missed = abs(total - expected)
        exact = f"相差 {number(missed)}，为最强一个的 {100 * missed / largest:.2g} %"
    elif residual < 1e-4:
        exact = "误差不到 0.01 %"
    else:
        exact = f"误差 {100 * residual:.2g} %" if residual < 0.05 else f"误差达 {100 * residual:.0f} %，只可粗略参考"
    return f"各数之和为 {number(total)}，{what}之差为 {number(expected)}，{exact}。"


def _past(v: dict[str, Any]) -> str:
    steps = "、".join(
        ("最新一步" if ago == 0 else f"最新一步之前 {ago} 步") + f"（{_signed(value)}）" for ago, value in v["steps"]
    )
    found = f"{v['row']}，{v['name']}：最重要的是{steps}；{v['count']} 步中最新的 {min(v['of'], v['count'])} 步占总量的 {_share(v['newest'])}。"
    if v["season"] is not None:
        found += f"上一周期（{v['season'][0]} 步）的同一步占 {_share(v['season'][1])}。"
    if v["variables"]:
        found += "变量中" + "、".join(f"{name} 占 {_share(share)}" for name, share in v["variables"]) + "。"
    return found


def _past_trust(v: dict[str, Any]) -> str:
    sums = _adds_up(v["total"], v["expected"], v["residual"], f"{v['name']}与始终停在均值的窗口的答案")
    learned = "" if v["change"] is None else (
        f"权重打乱后，重要的是另一些步（1 − 秩相关 {v['change']:.2f}）。" if v["change"] >= 0.4
        else f"权重打乱后，重要的步大致相同（1 − 秩相关 {v['change']:.2f}）：这可能来自网络的构造，而不是学到的。"
    )  # fmt: skip
    return sums + learned


def _fall(value: float, percent: bool) -> str:
    return f"{100 * value:.1f} 个百分点" if percent else number(value)


def _importance(v: dict[str, Any]) -> str:
    unit = "准确率" if v["percent"] else "误差（RMSE，以各目标的标准差计）" if v["several"] else "误差（RMSE）"
    score = f"{100 * v['score']:.1f} %" if v["percent"] else number(v["score"])
    begin = f"在 {v['rows']:,} 行{_PARTS[v['part']]}数据上，{unit}为 {score}。"
    if not v["columns"]:
        return begin + "打乱任何一列的代价都不超过其波动：答案不单独依赖任何一列。"
    (name, fall, spread), *rest = v["columns"]
    more = "、".join(f"{other}（{_fall(loss, v['percent'])}）" for other, loss, _ in rest)
    told = f"打乱 {name} 的代价最大：{_fall(fall, v['percent'])}（± {_fall(spread, v['percent'])}）" + (
        f"，其次是{more}。" if more else "。"
    )
    idle = (
        f"{v['of']} 列中有 {len(v['idle'])} 列的代价不超过波动（{'、'.join(v['idle'][:5])}{'…' if len(v['idle']) > 5 else ''}）。"
        if v["idle"]
        else ""
    )
    return begin + told + idle


def _course(v: dict[str, Any]) -> str:
    low, high = (f"{100 * v[key]:.0f} %" if v["percent"] else number(v[key]) for key in ("low", "high"))
    what = f"{v['line']} 的平均概率" if v["percent"] else f"{v['line']} 的均值"
    return f"所有行的 {v['column']} 都设为 {v['at_low']} 时，{what}为 {low}；设为 {v['at_high']} 时为 {high}。"


def _row(v: dict[str, Any]) -> str:
    cells = "、".join(f"{cell}（{_signed(value)}）" for cell, value in v["cells"])
    sums = _adds_up(v["total"], v["expected"], v["residual"], "此行与平均行")
    held = "类别以学到的向量进入此网络，这里保持不变。" if v["codes"] else ""
    changed = (
        f"权重打乱后排序不同（1 − 秩相关 {v['change']:.2f}）。"
        if v["change"] is not None and v["change"] >= 0.4
        else ""
    )
    return f"{v['row']}，答案 {v['answer']}：最重要的是{cells}。{sums}{changed}{held}"


def _passes(v: dict[str, Any]) -> str:
    kept = "先前词元的键和值被保留，缓存每步增加一个" if v["cached"] else "循环状态继续传递"
    return (
        f"训练时一次读入全部 {v['tokens']} 个目标词元，掩码遮住后面的词元；写作时共 {v['steps']} 步，每步增加一个词元，{kept}。"
        f"对同一文本，两者的权重相同（最大差 {v['apart']:.1g}）。"
    )


def _near(v: dict[str, Any]) -> str:
    words = "；".join(f"“{word}”：{'、'.join(name for name, _ in names)}" for word, names in v["words"])
    learned = f"最近邻的平均余弦为 {v['cosine']:.2f}，打乱后的向量为 {v['chance']:.2f}" + (
        "：远近在这里是有意义的。" if v["cosine"] > v["chance"] + 0.05 else "：不超过偶然，远近在这里没有多少意义。"
    )
    return f"{v['layer']}，{v['count']:,} 个词元，各 {v['size']} 个数。最近邻：{words}。{learned}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "gates.title": "门：记住了什么",
    "gates.paper": "Hochreiter & Schmidhuber 1997；Cho et al. 2014；跟随某物的单元：Karpathy, Johnson & Fei-Fei 2015",
    "gates.name.input": "输入门",
    "gates.name.forget": "遗忘门",
    "gates.name.output": "输出门",
    "gates.name.reset": "重置门",
    "gates.name.update": "更新门",
    "gates.name.candidate": "候选状态",
    "gates.name.cell": "细胞状态",
    "gates.name.hidden": "隐藏状态",
    "gates.unit_with": "单元 {unit} 与{what}",
    "gates.level": "{name}",
    "gates.change": "{name} 的变化",
    "gates.place": "所在位置",
    "gates.since_sign": "距上一个句读的距离",
    "gates.since_blank": "距上一个空格的距离",
    "gates.capital": "大写字母",
    "gates.direction": lambda v: f"{v['layer']} 第 {v['number']} 层" + ("（反向）" if v["reverse"] else ""),
    "gates.row": "所示：{row}；答案：{answer}。",
    "gates.follow": _follow,
    "gates.nobody_follows": "没有单元以 r = {least} 以上跟随输入的大小、变化或位置：它记住的内容分散在许多单元中，或者很少。",
    "gates.kept": _kept,
    "gates.saturation": _saturation,
    "gates.how_to_read": "图中一行是一个单元，一列是一步，按人的阅读顺序；单元按状态最大的那一步排列。门：白为 0，深色为 1。状态：橙色小于 0，蓝色大于 0。步数少时相关可能出于偶然：相信之前请再看另一行。",
    "gates.cut": "只画出 {steps:,} 步中的前 {shown} 步。",
    "gates.alt": "{layer} 的每个门和状态随步变化的热图",
    "gates.alt_units": "{layer} 的单元及其跟随的对象",
    "attention.title": "注意力：谁在看谁",
    "attention.paper": "Vaswani et al. 2017；Bahdanau, Cho & Bengio 2014；头的种类：Clark et al. 2019",
    "attention.row": "所示：{row}；答案：{answer}。",
    "attention.kind": _kind,
    "attention.even": lambda v: (
        f"{v['of']} 个头中有 {v['count']} 个平均地看所有词元（熵至少为均匀分布的 90 %）{'' if v['count'] <= len(v['heads']) else '，其中有'}：{_heads(v['heads'])}。它们在这里不区分词元。"
    ),
    "attention.mixed": lambda v: f"{v['of']} 个头中有 {v['count']} 个看向各处，没有可以命名的规律。",
    "attention.causal": lambda v: (
        f"灰色条纹处被掩码遮住：{v['of']} 个注意力中有 {v['layers']} 个不让词元看后面的词元。"
    ),
    "attention.padding": "文本后面补了 {padded} 个填充词元，如同一批中有更长的文本；它们被掩码遮住（灰色条纹），没有头看那里。",
    "attention.cut": "长文本的带名图只显示前 {shown} 个词元；关于头的说明按全部词元计算。",
    "attention.no_reason": "注意力说明头看向哪里，而不是答案因何而来（Jain & Wallace 2019）；原因请看 tokens 视图。",
    "attention.passes": _passes,
    "attention.own_text": "它自己写出的文本（每步取最可能的词元）与目标不同：“{text}”。",
    "attention.training": "训练：{layer} 第 {head} 头",
    "attention.training_self": "一次读入整个目标；条纹：被遮住，在后面",
    "attention.training_cross": "所有行同时计算；条纹：源文的填充，被遮住",
    "attention.writing": "写作：{layer} 第 {head} 头",
    "attention.writing_self": "一行是一步；有框的是新的键，其前是缓存",
    "attention.writing_cross": "一行是一步；源文只读一次",
    "attention.head": "{layer} 第 {head} 头",
    "attention.does": lambda v: (
        f"{_DOES[v['kind']]}（{_share(v['share'])}）" if v["kind"] not in ("mixed",) else _DOES["mixed"]
    ),
    "attention.row_of_heads": "{layer}：第 0 头 …",
    "attention.small_axes": "纵：谁在看；横：看谁；条纹：被遮住",
    "attention.column.layer": "层",
    "attention.column.which_head": "头",
    "attention.column.what": "在这里做什么",
    "attention.column.evenness": "均匀程度",
    "attention.column.reach": "距离（词元）",
    "attention.alt": "最明显的头的注意力，带词元名称",
    "attention.alt_heads": "每层每头一张小图",
    "attention.alt_training": "训练时解码器的注意力，被遮住处有条纹",
    "attention.alt_writing": "写作时解码器的注意力，一行一步",
    "tokens.title": "为何是这个答案：逐个词元",
    "tokens.paper": "积分梯度：Sundararajan, Taly & Yan 2017；合理性检验：Adebayo et al. 2018",
    "tokens.question": _question,
    "tokens.found": _found,
    "tokens.adds_up": lambda v: _adds_up(
        v["total"], v["expected"], v["residual"], "此文本与只有填充的文本", v["largest"]
    ),
    "tokens.trust": _trust,
    "tokens.how_to_read": "词元的数是它在网络对此答案的输出（softmax 之前）中所占的份额，以同样长度、只有填充的文本为对照。它说明网络用了什么，而不是该不该用。",
    "tokens.colours": "蓝：支持答案；橙：反对答案",
    "tokens.more": "另有 {count} 个词元",
    "tokens.alt": "{row} 的文本，每个词元按其重要性着色",
    "past.title": "哪些过去的步重要",
    "past.paper": "积分梯度：Sundararajan, Taly & Yan 2017；合理性检验：Adebayo et al. 2018",
    "past.ago": "距最新一步的步数",
    "past.forecast": "预测",
    "past.logit": "对数几率",
    "past.found": _past,
    "past.trust": _past_trust,
    "past.how_to_read": "每根柱表示某一步偏离训练均值使答案移动多少，以答案自身的单位计（类别为 softmax 之前）：蓝色向上，橙色向下。多个变量时每个变量一条，颜色按数值的平方根，使小的也看得见。",
    "past.alt": "{row} 的窗口以及每一步的重要性",
    "columns.title": "哪些列重要",
    "columns.paper": "置换重要性：Breiman 2001；部分依赖：Friedman 2001；单行：Sundararajan, Taly & Yan 2017",
    "columns.no_rows": "没有找到运行自己的数据行，因此略去重要性与部分依赖；请给出运行的文件夹，并保留其数据。",
    "columns.importance": _importance,
    "columns.chance": lambda v: (
        f"检验：权重打乱后，各列代价最大的是 {v['column']}，为 {_fall(v['fall'], v['percent'])}。"
    ),
    "columns.importance_title": "打乱一列的代价",
    "columns.importance_under": lambda v: (
        f"{_PARTS[v['part']]}，{v['rows']:,} 行 · {'准确率的百分点' if v['percent'] else '误差的上升'} · {v['repeats']} 次"
    ),
    "columns.course": _course,
    "columns.together": "打乱的是任何预处理之前的原始列，因此一个类别列就是一列。彼此相关的列会互相掩盖：单独打乱时，每一列似乎都不重要；部分依赖此时问的是并不存在的行。单行的条形图里，蓝色支持该回答（对数值：使其变大），橙色反对；灰色细线是波动范围。",
    "columns.missing": "缺失",
    "columns.unseen": "未见过",
    "columns.row": _row,
    "columns.row_title": "{row}：{answer}",
    "columns.row_under": lambda v: "与平均行相比，以目标的单位计" if v["numeric"] else "与平均行相比，softmax 之前",
    "columns.dependence_under": lambda v: f"{v['line']} 的{'平均概率' if v['percent'] else '均值'} · ▲ 所看的行",
    "columns.alt_importance": "柱状图：打乱每一列的代价",
    "columns.alt_dependence": "沿最重要的列的平均答案",
    "columns.alt_row": "柱状图：{row} 中每一列的重要性",
    "vectors.title": "学到的向量：谁与谁相近",
    "vectors.paper": "Mikolov et al. 2013；地图：主成分（Pearson 1901）",
    "vectors.near": _near,
    "vectors.analogies": lambda v: (
        "类比："
        + "；".join(f"{a} 之于 {b}，如同 {c} 之于 {'或'.join(found)}" for a, b, c, found in v["answers"])
        + "。"
    ),
    "vectors.how_to_read": "地图只保留方差最大的两个方向上的远近；表中计入所有的数。向量相近说明网络同样对待这些词元，不一定意思相同。",
    "vectors.map": "{layer}",
    "vectors.map_under": "{words:,} 个常见词元；其方差的 {share:.0%}",
    "vectors.alt": "{layer} 中常见词元的向量地图",
    "vectors.word": "词元",
    "vectors.neighbours": "最近邻及余弦",
}
