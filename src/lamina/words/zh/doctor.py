"""Chinese sentences of the doctor: a finding, its name, what to do about it, and what its page says around them."""

from collections.abc import Callable
from typing import Any

from lamina.words.numbers import metric_text, number
from lamina.words.zh.evaluation import METRICS

_HOW = {"small": "太小", "large": "太大"}

MOST_NAMED = 5  # columns in a sentence


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share < 0.995 or share == 1 else f"{100 * share:.1f} %"


def _times(factor: float) -> str:
    """A ratio as people read it: 1/2,000 or 3,000."""
    if factor == 0:
        return "0"
    if 1 <= factor < 99.5:
        return f"{factor:.2g}"
    return f"1/{number(float(f'{1 / factor:.2g}'))}" if factor < 1 else number(float(f"{factor:.2g}"))


def _layers(names: list[str]) -> str:
    if len(names) > 4:
        return f"层 {names[0]} 到 {names[-1]}（共 {len(names)} 层）"
    return "层 " + "、".join(names)


def _fed(v: dict[str, Any]) -> str:
    return f"（在 {v['fed_by']} 之后）" if v["fed_by"] else ""


def _unfit(v: dict[str, Any]) -> str:
    fit = "" if v["activation"] == "identity" else f"对 {v['activation']} 来说"
    return f"{_layers(v['layers'])} 的初始权重{fit}{_HOW[v['how']]}：增益为 {number(v['gain'])}，而 {number(v['fitting'])} 才能保持信号大小；逐层相乘后为 {_times(v['product'])}。"


def _rate_too_high(v: dict[str, Any]) -> str:
    did = {"broke": "损失变成 NaN 或无穷大", "worse": "损失不比没有网络更好", "spikes": "损失一再突然上升"}[v["how"]]
    rate = f"（{v['rate']:.3g}）" if v["rate"] else ""
    grown = f"，权重增大到原来的 {_times(v['growth'])} 倍" if v["growth"] > 2 else ""
    change = f"{_times(v['change'])} 倍" if v["change"] >= 2 else _percent(v["change"])
    return f"学习率{rate}太高：一次更新使权重改变多达自身大小的 {change}{grown}，{did}{_from_to(v)}。"


def _from_to(v: dict[str, Any]) -> str:
    if "first" not in v:
        return ""
    chance = f"；随机水平为 {number(v['chance'])}" if "chance" in v else ""
    if v["first"] == v["last"]:
        return f"（第一轮后 {number(v['first'])}{chance}）"
    return f"（第一轮后 {number(v['first'])}，最后一轮后 {number(v['last'])}{chance}）"


def _rate_too_low(v: dict[str, Any]) -> str:
    rate = f"（{v['rate']:.3g}）" if v["rate"] else ""
    return f"学习率{rate}太低：{v['steps']:,} 次更新中，没有一层的改变超过自身大小的 {v['travelled']:.2g}，损失几乎没有下降{_from_to(v)}。"


def _overfitting(v: dict[str, Any]) -> str:
    if v["memorised"]:
        return f"过拟合：训练行被死记硬背（损失 {number(v['train'])}），但对其他行毫无作用：最好的验证损失 {number(v['best'])} 只是随机水平。"
    if v["kept"]:
        return f"过拟合：训练行被死记硬背（损失 {number(v['train'])}），第 {v['best_epoch']} 轮之后对其他行不再有帮助：验证损失停在 {number(v['last'])}。"
    return f"过拟合：第 {v['best_epoch']} 轮之后，验证损失从 {number(v['best'])} 升到 {number(v['last'])}，而训练损失降到 {number(v['train'])}。保留的是第 {v['best_epoch']} 轮的权重。"


def _underfitting(v: dict[str, Any]) -> str:
    own, other = (metric_text(v["metric"], v[name]) for name in ("score", "baseline_score"))
    more = "损失仍在下降。" if v["falling"] else ""
    return f"欠拟合：即使在训练行上仍剩下随机水平损失的 {_percent(v['left'])}，而基线 {v['baseline']} 更好（{METRICS.get(v['metric'], v['metric'])} {other}，本网络 {own}）。{more}"


def _leakage(v: dict[str, Any]) -> str:
    if "terms" in v:
        return f"泄漏：{_quoted(v['terms'])}的和或差就给出答案的 {_gave(v)}。使用模型时这些列都会知道吗？"
    also = f"（还有 {'、'.join(v['features'][1:4])}）" if len(v["features"]) > 1 else ""
    return f"泄漏：仅“{v['where']}”就给出答案的 {_gave(v)}{also}。使用模型时会知道它吗？"


