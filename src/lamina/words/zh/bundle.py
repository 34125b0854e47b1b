"""Chinese sentences of `bundle`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "bundle.no_bundle": "{path} 不是模型包：里面没有 bundle.json。请给出某次运行的 `model` 文件夹。",
    "bundle.missing_file": "模型包不完整：缺少 {path}。请重新复制整个文件夹。",
    "bundle.not_a_file": "{path} 是链接、文件夹或设备，而不是普通文件。模型包只含普通文件。",
    "bundle.place_taken": "{path} 里有不是模型包的内容，未作改动。请选择其他文件夹。",
    "bundle.changed": "{path} 与保存时不同：校验和不一致。它已损坏或被修改；请使用完好的副本。",
    "bundle.card_changed": "模型卡 {file} 在保存后被修改过：其文字可能不是训练时写下的。权重和答案不受影响。",
    "bundle.pickle": "{path} 是 pickle（或 torch.save 的文件），读取时可能执行代码。Lamina 只读取 safetensors；请使用完好的模型包。",
    "bundle.bad_header": "{path} 不是完好的 safetensors 文件：{reason}。请使用完好的模型包。",
    "bundle.absurd_size": "{path} 中的张量“{tensor}”自称形状为 {shape}，与其中 {bytes:,} 字节的数据不符。文件已损坏或被伪造。",
    "bundle.missing_tensor": "{path} 中缺少张量“{tensor}”：这些权重不属于 bundle.json 所写的网络。",
    "bundle.extra_tensor": "{path} 中的张量“{tensor}”不属于 bundle.json 所写的网络。这些权重来自别的网络。",
    "bundle.wrong_shape": "{path} 中的张量“{tensor}”是 {found}；bundle.json 所写的网络需要 {expected}。",
    "bundle.no_format": '{path} 的 "format" 不是整数；它不是 Lamina 的 bundle.json。',
    "bundle.newer_format": "{path} 的格式是 {found}；这个 Lamina 最多读取格式 {known}。请安装更新的版本：pip install -U lamina。",
    "bundle.unknown_format": "{path} 的格式是 {found}，无法转换到格式 {known}。它不是 Lamina 的文件。",
    "bundle.bad_record": "{path} 中的条目“{key}”不能使用：{reason}。",
    "bundle.own_network": '该模型的网络（{network}）是您自己的模块，而代码从不从模型读取。请指明它：--network {hint}。在 Python 中：lamina.load(path, network=module)，或 network="{hint}"。',
    "bundle.own_unchecked": '网络“{network}”是您自己的模块：文件和记录一致。其答案用 --network {hint} 检查。在 Python 中：lamina.verify(path, network="{hint}")。',
    "bundle.absurd_argument": "bundle.json 中 `{part}` 的一个参数不合理（{value}；上限 {limit}）。模型包已损坏或被伪造。",
    "bundle.cannot_build": "无法按 bundle.json 的描述构造 `{part}`：{reason}。",
    "bundle.bad_cell": "列“{column}”是数值列；{value!r} 不是数。请改正这个单元格或留空。",
    "bundle.bad_golden": "{path} 中的黄金样本不能使用：{reason}。请使用完好的模型包。",
    "bundle.golden_failed": "{path} 中的模型在自己的黄金样本上出错：{reason}。请勿使用；重新训练或取完好的副本。",
    "bundle.golden_mismatch": "{path} 中的模型不再给出保存时的答案：在 {rows} 个黄金样本上最大差异为 {difference}，允许 {tolerance}。请勿使用；`lamina verify` 会列出不同的版本。",
    "bundle.not_finite": "网络“{network}”在黄金样本上给出 NaN 或无穷大；这样的模型不会保存。请用更小的学习率重新训练：`lamina train --learning-rate`。",
    "bundle.format_agrees": "bundle.json：格式 {format}，封印完好、内容完整；网络 {network}。",
    "bundle.file_agrees": "{file}：{bytes:,} 字节，校验和一致。",
    "bundle.shapes_agree": "形状：{tensors} 个张量、{values:,} 个数值，与网络、预处理和后处理一致。",
    "bundle.golden_agree": "答案：在 {device} 上重放 {rows} 个黄金样本，最大差异 {difference}（允许 {tolerance}）。",
    "bundle.versions_agree": "版本与保存时相同：{versions}。",
    "bundle.version_differs": "{library} 的版本：保存时 {saved}，这里 {here}。是否有影响由黄金样本决定。",
    "bundle.no_onnx": "导出 ONNX 需要 {package}，它没有安装。请安装：pip install 'lamina[export]'。",
    "bundle.onnx_failed": "网络 {network} 无法导出为 ONNX：{reason}。",
    "bundle.onnx_differs": "未保留 ONNX 文件：在 {rows} 行上其答案与模型相差 {difference}，允许 {tolerance}。",
    "bundle.onnx_too_large": "模型有 {bytes:,} 字节；一个 ONNX 文件最多 {limit:,} 字节。请使用模型包本身或 `lamina export --format code`。",
    "bundle.code_unknown_module": "网络的部分 `{module}`（{kind}）不属于 Lamina 或 torch，无法写出其代码。请保留您自己的文件，并以 network=module 加载模型包。",
    "bundle.code_own_network": "网络“{network}”是您自己的模块，其代码本来就在您手中。代码只为目录中的网络写出，见 `lamina list`；--format onnx 适用于任何网络。",
    "bundle.code_kind": lambda v: (
        f"代码只为表格、图像、序列以及每条文本一个答案（classify、regress）的模型写出；该模型的任务是 {v['task']}。"
        "请用 --format onnx，或直接使用模型包。"
    ),
    "bundle.code_failed": "未保留写出的代码：它在黄金样本上停止：{reason}。",
    "bundle.code_differs": "未保留写出的代码：在 {rows} 个黄金样本上其答案相差 {difference}，允许 {tolerance}。",
}
