"""Chinese sentences of `networks`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.zh.forms import did_you_mean


def _shape(values: list[Any]) -> str:
    return "(" + ", ".join(str(value) for value in values) + ")"


def _image_size(v: dict[str, Any]) -> str:
    arrives = f"层 {v['layer']} 无法处理到达的形状 {_shape(v['shape'])}"
    if v["needed"]:
        arrives += f"，只接受 {_shape(v['needed'])}"
    if not v["smallest"]:
        remedy = "没有合适的尺寸：请减小 kernel_size 或减少阶段数。"
    elif v["fixed"]:
        remedy = f"它只有一种尺寸 {v['smallest']}；使用 --image-size {v['smallest']} 时图像会被填充或缩放。"
    else:
        remedy = f"最小尺寸是 {v['smallest']}；请使用 --image-size {v['smallest']}。"
    return f"{v['network']} 不适用于 {v['height']}x{v['width']} 的图像：{arrives}。{remedy}"


_ALLOWED = {
    "int": "整数", "float": "数字", "bool": "true 或 false", "str": "一个名称",
    "int | tuple[int, int]": "一个整数，或高和宽",
    "int | Sequence[int]": "一个整数或一列整数", "Sequence[int]": "一列整数",
    "str | Sequence[str]": "一个名称或一列名称",
}  # fmt: skip


def _bad_argument(v: dict[str, Any]) -> str:
    return f"{v['network']} 不能使用 {v['argument']}={v['value']}：它必须是{_ALLOWED.get(v['type'], v['type'])}。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "networks.unknown": lambda v: f"没有名为“{v['network']}”的网络。{did_you_mean(v)}可用的有：{v['names']}。",
    "networks.unknown_argument": lambda v: (
        f"{v['network']} 没有参数“{v['argument']}”。{did_you_mean(v)}它的参数有：{v['names']}。"
    ),
    "networks.missing_argument": lambda v: (
        f"{v['network']} 需要参数 {'、'.join(v['arguments'])}：{v['network'].rpartition(':')[2]}({', '.join(f'{name}=...' for name in v['arguments'])})。"
        f"命令行中：{' '.join(f'--arg {name}=10' for name in v['arguments'])}。"
    ),
    "networks.bad_argument": _bad_argument,
    "networks.not_positive": "{network} 不能使用 {argument}={value}：它必须是不小于 1 的整数。",
    "networks.unknown_activation": lambda v: (
        f"没有名为“{v['activation']}”的激活函数。{did_you_mean(v)}可用的有：{v['names']}。"
    ),
    "networks.unknown_scheme": lambda v: (
        f"没有名为“{v['scheme']}”的初始化方法。{did_you_mean(v)}可用的有：{v['names']}。"
    ),
    "networks.unknown_loss": lambda v: f"没有名为“{v['loss']}”的损失函数。{did_you_mean(v)}可用的有：{v['names']}。",
    "networks.unknown_pooling": "没有名为“{pooling}”的池化。可用的有：{names}。",
    "networks.activations_count": "给出了 {given} 个激活函数，而隐藏层有 {layers} 层：请给出一个名称用于所有层，或每层一个。",
    "networks.bad_dropout": "dropout {dropout} 不是概率：它必须不小于 0 且小于 1。",
    "networks.step_untrainable": (
        "阶跃激活函数无法训练：它的导数处处为 0，梯度下降无从进行。请使用它的平滑形式 sigmoid，或 relu。"
    ),
    "networks.batch_of_one": (
        "批量归一化（层 {layer}）无法用只有一行的批次训练，因为其方差为 0。请使用 --batch-size 2 或更大（训练行须多于一行），或换用不含批量归一化的网络。"
    ),
    "networks.image_size": _image_size,
    "networks.remainder": lambda v: (
        f"{v['network']} 不适用于边长 {v['side']} 的图像：在层 {v['layer']} 中，窗口的位置数为 "
        f"({v['side']} + 2*{v['padding']} - {v['kernel_size']})/{v['stride']} + 1 = "
        f"{(v['side'] + 2 * v['padding'] - v['kernel_size']) / v['stride'] + 1:g}，不是整数。"
        f"最接近的合适尺寸是 {v['smaller']} 和 {v['larger']}；请使用 --image-size {v['smaller']} 或 {v['larger']}。"
    ),
    "networks.bad_groups": "从 {in_channels} 到 {out_channels} 个通道的卷积不能分成 {groups} 组：两个通道数都必须能被它整除。",
    "networks.transform_input": (
        "{network} 只能对 3 通道的图像变换输入（transform_input=true），而这里是 {in_channels} 通道：请去掉它，它只用于 torchvision 发布的权重。"
    ),
    "networks.bad_image_size": "图像尺寸 {size} 既不是一个边长，也不是高和宽；每个都至少为 1。",
    "networks.input_shape": lambda v: (
        f"{v['network']} 是为形状 {_shape(v['expected'])} 的输入构建的，但收到的是 {_shape(v['shape'])}。"
        "请按此形状构建网络，或调整数据。"
    ),
    "networks.output_shape": lambda v: (
        f"网络输出的形状是 {_shape(v['shape'])}，但损失函数需要 {_shape(v['expected'])}。"
        "请让最后一层为每个类别或目标给出一列。"
    ),
    "networks.no_codes": "此网络嵌入 {columns} 个类别列，除特征外还需要它们的编码：forward(features, codes)。",
    "networks.bad_heads": "{embed_dim} 个特征的注意力无法分成 {num_heads} 个头：embed_dim 必须能被 num_heads 整除。",
    "networks.too_long": "文本有 {length} 个词元，但该网络只学过 {positions} 个位置：请缩短文本，或用更多位置训练。",
    "networks.bad_temperature": "无法用温度 {temperature} 采样：它必须大于 0（接近 0 时取最可能的词元）。",
    "networks.bad_top_k": "无法在最可能的 {top_k} 个词元中采样：top_k 必须是不小于 1 的整数。",
    "networks.bad_top_p": "无法在总概率为 {top_p} 的词元中采样：top_p 必须大于 0 且不超过 1。",
    "networks.bad_beams": "束搜索不能保留 {num_beams} 条束：必须是不小于 1 的整数。",
    "networks.unknown_anchor": lambda v: (
        f"预测没有名为“{v['anchor']}”的基准（anchor）。{did_you_mean(v)}可用的有：{v['names']}。"
    ),
    "networks.unknown_answers": lambda v: (
        f"词元网络没有名为“{v['answers']}”的回答方式（answers）。{did_you_mean(v)}可用的有：{v['names']}。"
    ),
    "networks.short_window": (
        "窗口有 {steps} 步，而该网络的线性部分需要最近的 {lags} 步：请给更长的窗口，或用 --arg window={steps} 构建网络。"
    ),
    "networks.bad_target_column": "{network} 无法预测窗口的第 {column} 列：窗口共有 {columns} 列，从 0 数起。",
    "networks.uneven_horizon": "{network} 无法把 {outputs} 个输出分给 {targets} 个要预测的列：每列的步数必须相同，每步一个输出。",
    "networks.sees_the_future": "{network} 从两端读文本，会看到要它预测的词元：语言模型请用 {instead}。",
    "networks.uneven_prompts": "{network} 一次只能续写长度相同的文本，而这里有的不到 {longest} 个词元：请按长度把提示分组。",
}
