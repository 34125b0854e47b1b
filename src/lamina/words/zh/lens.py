"""Chinese sentences of the lens."""

from collections.abc import Callable
from typing import Any


def _unknown_loss(v: dict[str, Any]) -> str:
    near = f"您是否想用“{v['nearest']}”？" if v["nearest"] else ""
    return f"这里没有损失“{v['loss']}”；可用：{v['names']}。{near}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "lens.unknown_loss": _unknown_loss,
    "lens.wrong_target": lambda v: (
        f"形状为 {v['shape']} 的目标不适合 {v['rows']} 行的损失 {v['loss']}："
        + (
            f"请给出每行的类别，即 0 到 {v['last']} 的整数。"
            if v["loss"] == "cross-entropy"
            else f"请为每行给出 {v['outputs']} 个数。"
        )
    ),
    "lens.not_dense": "层“{layer}”（{type}）不是全连接层。带数字的反向传播只适用于全连接层加激活函数的网络，例如不带批归一化的 mlp。",
    "lens.not_a_row": "层“{layer}”的输入并不恰好是前一层的输出，网络不是逐层相连。带数字的反向传播适用于逐层相连、激活函数为模块的全连接网络。",
    "lens.too_wide": "层“{layer}”有 {units} 个单元；最多显示 {most} 个单元的数字。请换一个更小的网络。",
    "lens.one_layer_one_way": lambda v: (
        f"层“{v['layer']}”有 {v['layers']} 层{'（双向）' if v['both'] else ''}。沿时间的反向传播只展示单层、单向的情形：请用 num_layers=1 的 rnn、lstm 或 gru。"
    ),
    "lens.too_long": "序列有 {steps} 步，状态有 {numbers} 个数；沿时间的反向传播最多展示 {most} 步和 {widest} 个数。请取更短的片段或更小的 hidden_dim。",
    "lens.no_window": "{type} 不是普通的二维卷积或池化（无分组、零填充、向下取整），只有它们能逐窗口展示。",
    "lens.no_such_output": "没有第 {index} 个输出：网络有 {outputs} 个输出，从 0 数起。",
    "lens.no_number": "网络的输出是 {type}，这里需要数值张量：单独给出，或放在元组、列表、字典或对象中（先取 `logits`，否则取第一个）。",
    "lens.no_image": "输入每行的形状是 {shape}；遮挡只适用于图像（通道、高、宽）。",
    "lens.no_gradient": "输入是整数（{type}），没有梯度。文本请解释词元的向量：token_gradients。",
    "lens.no_map_layer": lambda v: (
        f"没有给出特征图的层“{v['layer']}”。"
        + (f"您是否想用“{v['nearest']}”？" if v["nearest"] else "")
        + f"可用：{v['names']}。"
    ),
    "lens.no_maps": "网络中没有大于一个位置的特征图，Grad-CAM 无从叠加。gradient、integrated_gradients 和 occlusion 可用。",
    "lens.no_slope": "梯度无法从输出传回（{reason}）：网络的一部分在 torch.no_grad 下运行，或断开（detach）了某个值，或改写了求梯度所需的值。occlusion 与特征图不需要梯度。",
    "lens.slope_not_finite": "输出的梯度为 NaN 或无穷：反向传播中的数值超出了权重类型的范围（网络很深而尚未学到东西，或权重已损坏）。occlusion 与特征图不需要梯度。",
    "lens.no_weights": "网络没有权重，谈不上学到什么。",
    "lens.branches": "层“{layer}”的输入并不恰好是前一层的输出：网络在此分叉或汇合（或有不是层的运算），而 Zeiler 与 Fergus 的反卷积网络要求逐层相连，如 AlexNet、ZFNet、VGG、LeNet。gradient、Grad-CAM、occlusion 可用。",
    "lens.no_layer": lambda v: (
        f"没有层“{v['layer']}”。" + (f"您是否想用“{v['nearest']}”？" if v["nearest"] else "") + f"可用：{v['names']}……"
    ),
    "lens.no_map_of": "层“{layer}”不给出特征图（通道、高、宽）。请选它之前的卷积或池化层。",
    "lens.no_such_channel": "层“{layer}”没有第 {channel} 张特征图：共 {channels} 张，从 0 数起。",
    "lens.no_way_back": "层“{layer}”（{type}）没有反卷积网络所知的反向路径：它不是卷积、池化、激活或归一化。",
    "lens.no_convolution": "{network} 没有图像卷积，因此没有可看的滤波器。",
    "lens.no_movement": "形状为 {shape} 的输入没有“{kind}”这种移动；对图像（通道、高、宽）可用：{names}。",
    "lens.no_such_place": "层“{layer}”的特征图高 {height}、宽 {width}；其中没有位置 {place}（从 0 数起）。",
    "lens.no_patches": "{network} 的注意力无法画在图像上：它的词元不是步幅等于卷积核的卷积所切的图块（前面可有一个类别词元）。vit 有这样的图块。",
    "lens.no_attention": "{network} 没有能显示权重的注意力。transformer、encoder、decoder、vit 或带注意力的 seq2seq 有。",
    "lens.no_gates": "{network} 没有循环层，因此没有门，也没有记忆。rnn、lstm、gru 及其双向形式有。",
    "lens.no_tokens": "{network} 没有把词元变成向量的表，因此无法把答案归因到词。",
    "lens.no_stages": "{network} 不给出大于一个位置的特征图，因此没有可显示的。梯度、积分梯度与遮挡可用。",
    "lens.no_copy": "无法复制 {network}（{reason}），因此需要副本的视图不可用：与随机权重的比较、带数值的反向传播。",
    "lens.no_window_layer": lambda v: (
        f"“{v['layer']}”层不是普通的卷积或池化（不分组、用零填充、向下取整）。"
        + (f"是否想用“{v['nearest']}”？" if v["nearest"] else "")
        + (f"可用的有：{v['names']}。" if v["names"] else "")
    ),
    "lens.no_windows": "{network} 没有能逐窗口展示的普通图像卷积或池化（不分组、用零填充、向下取整）。",
    "lens.no_recurrent_layer": lambda v: (
        f"没有循环层“{v['layer']}”。"
        + (f"是否想用“{v['nearest']}”？" if v["nearest"] else "")
        + (f"可用的有：{v['names']}。" if v["names"] else "")
    ),
    "lens.no_recurrence": "{network} 没有 torch 的 RNN、LSTM 或 GRU 层，所以没有沿时间的路可走。rnn、lstm、gru 有。",
    "lens.not_over_steps": "循环层（{layer}）没有一次走完一行的所有时间步；只有那样才能沿时间展示。",
}
