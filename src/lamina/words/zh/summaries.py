"""What each network is, in one Chinese line; a network without one here keeps the catalogue's English line."""

_VGG = {"11": "A", "13": "B", "16": "D", "19": "E"}
_BASIC, _BOTTLENECK = ("18", "34"), ("50", "101", "152")

SUMMARIES: dict[str, str] = {
    "mlp": "全连接的多层神经元",
    "simplecnn": "若干级卷积、激活、池化，然后全连接",
    "lenet5": "多数课程所讲的 LeNet-5",
    "lenet5-1998": "论文原样的 LeNet-5：部分连接的 C3、可训练的下采样、RBF 输出",
    "alexnet": "放大的 LeNet：ReLU、局部响应归一化、dropout、两组",
    "alexnet-one-tower": "不分组的 AlexNet，如常见的表所列",
    "alexnet-caffe": "先池化后归一化的 AlexNet",
    "alexnet-tv": "torchvision 形式的 AlexNet，可用其权重",
    "zfnet": "第一层更细的 AlexNet，池化保留开关",
    **{f"vgg{n}": f"{n} 层：3x3 卷积与全连接（配置 {letter}）" for n, letter in _VGG.items()},
    **{f"vgg{n}-tv": f"torchvision 形式的 vgg{n}，可用其权重" for n in _VGG},
    **{f"vgg{n}-bn-tv": f"torchvision 形式、带批量归一化的 vgg{n}，可用其权重" for n in _VGG},
    "googlenet": "Inception 块、全局平均，训练时另有两个辅助头",
    "googlenet-tv": "torchvision 形式、带批量归一化的 GoogLeNet，可用其权重",
    **{f"resnet{n}": f"{n} 层基本残差块，形状变化处用投影" for n in _BASIC},
    **{f"resnet{n}": f"{n} 层瓶颈残差块，形状变化处用投影" for n in _BOTTLENECK},
    **{f"resnet{n}-a": f"捷径以零填充的 resnet{n}" for n in _BASIC},
    "resnet34-c": "每个块都用投影的 resnet34",
    **{f"resnet{n}-tv": f"torchvision 形式的 resnet{n}，可用其权重" for n in _BASIC},
    **{f"resnet{n}-tv": f"torchvision 形式的 resnet{n}，步幅在 3x3 上，可用其权重" for n in _BOTTLENECK},
    **{f"resnet{n}-cifar": f"用于小图像的 {n} 个窄层，捷径以零填充" for n in (20, 32, 44, 56, 110, 1202)},
    "vit-b16": "在 16x16 像素的图块上的 12 层注意力",
    "vit": "在 4x4 像素的图块上的注意力，用于 32 至 64 的图像；尺寸由 Lamina 自定",
    "rnn": "每一步都改写的状态；很快遗忘",
    "lstm": "由门控制的记忆单元，学会何时写入、保留、输出",
    "gru": "一个状态，两个门：重置与更新",
    "word2vec": "由一个词预测其周围的词，为每个词学得一个向量",
    **{f"bi{name}": f"从两端读的 {name}" for name in ("rnn", "lstm", "gru")},
}
