"""Chinese sentences of `weights` (transfer learning): code -> sentence, or a function of the parameters."""

from collections.abc import Callable
from typing import Any


def _names(v: dict[str, Any]) -> str:
    parts = []
    for key, what in (("missing", "缺少"), ("odd", "多出")):
        if v[f"num_{key}"]:
            more = f" 等 {v[f'num_{key}']:,} 个" if v[f"num_{key}"] > len(v[key]) else ""
            parts.append(f"{what} {'、'.join(v[key])}{more}")
    return f"{v['path']} 中的权重不属于 {v['network']}：文件{'，'.join(parts)}。请选择与权重相符的 --network。"


def _torchvision_only(v: dict[str, Any]) -> str:
    return (
        f"{v['path']} 是 torchvision 的 {v['found']} 权重，只能载入该形式，因为它们属于该形式的计算"
        f"（即使名称与形状也与 {v['network']} 相符）：请用 --network {v['found']}。"
    )


def _nobodys(v: dict[str, Any]) -> str:
    where = f"，而 --network {v['network']} 只接受 Lamina 的权重" if v["network"] else ""
    return f"{v['path']} 中的权重不属于 Lamina 认识的任何网络：名称既非 Lamina 的，也非 -tv 网络的{where}。网络见 `lamina list`。"


def _loaded(v: dict[str, Any]) -> str:
    if v["kept"]:
        why = "类别相同" if v["form"] == "lamina" else f"同为 {v['outputs']:,} 类"
        head = f"保留原输出层（{why}）"
    else:
        head = f"输出层重新初始化，共 {v['outputs']:,} 个输出"
    learns = {"features": "只训练输出层", "gradual": "先训练输出层"}.get(v["freeze"], "训练全部层")
    return f"{v['network']} 从 {v['file']} 开始：{head}；{learns}。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "weights.missing": "{path} 处没有权重。--weights 接受文件（.safetensors、.pth）、运行、模型包，或本地缓存中的 hf:owner/name。",
    "weights.runs_code": "拒绝读取 {path}：除张量外它还要求 {asks}，可能执行代码。其中内容均未执行。请换用只含状态字典的文件，最好是 safetensors。",
    "weights.unreadable": "无法读取 {path} 中的权重：{reason}。请换用完好的副本。",
    "weights.too_slow": "读取 {path} 超过 {seconds} 秒，已停止：正常的权重文件不需要这么久。",
    "weights.bundle_alone": "{path} 是模型包的权重，但旁边没有说明所属网络的 bundle.json。请给出整个 `model` 文件夹。",
    "weights.not_finite": "{path} 中的张量“{tensor}”含有 NaN 或无穷大。请换用完好的权重。",
    "weights.own_network": "不能从 {path} 向 {network} 载入权重：--weights 只用于目录中的网络。请自行用 load_state_dict 载入自己的模块，再在 Python 中传入。",
    "weights.of_corpus": "--weights {path}：连续文本不能从已有权重开始；带答案的文本可以。`lamina resume RUN` 可继续一次运行。",
    "weights.other_kind": lambda v: (
        f"{v['path']} 中是 {v['network']} 的权重，用于{'文本' if v['found'] == 'texts' else '图像'}；这里的数据是另一种。"
        "请去掉 --weights，或给出同类数据。"
    ),
    "weights.of_table": "--weights {path}：作为起点的权重用于图像和文本；表格网络取决于当初的列。",
    "weights.other_network": "{path} 是 {found} 的权重，不是 {network} 的：请用 --network {found}。",
    "weights.torchvision_only": _torchvision_only,
    "weights.nobodys": _nobodys,
    "weights.names": _names,
    "weights.wrong_shape": "{path} 中的权重与这个 {network} 不符：{tensor} 的形状在文件中为 {found}，此处为 {expected}。请使用与当初相同的 --arg、--image-size 和通道数。",
    "weights.no_head": "{network} 没有单独的类别输出层，--freeze features 无法区分特征与输出层：请用 --freeze none。",
    "weights.nothing_to_freeze": "--freeze {freeze} 需要 --weights：从未学习过的特征不值得保留。",
    "weights.bad_repository": "“{name}”不是仓库名：请写 hf:owner/name 或 hf:owner/name/file。",
    "weights.not_cached": "{name} 不在本地缓存 {cache} 中，Lamina 不从网络获取任何内容。请先下载，或给出文件。",
    "weights.which_file": "缓存中的 {name} 没有唯一的权重文件：请指明 hf:{name}/FILE。现有：{files}。",
    "weights.statistics": lambda v: (
        f"图像按 {v['file']} 的权重所用的均值与标准差标准化"
        + ("（ImageNet 的）" if v["form"] == "torchvision" else "（来自其原来的运行）")
        + "，而非训练图像自身的。"
    ),
    "weights.loaded": _loaded,
    "weights.transformed": "googlenet-tv 会把输入变换为 (value - 0.5) / 0.5，与 torchvision 载入其公开权重时相同；若权重训练时没有此变换，请用 --arg transform_input=false。",
    "weights.features_anew": lambda v: (
        (
            f"图像每轮都有变化（{v['varied']}），特征无法保留"
            if v["varied"]
            else "网络对输出层的结果另有处理，特征无法保留"
        )
        + "：每批重新计算"
        + ("；用 --augment none 则只计算一次。" if v["varied"] else "。")
    ),
    "weights.features": "{rows:,} 幅图像的特征已一次算出（{seconds:.1f} 秒）并保存在内存中；只训练输出层。",
}
