"""Chinese sentences of back-propagation with numbers: dense layers, through time, one window."""

from collections.abc import Callable
from typing import Any

from lamina.words.zh.forms import did_you_mean


def _layer(v: dict[str, Any]) -> str:
    name = f"（“{v['name']}”）" if v["name"] else ""
    return f"第 {v['number']} 层{name}：{v['inputs']} → {v['units']}，{v['activation'] or '无激活函数'}"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "explain.backprop.layer": _layer,
    "explain.backprop.sketch": "深色：前向，圆圈里是值 a。橙色：反向，边上是权重的梯度，圆圈下是误差 δ。",
    "explain.backprop.input": "输入与目标",
    "explain.backprop.input_says": lambda v: (
        "层从 1 数到 L；输入是 a⁰ = x，y 是网络应给出的答案。"
        + (f"共 {v['count']} 个样本，每列一个。" if v["count"] > 1 else "")
    ),
    "explain.backprop.forward": "前向传播",
    "explain.backprop.forward_says": "每一层先乘权重、加偏置，zˡ = Wˡ aˡ⁻¹ + bˡ，再过激活函数，aˡ = σ(zˡ)。wᵢⱼ 从前一层的第 j 个神经元通向本层的第 i 个。",
    "explain.backprop.cost": "代价",
    "explain.backprop.cost_says": "答案 ŷ 错了多少，用一个数表示（{loss}）。",
    "explain.backprop.output": "最后一层的误差",
    "explain.backprop.output_says": "δ = ∂C/∂z 表示代价随每个 z 怎样变化。第 {number} 层：代价的导数与激活函数的导数逐元素相乘（⊙）。",
    "explain.backprop.softmax_says": "softmax 把各个输入混在一起，所以它的导数是一个矩阵，即雅可比矩阵 J。乘上交叉熵的导数 −y/ŷ，剩下的只有 ŷ − y。",
    "explain.backprop.first_example": "所示雅可比矩阵属于第一个样本。",
    "explain.backprop.errors": "前面各层的误差，从后往前",
    "explain.backprop.errors_says": "误差沿同样的权重往回走，再乘上激活函数在该处的导数：δˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ σ′(zˡ)。导数小的地方，传下去的就少。",
    "explain.backprop.gradients": "梯度",
    "explain.backprop.gradients_says": lambda v: (
        "权重的梯度等于流入的值乘以它所通向的误差：∂C/∂wᵢⱼ = aⱼ δᵢ；偏置的梯度就是误差本身。"
        + ("两者都对各样本求和。" if v["count"] > 1 else "")
    ),
    "explain.backprop.update": "更新",
    "explain.backprop.update_says": "梯度下降走一步，学习率 η = {rate}。",
    "explain.backprop.check": "检验",
    "explain.backprop.lower": "用新权重，同样样本的代价是 {after}；原来是 {before}。",
    "explain.backprop.higher": "用新权重，同样样本的代价是 {after}，没有比原来（{before}）低：步子太大，或者这里已没有可学的。",
    "explain.backprop.autograd": lambda v: (
        f"以上每个梯度与 torch 的 autograd 相差不超过 {v['difference']:.0e}。"
        if v["difference"]
        else "以上每个梯度与 torch 的 autograd 完全相同。"
    ),
    "explain.backprop.rounded": "计算用 16 位数字，显示四位；手算时最后一位可能不同。",
    # 一个窗口
    "explain.window.window": "窗口",
    "explain.window.padded": "填充后的 x",
    "explain.window.mean": "平均",
    "explain.window.part": "本窗口的部分",
    "explain.window.size": "大小",
    "explain.window.size_says": lambda v: (
        "窗口在输入上移动，每次 S 个像素，四周有 P 行、列的零。"
        + (
            "在每个位置，窗口里的值与卷积核的值相乘再相加。"
            if v["kind"] == "convolution"
            else "在每个位置，窗口里的值变成一个；各通道互不相干。"
        )
    ),
    "explain.window.forward": "前向：一个窗口",
    "explain.window.where": "第 {row} 行、第 {column} 列（从 0 数）的单元看到输入的第 {top} 到 {bottom} 行、第 {left} 到 {right} 列；外面都是 0。",
    "explain.window.channel": "通道 {number}",
    "explain.window.channels": "显示 {channels} 个通道中的前 {shown} 个；求和是对全部通道。",
    "explain.window.kernel": "反向：到卷积核",
    "explain.window.kernel_says": lambda v: (
        f"全部 {v['windows']:,} 个窗口共用一个卷积核，所以它的梯度是各窗口部分之和：每个单元的误差乘以它所看到的值。"
    ),
    "explain.window.input": "反向：到输入",
    "explain.window.input_says": "每个窗口把卷积核乘以误差放回它原来的位置；窗口重叠处，各部分相加。",
    "explain.window.largest_says": "误差传给窗口里最大的那个值；其他的什么也得不到，因为它们没有改变结果。",
    "explain.window.average_says": "窗口里每个值在平均中的份额相同，所以各得同样一份误差。",
    # 一次训练的视图
    "explain.backprop.title": "反向传播，逐步计算",
    "explain.backprop.found": lambda v: (
        f"只对{v['row']}做一步梯度下降，{'代价降低' if v['lower'] else '代价没有降低'}：之前 {v['before']}，之后 {v['after']}。"
    ),
    "explain.backprop.row": lambda v: (
        "所有数字都是网络看到的：输入和目标已经过准备（缩放，类别写成 0 和 1）。"
        + ("" if v["known"] else "这一行的目标未知，以网络自己的答案代替（数值则用训练均值）。")
    ),
    "explain.backprop.sizes": "从第 {number} 层回到第 1 层，误差 δ 的长度从 {last} 变为 {first}。",
    "explain.backprop.cut": "大的矩阵只显示前几行、几列，下面写着完整的大小；计算用的是完整矩阵。",
    "explain.window.title": "一个窗口，逐步计算",
    "explain.window.kind.convolution": "卷积",
    "explain.window.kind.max-pooling": "最大池化",
    "explain.window.kind.average-pooling": "平均池化",
    "explain.window.found": lambda v: (
        f"{v['layer']}（{v['kind']}，{v['maps']} 张特征图）：{'所指定的' if v['chosen'] else '误差最大的'}单元在第 {v['map']} 张特征图、第 {v['row']} 行、第 {v['column']} 列（从 0 数起），误差 {v['error']}，值为 {v['value']}。"
    ),
    "explain.window.about": lambda v: (
        f"所看的是：{v['row']}" + ("，各行中答案代价最大的一行：它传回的误差读得清。" if v["of"] > 1 else "。")
    ),
    "explain.time.title": "沿时间的反向传播",
    "explain.time.vanishes": lambda v: (
        f"在 {v['steps']} 步中，梯度能回溯 {v['lag']} 步：末尾之前 {v['lag']} 步的状态变化，到末尾剩下不到 {v['percent']:g} %。更早的内容很难从末尾学到。"
    ),
    "explain.time.lasts": "梯度能回溯全部 {steps} 步：最初状态的变化到末尾还剩 {left:.2g} 倍。",
    "explain.time.explodes": "梯度爆炸：末尾之前 {lag} 步的状态变化，到末尾变为 {peak:.3g} 倍。裁剪梯度（--clip-norm）可限制步长。",
    "explain.time.most": lambda v: (
        f"循环矩阵 U 的梯度有 {v['percent']:.0f} % 来自 {v['steps']} 步中的最后 {v['last']} 步（按各部分的范数）。"
    ),
    "explain.time.nothing": "在这一行上代价没有梯度，所以各步没有贡献。",
    "explain.time.cut": "这一行有 {steps} 步；从状态 0 开始看最后 {shown} 步。",
    "explain.time.about": "所看的是：{row}，在“{layer}”层（{kind}）。U 的梯度是各步部分之和，∂L/∂U = Σ (∂L/∂U)ₜ；雅可比矩阵之积 ∂h_T/∂h_(T−k) 表示 k 步之前的变化到末尾还剩多少。",
    "explain.time.autograd": lambda v: (
        f"各部分之和与 autograd 的梯度相差不超过 {v['difference']:.0e}。"
        if v["difference"]
        else "各部分之和与 autograd 的梯度完全相同。"
    ),
    "explain.time.step_t": "第 t 步",
    "explain.time.sum": "各步之和",
    "explain.time.parts": "U 的梯度的各部分",
    "explain.time.parts_under": "第 t 步的 (∂L/∂U) 的范数",
    "explain.time.step": "步",
    "explain.time.reach": "变化还剩多少",
    "explain.time.reach_under": "从末尾之前 k 步到末尾的雅可比矩阵之积的范数",
    "explain.time.lag": "末尾之前的步数（滞后 k）",
    "explain.time.parts_alt": "{steps} 步的条形图：每一步对循环矩阵的梯度贡献多少",
    "explain.time.reach_alt": "{steps} 个滞后的曲线：雅可比矩阵之积的范数，对数坐标",
    # 循环层，写出每个数
    "explain.recurrent.input_says": "一个 {steps} 步的序列。W 来自输入，U（常写作 W_hh）来自上一步的隐藏状态；每一步都用同样的两个矩阵。y 是最后的隐藏状态应有的值。",
    "explain.recurrent.forward_says": "每一步接收所读的内容和前面各步留下的内容：zₜ = W xₜ + U hₜ₋₁ + b，hₜ = {activation}(zₜ)，从 h₀ = 0 开始。",
    "explain.recurrent.step": "第 {number} 步",
    "explain.recurrent.cost_says": "最后的隐藏状态离 y 有多远，用一个数表示（{loss}）。",
    "explain.recurrent.errors": "误差，从最后一步到第一步",
    "explain.recurrent.errors_says": "代价只看最后的隐藏状态。它的误差沿 U 往回走，每一步再乘上 {activation} 的导数：δₜ = ∂C/∂zₜ。",
    "explain.recurrent.gradient": "U 的梯度：各步之和",
    "explain.recurrent.gradient_says": "U 在每一步都用到，所以它的梯度由各步的部分组成：该步的误差乘以 U 在那里接收的隐藏状态。",
    "explain.recurrent.left": "变化到末尾还剩多少",
    "explain.recurrent.left_says": "末尾之前 k 步的状态变化，到末尾时乘上了 k 个雅可比矩阵。乘积的范数（最大奇异值）是最大的倍数：每步都小于 1，它随滞后消失；大于 1，它就爆炸。",
    "explain.recurrent.lag": "k = {lag}",
    "explain.recurrent.update_says": "只对 U 走一步梯度下降，学习率 η = {rate}。",
    "explain.recurrent.autograd": lambda v: (
        f"以上 U 的梯度与 torch 的 autograd（nn.RNN）相差不超过 {v['difference']:.0e}。"
        if v["difference"]
        else "以上 U 的梯度与 torch 的 autograd（nn.RNN）完全相同。"
    ),
    # 数字固定的例子
    "explain.example.softmax": "softmax 与交叉熵",
    "explain.example.recurrent": "三步的循环层",
    "explain.example_about.softmax": "两个输入，三个类别，第二个正确：a = W x + b，ŷ = softmax(a)。最后一层的误差 δ = ŷ − y 由 softmax 的雅可比矩阵得出。",
    "explain.example_about.recurrent": "hₜ = tanh(W xₜ + U hₜ₋₁ + b)：每步读一个数，两个隐藏单元，三步，代价在最后一步之后。",
    "explain.classes_only": "例子“{name}”的答案是类别，所以它的损失是 cross-entropy；平方误差属于 neuron、two-two-one 和 recurrent。",
    "explain.example.neuron": "一个神经元",
    "explain.example.two-two-one": "2-2-1 的网络",
    "explain.example.convolution": "一次卷积",
    "explain.example.pooling": "一次最大池化",
    "explain.example_about.neuron": "z = w x + b，y = sigmoid(z)，其中 w = 0.6，b = 0.9，x = 1，目标为 0。两个梯度里都乘着 sigmoid 的导数：它一小，神经元几乎学不动。",
    "explain.example_about.two-two-one": "a₁₁ = sigmoid(x₁ w₁₁ + x₂ w₁₃ + b₁)，a₁₂ = sigmoid(x₁ w₁₂ + x₂ w₁₄ + b₂)，y = a₂₁ = relu(a₁₁ w₂₁ + a₁₂ w₂₂ + b₃)。写成矩阵：W¹ = (w₁₁ w₁₃; w₁₂ w₁₄)，b¹ = (b₁; b₂)，W² = (w₂₁ w₂₂)，b² = b₃。",
    "explain.example_about.convolution": "输入 3 x 3，卷积核 2 x 2，填充 1，步幅 1：输出 4 x 4。",
    "explain.example_about.pooling": "输入 4 x 4，窗口 2 x 2，步幅 2：取每个窗口的最大值。",
    "explain.no_such_run": lambda v: f"没有运行文件夹 {v['path']}。{did_you_mean(v)}手算例子有：{v['names']}。",
    "explain.no_example": lambda v: (
        f"没有例子“{v['name']}”；有：{v['names']}。" + (f"是否想用“{v['nearest']}”？" if v["nearest"] else "")
    ),
    "explain.bad_rate": "学习率不能是 {value}：请给一个大于 0 的数，例如 0.1。",
    "explain.one_output": "例子“{name}”的答案是数值；交叉熵需要类别。请用 squared-error-half、squared-error-mean 或 squared-error-sum。",
    "explain.no_loss_here": "例子“{name}”没有损失和学习率：回到它的误差是给定的。这些两者都有：{names}。",
    "explain.example_alone": "例子“{name}”独立存在，不接受 {option}；它只接受 --loss、--learning-rate 和 --out。",
    "explain.no_example_run": "{option} 属于数字固定的例子：lamina explain two-two-one {option} ... 一次训练有它自己的。",
    "explain.option.run": "运行文件夹或模型包；或无需训练的手算例子：neuron、two-two-one、softmax、recurrent、convolution、pooling。",
    "explain.option.loss": "用于例子 neuron、two-two-one 和 recurrent：squared-error-half（默认）、squared-error-mean 或 squared-error-sum。",
    "explain.option.learning_rate": "用于有权重的例子：那一步的长度。[默认：0.1]",
}
