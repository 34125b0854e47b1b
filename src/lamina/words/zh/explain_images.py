"""Chinese sentences of the views of `lamina explain` that look at images."""

from collections.abc import Callable
from typing import Any


def _percent(share: float) -> str:
    """42 %, 0.3 %; never 0 or 100 where it is not."""
    value = 100 * share
    if 0 < value < 1 or 99 < value < 100:
        return f"{value:.2g} %" if value < 1 else f"{min(value, 99.9):.1f} %"
    return f"{value:.0f} %"


def _taken(share: float) -> str:
    return _percent(max(0.0, share)) if share > -0.005 else f"-{_percent(-share)}"


def _verdict(most: float) -> str:
    """How much of the claim is true."""
    if most < 0.1:
        return "这种说法几乎不成立"
    return "这种说法部分成立，特征图远非不变" if most < 0.6 else "这种说法大体成立"


def _movement(v: dict[str, Any]) -> str:
    if v["kind"] == "shift":
        return f"平移 {v['amount']:g} 像素"
    return f"旋转 {v['amount']:g} 度" if v["kind"] == "turn" else f"缩放为 {v['amount']:g} 倍"


def _changed(v: dict[str, Any]) -> str:
    return f" {v['layer']} 之后的特征图" if v["layer"] else "网络的输出"