def _gave(v: dict[str, Any]) -> str:
    """A share near 1 to as many digits as show that it is not 1."""
    return f"{100 * v['score']:.{2 if 0.999 <= v['score'] < 1 else 1}f} %"


def _quoted(names: list[str]) -> str:
    told = "、".join(f"“{name}”" for name in names[:MOST_NAMED])
    return f"{told}等 {len(names)} 列" if len(names) > MOST_NAMED else told


def _chance(v: dict[str, Any]) -> str:
    simple = ""
    if v.get("part") == "validation":
        return f"学到的东西对其他行毫无作用：最好的验证损失 {number(v['loss'])} 不比不看输入的回答（{number(v['chance'])}）好。"
    if "baseline" in v:
        simple = f"基线 {v['baseline']} 从同样的行中学到了东西（{METRICS.get(v['metric'], v['metric'])} {metric_text(v['metric'], v['baseline_score'])}），可见有规律可学。"
    return f"损失停在随机水平：最好的 {number(v['loss'])} 不比不看输入的回答（{number(v['chance'])}）好。{simple}"


def _not_normalised(v: dict[str, Any]) -> str:
    what = v["feature"] or v["input"]
    told = {
        "small": f"其大小为 {number(v['figure'])}，而网络期望约为 1：各行的差别很快被偏置淹没",
        "size": f"其大小为 {number(v['figure'])}，而网络期望约为 1（最大：{what}）",
        "unlike": f"{what} 的变化幅度是其他特征的 {_times(v['figure'])} 倍",
        "far": f"{what} 偏离 0 达自身标准差的 {_times(v['figure'])} 倍",
    }[v["how"]]
    return f"输入没有标准化：{told}。"


def _in_order(v: dict[str, Any]) -> str:
    how = "相邻行的目标相关"
    if v["purity"] is not None:
        how = f"每批 {v['batch_size']} 行大多属于同一类（纯度 {v['purity']:.2f}；打乱后为 {v['expected']:.2f}）"
    return f"数据没有打乱：每一轮的顺序相同，且{how}。"


def _gap(v: dict[str, Any]) -> str:
    return f"训练与评估成了两个网络：同样的行在训练模式下损失为 {number(v['loss'])}，在评估模式下为 {number(v['evaluating'])}。批归一化 {v['where']} 的滑动统计量与各批相差 {number(v['mean_gap'])} 个标准差，方差相差 {number(v['variance_gap'])} 倍。"


def _not_finite(v: dict[str, Any]) -> str:
    part = "验证损失" if v["part"] == "validation" else "损失"
    where = {
        "input": f"输入“{v['layer']}”中有非有限的值", "target": "目标中有非有限的值",
        "weights": f"层 {v['layer']} 的权重被前一次更新破坏", "output": f"始于层 {v['layer']} 的输出",
        "gradient": f"始于层 {v['layer']} 的梯度", "loss": "输出是有限的，损失本身不是",
    }[v["what"]]  # fmt: skip
    return f"{part}在第 {v['epoch']} 轮第 {v['step']} 步不再是有限的数：{where}。"


def _class_ignored(v: dict[str, Any]) -> str:
    names = "、".join(f"“{name}”" for name in v["classes"][:5])
    return f"{len(v['classes'])} 个少见的类别被放弃：{names}。“{v['where']}”占训练行的 {_percent(v['share'])}，其中 {_percent(v['recall'])} 回答正确；“{v['common']}”（占 {_percent(v['common_share'])}）为 {_percent(v['common_recall'])}。"


def _labels(v: dict[str, Any]) -> str:
    shown = "；".join(f"{name}：“{label}”，更像“{answer}”" for name, label, answer, _ in v["shown"][:5])
    more = f"；另有 {v['count'] - 5} 行" if v["count"] > 5 else ""
    learned = f"，其中 {v['learned']} 行还是学过的" if v["learned"] else ""
    return f"{v['count']} 个标签可疑：网络在最有把握之处也出错，如同有 {100 * v['share']:.1f} % 的标签是错的{learned}。{shown}{more}。"


def _unused(v: dict[str, Any]) -> str:
    how = {
        "no_gradient": "得不到梯度，因此从不学习", "alike": f"的向量几乎都相同（平均余弦 {v['figure']:.2f}）",
        "unseen": f"大多未被读到：词表的 {_percent(v['figure'])} 不出现在任何训练行中",
    }[v["how"]]  # fmt: skip
    return f"嵌入 {v['where']} {how}。"


