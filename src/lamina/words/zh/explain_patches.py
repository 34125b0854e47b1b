"""Chinese sentences of `lamina explain` about attention over the patches of an image."""

from collections.abc import Callable
from typing import Any


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.01 else f"{100 * share:.0f} %"


def _check(v: dict[str, Any]) -> str:
    told = f"1 - 秩相关 {v['change']:.2f}"
    if v["change"] >= 0.3:
        return f"检验：打乱权重后，第一行的 rollout 完全不同（{told}），所以它反映了学到的东西。"
    return f"检验：打乱权重后，第一行的 rollout 几乎不变（{told}）：不要过度解读。"


def _distances(v: dict[str, Any]) -> str:
    first = f"这 {v['layers']} 层从一开始就看向整幅图像"
    if v["far"] < 0.75 * v["even"]:
        first = "第一层只看近处"
    return (
        f"{first}：在 {v['first']} 中，看得最近的头平均距离 {v['near']:.1f} 像素，最远的 {v['far']:.1f}；"
        f"在 {v['last']} 中各头平均为 {v['then']:.1f}（起初 {v['mean']:.1f}）。均匀地看所有图块时为 {v['even']:.1f}。"
    )


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "attention.title_images": "注意力：在图像中看向哪里",
    "explain.patches.paper": "Dosovitskiy et al. 2021，4.5 节；rollout：Abnar & Zuidema 2020；检验：Adebayo et al. 2018",
    "explain.patches.told": lambda v: (
        f"{v['row']}，答案 {v['answer']}：沿全部 {v['layers']} 层追溯（rollout），给出答案的词元从{v['place']}的一个图块取得最多；{v['count']} 个图块中最强的 {v['some']} 个占它从图像所取的 {_percent(v['share'])}（均匀时为 {_percent(v['even'])}）。"
    ),
    "explain.patches.distances": _distances,
    "explain.patches.same": lambda v: (
        "用这些权重得到的答案与快速内核的答案"
        + (f"相差不超过 {v['difference']:.0e}。" if v["difference"] else "逐位相同。")
    ),
    "explain.patches.check": _check,
    "explain.patches.read": "蓝色越深，从该图块取得越多：由类别词元（答案由它读出）取得；没有类别词元时，由所有图块共同取得。均匀地看所有图块的头保持浅色。",
    "explain.patches.no_reason": "注意力说明头看向哪里，而不是答案因何而来（Jain & Wallace 2019）；原因请看 why 视图。",
    "explain.patches.layer": "{layer}：第 0 至 {heads} 头",
    "explain.patches.column.image": "图像",
    "explain.patches.column.last": "最后一层（平均）",
    "explain.patches.column.rollout": "全部层的 rollout",
    "explain.patches.even": "均匀地看",
    "explain.patches.depth": "注意力，按运行顺序",
    "explain.patches.distance_title": "各头看得多远",
    "explain.patches.distance_under": "图块与其所看之处的平均像素距离；一点为一个头",
    "explain.patches.reach": "距离（像素）",
    "explain.patches.alt_rollout": "每行的图像、最后一层的注意力与全部层的 rollout",
    "explain.patches.alt_heads": "每层每个头在 {row} 中看向哪里",
    "explain.patches.alt_distance": "点：每层每个头平均看多远",
}