def _beside(v: dict[str, Any]) -> str:
    (one, other), (middle, middle_other), (lost, lost_other) = v["names"], v["middle"], v["aliased"]
    more = "与之相当" if abs(middle - middle_other) < 0.02 else "较多" if middle > middle_other else "较少"
    found = f"与 {other} 相比，{one} 的滤波器能量在中频{more}：{_percent(middle)} 与 {_percent(middle_other)}。"
    same = abs(lost - lost_other) < 0.02
    worse = "两者的步幅混叠相当" if same else f"{one if lost > lost_other else other} 混叠更多"
    return f"{found}{worse}：{one} 的步幅 {v['stride'][0]} 留不住 {_percent(lost)} 的能量，{other} 的步幅 {v['stride'][1]} 留不住 {_percent(lost_other)}。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "explain.images.answered": "回答：{answer}",
    "explain.images.head.stage": "阶段",
    "explain.images.head.maps": "图数",
    "explain.images.head.size": "大小",
    "explain.images.head.zeros": "零值",
    "explain.images.head.dark": "全暗",
    "explain.images.head.repeats": "重复",
    "explain.images.maps_title": "特征图",
    "explain.images.stage": "{channels} 张 {height} x {width} 的特征图",
    "explain.images.stage_some": "{channels} 张 {height} x {width} 特征图中最强的 {shown} 张",
    "explain.images.maps_alt": "{row} 在各阶段的特征图：{stages}",
    "explain.images.maps_flow": "从 {first} 到 {last}，特征图由 {size} 缩小到 {small}，张数由 {maps} 变为 {then}：“在哪里”逐渐变为“是什么”。",
    "explain.images.maps_broken": lambda v: (
        f"{v['layer']} 是最早出现 NaN 或无穷的阶段（占 {_percent(v['share'])}，以紫色画出）：其后的数值不再有意义。"
    ),
    "explain.images.maps_dark": lambda v: (
        f"{v['layer']} 的 {v['maps']} 张特征图中有 {v['dark']} 张"
        + (f"对全部 {v['rows']} 行" if v["rows"] > 1 else "对这一行")
        + "都是暗的：没有什么能激活它们（若对每一行都如此，即为死单元）。"
    ),
    "explain.images.maps_zeros": lambda v: (
        f"最稀疏的阶段是 {v['layer']}：{_percent(v['share'])} 的值恰好为零，这是整流留下的。"
    ),
    "explain.images.maps_repeat": lambda v: (
        f"{v['layer']} 的 {v['maps']} 张特征图中有 {v['repeats']} 张几乎重复另一张（相关系数大于 0.95），提供的新信息很少。"
    ),
    "explain.images.maps_read": lambda v: (
        "白色为 0，蓝色为正，橙色为负；同一阶段的特征图用同一尺度，下面是编号。"
        + (f"多于 {v['most']} 张的阶段只显示最强的 {v['most']} 张。" if v["most"] else "")
        + (f"单看一张，以及什么激活它、它看到什么：--layer {v['layer']} --unit {v['unit']}。" if v["layer"] else "")
    ),
    "explain.images.filters_title": "第一层的滤波器",
    "explain.images.filters_alt": "{layer} 的 {count} 个滤波器，及其低、中、高频所占比例",
    "explain.images.filters_all": "{layer}：{count} 个 {height} x {width} 的滤波器",
    "explain.images.filters_some": "{layer}：{count} 个 {height} x {width} 滤波器中最强的 {shown} 个",
    "explain.images.chance_mark": "黑线：纯随机滤波器的比例",
    "explain.images.band.low": "低频",
    "explain.images.band.middle": "中频",
    "explain.images.band.high": "高频",
    "explain.images.aliased": "混叠",
    "explain.images.filters_small": lambda v: (
        f"{v['layer']} 的滤波器太小，无法判断是否缺少某些频率：任何 {v['height']}x{v['width']} 的滤波器，无论学到什么，中频能量都不会超过 {_percent(v['most'])}（这里：低频 {_percent(v['low'])}，中频 {_percent(v['middle'])}，高频 {_percent(v['high'])}）。"
    ),
    "explain.images.filters_chance": lambda v: (
        f"{v['layer']} 的滤波器看起来是随机的：能量 {_percent(v['low'])} 在低频、{_percent(v['middle'])} 在中频、{_percent(v['high'])} 在高频，与噪声无法区分（权重太少，或几乎没有学到图案）。"
    ),
    "explain.images.filters_missing": lambda v: (
        f"缺少中频，与 Zeiler 和 Fergus 在 AlexNet 中的发现一致：{v['layer']} 的滤波器能量有 {_percent(v['low'])} 在低频、{_percent(v['high'])} 在高频，中间只有 {_percent(v['middle'])}（随机时为 {_percent(v['chance'])}）。"
    ),
    "explain.images.filters_middle": lambda v: (
        f"中频存在，与 Zeiler 和 Fergus 所见的 AlexNet 不同：{v['layer']} 的滤波器能量有 {_percent(v['low'])} 在低频、{_percent(v['middle'])} 在中频、{_percent(v['high'])} 在高频（随机时中频为 {_percent(v['chance'])}）。"
    ),
    "explain.images.filters_kept": "没有混叠：{layer} 逐像素滑动（步长 1），不丢失任何频率。",
    "explain.images.filters_aliased": lambda v: (
        f"{v['layer']} 的步长 {v['stride']} 只能保留周期大于 {v['pixels']} 像素的波：滤波器能量的 {_percent(v['share'])} 更快，会变成虚假的慢波（混叠）。"
        + (
            f"若步长为 {v['slower']}（ZFNet 以此取代 AlexNet 的 4），则为 {_percent(v['there'])}。"
            if v["slower"] == 2
            else "若步长为 1 则完全没有。"
        )
    ),
    "explain.images.filters_beside": _beside,
    "explain.images.filters_size": "大小",
    "explain.images.filters_stride": "步幅",
    "explain.images.filters_read": "低、中、高频是到像素所能表示的最快波（每像素半个周期）的三等分。三通道的滤波器以灰色为中心用彩色显示，其余蓝色为正、橙色为负。",
    "explain.images.invariance_title": "平移、旋转、缩放",
    "explain.images.moved_alt.shift": "图像平移时答案和特征图的变化",
    "explain.images.moved_alt.turn": "图像旋转时答案和特征图的变化",
    "explain.images.moved_alt.scale": "图像缩放时答案和特征图的变化",
    "explain.images.amount.shift": "向右平移的像素数",
    "explain.images.amount.turn": "旋转的角度",
    "explain.images.amount.scale": "缩放倍数",
    "explain.images.answer_change": "答案的平均变化（原单位）",
    "explain.images.answer_kept": "保持答案的行",
    "explain.images.maps_change": "特征图的变化：|移动后 - 移动前| / |移动前|",
    "explain.images.before": "{layer} 之前",
    "explain.images.output": "网络的输出",
    "explain.images.after": "{layer} 之后",
    "explain.images.pooling_takes": lambda v: (
        f"人们说池化带来不变性。这里一次池化消去特征图变化的比例：平移时 {_taken(v['shift'])}，旋转时 {_taken(v['turn'])}，缩放时 {_taken(v['scale'])}：{_verdict(max(v['shift'], v['turn'], v['scale']))}。"
    ),
    "explain.images.no_pooling": "这个网络不对特征图做池化；下面是各层本身的表现。",
    "explain.images.moved_class": lambda v: (
        f"{_movement(v)}：{v['rows']} 行中有 {_percent(v['kept'])} 保持答案，而{_changed(v)}变化了其大小的 {_percent(v['change'])}。"
    ),
    "explain.images.moved_number": lambda v: (
        f"{_movement(v)}：答案平均变化 {v['kept']:.3g}（原单位，{v['rows']} 行），而{_changed(v)}变化了其大小的 {_percent(v['change'])}。"
    ),
    "explain.images.one_answer": "全部 {rows} 行即使不动也得到同一个答案：答案不变在这里说明不了什么。",
    "explain.images.invariance_read": "0 % 表示特征图毫不察觉移动；两张无关的图相距约 140 %。边缘移入的部分重复图像的边缘。",
    "explain.images.why_title": "为什么是这个答案",
    "explain.images.why_alt": "{row} 中支持答案 {answer} 的部分：梯度、积分梯度、Grad-CAM、遮挡",
    "explain.images.image": "图像",
    "explain.images.method.gradient": "梯度",
    "explain.images.method.integrated": "积分梯度",
    "explain.images.method.grad_cam": "Grad-CAM",
    "explain.images.method.occlusion": "遮挡",
    "explain.images.change": "检验：{change:.2f}",
    "explain.images.empty": "空：此处没有",
    "explain.images.residual": lambda v: f"残差 {_percent(v['share'])}",
    "explain.images.at_layer": "层 {layer}",
    "explain.images.window": "窗口 {window} x {window}",
    "explain.images.speaks_for": "支持该答案",
    "explain.images.speaks_against": "反对该答案",
    "explain.images.place.upper_left": "左上",
    "explain.images.place.top": "上方",
    "explain.images.place.upper_right": "右上",
    "explain.images.place.left": "左侧",
    "explain.images.place.middle": "中间",
    "explain.images.place.right": "右侧",
    "explain.images.place.lower_left": "左下",
    "explain.images.place.bottom": "下方",
    "explain.images.place.lower_right": "右下",
    "explain.images.hidden": "{row}，回答 {answer}：最重要的部分在{place}。遮住它，网络给该答案的数值从 {value} 下降 {fall}。",
    "explain.images.nothing_hidden": "{row}，回答 {answer}：没有哪个窗口单独支撑答案；无论遮住哪里，网络给它的数值（{value}）下降都不到 1 %。",
    "explain.images.adds_up": lambda v: (
        f"积分梯度之和等于 f(图像) - f(平均图像)，理应如此：残差不超过 {_percent(v['worst'])}。"
        if v["worst"] < 0.01
        else f"积分梯度之和应等于 f(图像) - f(平均图像)；这里偏差达 {_percent(v['worst'])}，请谨慎看待。"
    ),
    "explain.images.changed": "这些图都取决于学到的东西：打乱权重后每张图都不同（检验平均至少 {least:.2f}，满分 1）。",
    "explain.images.unchanged": "并非所有图都反映学到的东西：打乱权重后几乎不变的有：{names}。这样的图显示的是图像的边缘，而不是网络的理由。",
    "explain.images.why_read": "梯度在此不分正负：像素稍变时答案变化最大的地方。检验：1 - 与打乱权重后同一张图的秩相关，0 表示图相同。遮挡窗口以平均颜色填充。",
    "explain.images.field_title": "一个单元看到什么",
    "explain.images.field_alt": "{stages} 中央单元的感受野，画在 {row} 上",
    "explain.images.box": "看到 {height} x {width}",
    "explain.images.head.unit": "单元",
    "explain.images.head.sees": "看到",
    "explain.images.head.effective": "90 % 来自",
    "explain.images.field_share": lambda v: (
        f"{v['layer']} 的一个单元能看到 {v['image']} 像素中的 {v['size']}，但影响它的 90 % 来自其中 {_percent(v['share'])} 的像素："
        + (
            "实际看到的远比能看到的少。"
            if v["share"] < 0.5
            else "实际看到的比能看到的少。"
            if v["share"] < 0.75
            else "几乎用到了能看到的全部。"
        )
    ),
    "explain.images.field_dead": "{layer} 的中央单元能看到 {image} 像素中的 {size}，但这些图像中没有什么能影响它。",
    "explain.images.field_grows": "感受野从 {first} 的 {size} 像素增长到 {last} 的 {large}。",
    "explain.images.field_read": lambda v: (
        f"橙色：{'中央' if v['middle'] else '该'}单元的理论感受野。蓝色：每个像素对它的影响，即 {v['rows']} 张图像上的平均梯度（取平方根，使微弱的边缘可见）。"
    ),
    "explain.images.deconvnet_title": "什么最能激活特征图",
    "explain.images.deconvnet_alt": "{layer} 若干特征图的九个最强图块及其投影",
    "explain.images.patches_left": "投影回像素",
    "explain.images.patches_right": "图块本身",
    "explain.images.map_number": "{layer}，特征图 {channel}",
    "explain.images.deconvnet_classes": lambda v: (
        f"一张特征图的九个最强图块，在 {v['first']} 平均来自 {v['many']:.1f} 个类别，在 {v['last']} 平均来自 {v['few']:.1f} 个（随机取九张：{v['chance']:.1f} 个）："
        + ("更深的特征图更专一。" if v["few"] < v["many"] - 0.5 else "更深的特征图对类别并不比第一层更专一多少。")
    ),
    "explain.images.deconvnet_read": "各阶段最强的特征图，以及{part}的 {rows} 张图像中最能激活它们的九个图块；旁边是图块中起作用的部分：只保留该图最强的单元，经池化开关、整流和转置滤波器送回像素。",
    "explain.images.deconvnet_read_one": "{layer} 的第 {channel} 张特征图（从 0 数起），以及{part}的 {rows} 张图像中最能激活它的九个图块；旁边是图块中起作用的部分：只取该图最强的单元，经池化开关、整流和转置滤波器送回像素。",
    "explain.images.deconvnet_unmoved": "{part}的 {rows} 张图像都没有激活 {layer} 的第 {channel} 张特征图，所以没有最强图块。",
    "explain.images.deconvnet_rows": lambda v: (
        f"{v['layer']} 的第 {v['channel']} 张特征图（从 0 数起），{'所指定的单元' if v['given'] else '最强的单元'}："
        + "；".join(f"{name} 中在 ({i}, {j})，值 {value}" for name, (i, j), value in v["units"])
        + "。"
    ),
    "explain.images.deconvnet_rows_alt": "{layer} 的第 {channel} 张特征图在所看各行中的反投影，旁边是它所看到的部分",
    "explain.images.deconvnet_no_switches": "{layer} 之前没有最大池化，因此没有开关：投影回来的是特征图自身的图案，九幅都一样。",
    "explain.images.deconvnet_ends": "更深处无法进行。{reason}",
    "explain.images.part.train": "训练部分",
    "explain.images.part.validation": "验证部分",
    "explain.images.part.test": "测试部分",
    "explain.images.part.rows": "所看的行（运行自己的数据不在手边）",
}