def _collapsed(v: dict[str, Any]) -> str:
    return f"{v['where']} 的注意力坍缩：每个查询只看至多 {v['keys']} 个词元中的一个（熵为最大值的 {_percent(v['entropy'])}），这样的 softmax 没有梯度通过。"


def _step(v: dict[str, Any]) -> str:
    since = "从一开始" if not v["since"] else f"自第 {v['since']:,} 步（第 {v['epoch']:,} 轮）起"
    return f"{since}；把握 {v['share']}"


def _follows(v: dict[str, Any]) -> str:
    named = [name + (f"（{'、'.join(places)}）" if places else "") for name, places in v["faults"]]
    return f"由此引起：{'、'.join(named)}。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "doctor.vanishing_gradient": lambda v: (
        f"没有梯度到达{_layers(v['layers'])}：它们的计算没有到达答案，或其后的某一层什么都不放过。"
        if v["ratio"] == 0
        else f"梯度在向前传回时消失：在{_layers(v['layers'])}至多只有 {v['depth']} 个带权重的层末端的 {_times(v['ratio'])}，因此它们几乎不学习。"
    ),
    "doctor.exploding_gradient": lambda v: (
        f"梯度在向前传回时爆炸：在 {v['where']} 是 {v['depth']} 个带权重的层末端的 {_times(v['ratio'])} 倍。"
    ),
    "doctor.vanishing_in_time": lambda v: (
        f"梯度随时间消失：在 {v['where']}，往回 {v['steps']} 步的一半处只有最新各步的 {_times(v['ratio'])}，而训练没有学到东西。"
    ),
    "doctor.exploding_in_time": lambda v: (
        f"梯度随时间爆炸：在 {v['where']}，往回 {v['steps']} 步的一半处是最新各步的 {_times(v['ratio'])} 倍。"
    ),
    "doctor.dead_relu": lambda v: (
        f"死亡的 ReLU：{v['where']}{_fed(v)} 的 {v['units']} 个单元中有 {v['dead']} 个（{_percent(v['share'])}）对每一行都回答 0，不再学习。"
    ),
    "doctor.saturated": lambda v: (
        f"{v['activation']} 饱和：{v['where']}{_fed(v)} 的输出有 {_percent(v['share'])} 处在边界，斜率几乎为 0；{_percent(v['stuck'])} 的单元对每一行都如此。"
    ),
    "doctor.stuck_gates": lambda v: (
        f"{v['where']} 的门卡住："
        + "、".join(f"{name}（{_percent(share)} 的值在边界）" for name, share in v["gates"].items())
        + "。"
    ),
    "doctor.unfit_start": _unfit,
    "doctor.units_alike": lambda v: (
        f"{_layers(v['layers'])} 的各单元以相同的权重开始，得到相同的梯度，因此始终是同一个单元的多份拷贝。"
    ),
    "doctor.rate_too_high": _rate_too_high,
    "doctor.rate_too_low": _rate_too_low,
    "doctor.overfitting": _overfitting,
    "doctor.underfitting": _underfitting,
    "doctor.stuck_at_chance": _chance,
    "doctor.not_normalised": _not_normalised,
    "doctor.in_order": _in_order,
    "doctor.batch_norm_tiny": lambda v: (
        f"批归一化 {v['where']} 在每批 {v['batch_size']} 行中每个通道只有 {v['values']} 个数：其均值和方差大多是噪声。"
    ),
    "doctor.evaluation_gap": _gap,
    "doctor.class_ignored": _class_ignored,
    "doctor.suspicious_labels": _labels,
    "doctor.leakage": _leakage,
    "doctor.shared_rows": lambda v: (
        f"{v['rows']:,} 行留出数据中有 {v['count']:,} 行（{_percent(v['share'])}，{v['where']}）也在训练行中，因此得分过高。"
    ),
    "doctor.padding_attended": lambda v: (
        f"注意力看了填充：{v['where']} 的查询把 {100 * v['mass']:.1f} % 的权重放在文本结尾之后，回答因此取决于同批的其他文本。"
        if "mass" in v
        else f"填充参与了回答：在 {v['where']} 之后增加填充，回答改变达其标准差的 {_percent(v['effect'])}，因此取决于同批的其他文本。"
    ),
    "doctor.attention_collapsed": _collapsed,
    "doctor.embedding_unused": _unused,
    "doctor.not_finite": _not_finite,
    "doctor.loss_scale": "float16 的损失缩放降到 {scale:.2g}：梯度一再溢出，小的梯度丢失。",
    "doctor.large_head": lambda v: (
        f"输出头比网络其余部分都重：{v['where']} 占权重的 {_percent(v['share'])}，从 {v['rows']:,} 行的每一行接收 {v['inputs']:,} 个数，因此能把它们背下来。"
    ),
    "doctor.softmax_twice": lambda v: (
        "网络的回答已是和为 1 的概率，而交叉熵又对它取一次 softmax：任何回答的把握都不超过 e 比 1，梯度始终很小。"
        if v.get("axis", "classes") == "classes"
        else "网络的回答是在一批的各行上取的 softmax，轴错了：它们在各行上的和为 1，每行的回答都取决于同批的其他行，而交叉熵又对它取一次 softmax。"
    ),
    "doctor.bounded_output": lambda v: (
        f"回答经过 {v['activation']}（{v['where']}），得不到"
        + ("负数" if v["how"] in ("negative", "never_less") else "超出其界限的数")
        + {
            "never_less": "：损失要的是可正可负的 logit，某一类的 logit 若对每一行都为 0，就不再学习。",
            "unsure": "：损失要的是 logit，并会自己压缩它，所以任何回答都不会有把握，梯度始终很小。",
        }.get(v["how"], "：一部分目标无法达到。")
    ),
    "doctor.decay_too_strong": lambda v: (
        f"权重衰减（{v['decay']:g}）太强：一次更新的 {_percent(v['share'])} 只是在缩小权重，忘得比学得快。"
    ),
    "doctor.dropout_too_strong": lambda v: (
        f"dropout 太强（{_layers(v['layers'])}）：同样的行，用它时损失为 {number(v['loss'])}，不用时为 {number(v['evaluating'])}，几乎学不到东西。"
    ),
    "doctor.name.vanishing_gradient": "梯度消失",
    "doctor.name.exploding_gradient": "梯度爆炸",
    "doctor.name.vanishing_in_time": "梯度随时间消失",
    "doctor.name.exploding_in_time": "梯度随时间爆炸",
    "doctor.name.dead_relu": "死亡的 ReLU",
    "doctor.name.saturated": "饱和的单元",
    "doctor.name.stuck_gates": "卡住的门",
    "doctor.name.unfit_start": "不合适的初始权重",
    "doctor.name.units_alike": "完全相同的单元",
    "doctor.name.rate_too_high": "过大的更新",
    "doctor.name.rate_too_low": "几乎不动的权重",
    "doctor.name.overfitting": "过拟合",
    "doctor.name.underfitting": "欠拟合",
    "doctor.name.stuck_at_chance": "停在随机水平的损失",
    "doctor.name.not_normalised": "没有标准化的输入",
    "doctor.name.in_order": "没有打乱的数据",
    "doctor.name.batch_norm_tiny": "数太少的批归一化",
    "doctor.name.evaluation_gap": "训练与评估的差距",
    "doctor.name.class_ignored": "被放弃的少见类别",
    "doctor.name.suspicious_labels": "可疑的标签",
    "doctor.name.leakage": "泄漏",
    "doctor.name.shared_rows": "同时在两个部分中的行",
    "doctor.name.padding_attended": "对填充的注意力",
    "doctor.name.attention_collapsed": "坍缩的注意力",
    "doctor.name.embedding_unused": "未使用的嵌入",
    "doctor.name.not_finite": "不再有限的损失",
    "doctor.name.loss_scale": "缩小的损失缩放",
    "doctor.name.large_head": "过重的输出头",
    "doctor.name.softmax_twice": "重复的 softmax",
    "doctor.name.bounded_output": "达不到目标的回答",
    "doctor.dropout_on_answers": "dropout 是网络的最后一层（{where}）：训练时它随机把回答设为 0，不管学到了什么。",
    "doctor.rows_alike": "从 {where}（{type}）起，所有行看起来都一样，网络对所有行给出同一个回答：各行的差别在那里丢失了。",
    "doctor.clipped_away": lambda v: (
        f"梯度被裁剪殆尽：它的范数约为 {number(v['norm'])}，裁剪到 {v['clip']:.3g} 后只剩 {_times(1 / v['times'])}，权重几乎不动。"
    ),
    "doctor.warm_up_unfinished": "预热没有结束：它需要 {warmup:g} 轮，而训练只有 {epochs} 轮。学习率只升到 {rate:.2g}（要求的是 {asked:.2g}），几乎没有学到什么。",
    "doctor.frozen_layers": lambda v: (
        f"{_percent(v['share'])} 的参数被冻结（{_layers(v['layers'])}），还在学习的部分太少：冻结的参数停在随机初始值，或别处学到的值。"
    ),
    "doctor.name.dropout_on_answers": "对回答的 dropout",
    "doctor.name.rows_alike": "看起来都一样的行",
    "doctor.name.clipped_away": "被裁剪殆尽的梯度",
    "doctor.name.warm_up_unfinished": "没有结束的预热",
    "doctor.name.frozen_layers": "冻结的层",
    "doctor.all_linear": lambda v: (
        f"各层之间什么都没有：{_quoted(v['layers'])}前后相接而没有激活函数，合起来只相当于一个线性层。"
    ),
    "doctor.name.all_linear": "没有激活函数的各层",
    "doctor.name.decay_too_strong": "太强的权重衰减",
    "doctor.name.dropout_too_strong": "太强的 dropout",
    "doctor.do.logits": "去掉网络最后的 softmax：损失和回答会自己取。",
    "doctor.do.linear_output": "让网络以全连接层结束，不加激活函数。",
    "doctor.do.no_last_dropout": "让网络以全连接层结束；dropout 应放在它之前。",
    "doctor.do.rows_apart": "检查这一层，以及 forward 在它之前做了什么：对第 0 轴取平均、最大值或求和，就是对各行取。",
    "doctor.do.clip_less": "裁剪到更大的范数，使平常的梯度保持原样，只裁掉罕见的大梯度。",
    "doctor.do.shorter_warm_up": "预热不超过训练的十分之一。",
    "doctor.do.thaw": "让这些层学习（requires_grad），或从在类似数据上学到的权重开始。",
    "doctor.do.activate": "在除最后一层外的每一层之后加激活函数（ReLU、tanh）。",
    "doctor.do.less_smoothing": "减小标签平滑：每个标签不要大部分分摊到所有类别。",
    "doctor.do.less_augmentation": "减弱数据增强：增强后的训练行比留出的行更难。",
    "doctor.do.less_decay": "使用较小的权重衰减。",
    "doctor.do.less_dropout": "使用较小的 dropout。",
    "doctor.do.connect_layers": "检查网络的 forward：这些层的输出被 detach，或没有用到。",
    "doctor.do.clip": "把梯度的范数裁剪到 {norm:g}；增益与激活函数相配的初始权重可防止它增长。",
    "doctor.do.unsquash": "用 ReLU 一类的激活函数代替 sigmoid 和 tanh，减少层数，或加归一化、跨层连接。",
    "doctor.do.gated": "使用带门的网络（lstm、gru），让误差通过；或缩短窗口。",
    "doctor.do.shorter": "门控已经有了；请缩短读入与回答之间的步数（更短的窗口或文本），或训练更久。",
    "doctor.do.gates": "让各门的偏置从接近 0 开始（遗忘门从 1 开始），输入和学习率保持较小。",
    "doctor.do.he": "按 He 规则抽取权重，偏置为 0。",
    "doctor.do.alive": "使用较小的学习率，或 leaky ReLU。",
    "doctor.do.xavier": "按 Xavier 规则抽取权重，使加权和落在函数有斜率之处。",
    "doctor.do.moving": "使用较小的学习率，或 ReLU。",
    "doctor.do.initialise": lambda v: (
        "按适合激活函数的规则抽取权重" + ("。" if v["scheme"] == "auto" else f"（{v['scheme']}）。")
    ),
    "doctor.do.slower": lambda v: "使用较小的学习率" + (f"，例如 {v['rate']:.3g}。" if v["rate"] else "。"),
    "doctor.do.faster": "使用较大的学习率，例如 {rate:.3g}。",
    "doctor.do.bound": lambda v: (
        "更多的数据最有效；否则用更强的权重衰减、dropout 或较小的网络"
        + ("，或图像增强。" if v["kind"] == "images" else "。")
    ),
    "doctor.do.chance": "检查数据行与目标是否对应，网络的输出是否取决于输入，并试试其他学习率。",
    "doctor.do.longer": "训练更多轮。",
    "doctor.do.longer_vectors": "训练更多轮，或用更小的批次：词向量先学会每个词出现的频率，然后才学会哪些词在一起出现。",
    "doctor.do.larger": "使用更大的网络、较小的权重衰减和 dropout，或其他学习率。",
    "doctor.do.scale": "把输入缩放到均值 0、标准差 1。",
    "doctor.do.shuffle": "每一轮重新打乱数据行，Lamina 自己的批就是这样。",
    "doctor.do.larger_batch": "每批使用 {size} 行或更多，或使用只看一行的归一化（层归一化、组归一化）。",
    "doctor.do.running_statistics": "让批归一化的动量接近 0.1，使统计量跟得上，并训练足够多的步；训练行应与验证行相似。",
    "doctor.do.weigh": "给类别加权，或收集更多少见类别的行。",
    "doctor.do.relabel": "查看这些行，更正标签或把它们去掉。",
    "doctor.do.leave_out": "去掉使用模型时不会知道的内容。",
    "doctor.do.leave_some_out": lambda v: (
        f"去掉{_quoted(v['terms'])}中使用模型时不会知道的列（--ignore 列名）；缺了其中任何一列，和就不再说明答案。"
    ),
    "doctor.do.deduplicate": "从其中一个部分去掉这些拷贝，或按它们共有的列划分（group）。",
    "doctor.do.mask": "在注意力中屏蔽填充；把长度交给网络。",
    "doctor.do.attention": "把分数除以宽度的平方根，查询与键的初始权重取小，用较小的学习率预热。",
    "doctor.do.connect": "检查网络的 forward：嵌入的输出没有到达答案，或被 detach。",
    "doctor.do.smaller_vocabulary": "使用训练行中出现的词表。",
    "doctor.do.look_at_data": "查看数据：lamina data DATA 会指出非有限的值。",
    "doctor.do.finite": "只对正数取对数和商，使用较小的学习率，并裁剪梯度。",
    "doctor.do.precision": "使用 bfloat16 或 float32。",
    "doctor.do.pool": "在全连接层之前做池化或加大步幅，或对位置取平均。",
    "doctor.since": _step,
    "doctor.follows": _follows,
    "doctor.try_it": "试一试：{command}",
    "doctor.well": lambda v: (
        f"在曲线（{v['epochs']:,} 轮）、数据与答案中没有发现问题。"
        if not v["readings"]
        else f"{'目前没有看到故障' if v['short'] else '一切看来正常'}：在训练的 {v['readings']:,} 次读数"
        + (f"（{v['layers']:,} 层）" if v["layers"] else "")
        + f"、曲线（{v['epochs']:,} 轮）、数据与答案中查找了 {v['rules']} 种故障。"
    ),
    "doctor.too_early": "还无法判断：运行在第一轮和第一次读数（health.jsonl）之前就停止了，或刚刚开始。请稍后再试；如果训练已不在进行，用 lamina resume RUN 继续。",
    "doctor.no_readings": "这次运行没有各层的读数（health.jsonl）：由 `lamina train --no-doctor` 训练，或早于诊断功能，或在第一次读数之前停止，或文件已损坏。曲线、得分和数据可以判断，网络内部不能。",
    "doctor.of_vectors": "词向量只有两张表可看：它们的更新、梯度和相似程度，以及损失与只知词频的损失之比。向量好不好，要看人的判断（lamina evaluate RUN wordsim353.tsv），训练中的数字说明不了。",
    "doctor.one_reading": "运行在第一次读数之后就停止了：训练中的变化无法判断。",
    "doctor.short": "训练很短（{steps:,} 次更新，{epochs:g} 轮）：还无法判断它是否在学习。",
    "doctor.unfinished": "运行尚未完成：得分和单行数据会说明什么，还不知道。",
    "doctor.line": "诊断：{sentence}详见：{command}",
    "doctor.section": "诊断",
    "doctor.trying": "试用第一条建议：从同一种子开始两次 {epochs} 轮的训练，一次照旧，另一次使用 {change}。",
    "doctor.tried": lambda v: (
        f"{v['label']}：照旧 {v['before']}，采用建议后 {v['after']}"
        + {"better": "：更好。", "worse": "：更差。", "same": "：没有差别。", "": "。"}[v["verdict"]]
    ),
    "doctor.still": "采用建议后故障仍在。",
    "doctor.gone": "采用建议后故障消失。",
    "doctor.broke": "停止（非有限值）",
    "doctor.nothing_to_try": "没有可试的设置改动：{why}",
    "doctor.why_well": "一切看来正常。",
    "doctor.why_words": "要改的是数据或网络自身的代码。",
    "doctor.training_loss": "训练损失",
    "doctor.validation_loss": "验证损失",
    "doctor.option_try": "做两次短的训练，一次照旧，一次采用第一条建议，并显示差别。",
}
