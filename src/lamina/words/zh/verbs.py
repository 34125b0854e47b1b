"""Chinese sentences of `verbs`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.numbers import metric_text
from lamina.words.zh.cli import part_sizes
from lamina.words.zh.evaluation import METRICS
from lamina.words.zh.forms import did_you_mean, some
from lamina.words.zh.training import smaller_steps

_KINDS = {
    "sequences": "数据是序列",
    "table": "数据是表格", "text": "数据是文本", "pairs": "数据是句对", "tags": "数据是带标签的词", "language": "数据是连续文本", "series": "数据是时间序列", "digits": "数据是数字一类的小图像", "images": "数据是图像", "weights": "起始权重属于它",
}  # fmt: skip

_GIVEN = {"table": "表格", "text": "文本", "series": "时间序列", "images": "图像", "folder": "图像文件夹"}
_DATA = {"sequences": "序列", "table": "表格", "text": "文本", "images": "图像", "series": "时间序列"}
_TASKS = {"classify": "分类", "regress": "回归", "forecast": "预测"}
_STATES = {
    "new": "尚未开始", "training": "正在训练，或在训练中被杀掉", "interrupted": "被中断", "stopped": "自行停止",
    "trained": "已训练，尚未评估", "done": "已完成",
}  # fmt: skip
_ALONE = {
    "scores": "它自己的测试行及其分数；请用您的数据评分：lamina evaluate {path} DATA",
    "history": "训练的历史",
    "settings": "训练的设置",
    "audit": "数据的审计",
    "state": "训练的状态",
    "resume": "检查点；只有运行才能继续",
    "doctor": "供诊断的训练读数",
}


def _state(v: dict[str, Any]) -> str:
    """运行处于什么状态；因损失而停止的，说明在哪里。"""
    reason = v.get("reason") or {}
    if reason.get("code") != "training.not_finite":
        return _STATES.get(str(v["status"]), str(v["status"]))
    return "已停止：损失在第 {epoch} 轮第 {step} 步变为 NaN 或无穷".format(**reason["parameters"])


def _no_model_yet(v: dict[str, Any]) -> str:
    reason = v.get("reason") or {}
    remedy = f"完成它请用：{v['command']}"
    if reason.get("code") == "training.not_finite":
        remedy = smaller_steps(reason["parameters"])
    return f"{v['path']} 还没有完成的模型，也没有分数（{_state(v)}）。{remedy}"


def _copies(v: dict[str, Any]) -> str:
    if not v["copies"]:
        return f"{v['rows']:,} 行中没有一行与模型学习过的行完全相同。"
    told = f"{v['rows']:,} 行中有 {v['copies']:,} 行与模型学习过的行（训练或验证）完全相同"
    if v["copies"] / v["rows"] < 0.01:
        return f"{told}：太少，对分数影响不大。"
    return f"{told}：对新数据来说这些分数过高，也不能与基线比较。请去掉这些行。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    "verbs.no_data": "没有指定数据：请给出文件、文件夹、内置数据集（digits、iris、wine、breast-cancer、diabetes、airline、dates、python-tokens、stdlib、adding:100、copy:20），或带有数据的 --config。",
    "verbs.data_was_in_memory": "本次运行的数据在内存中（{what}），不在文件里：请重新传入，在 Python 中用 data=。",
    "verbs.no_network_file": "没有网络文件 {path}。--network 接受 `lamina list` 中的名称，或 file.py:Class。",
    "verbs.network_file_broken": "网络文件 {path} 无法运行：{reason}。",
    "verbs.no_network_class": lambda v: (
        f"{v['path']} 中没有“{v['name']}”。" + (f"您是否想用“{v['nearest']}”？" if v["nearest"] else "")
    ),
    "verbs.own_not_a_file": "运行的 --network 指您自己的网络，写作 file.py:Class，而“{network}”不是。目录中网络的运行不需要它。",
    "verbs.own_of_catalogue": "该运行的网络是目录中的 {network}，不是您自己的：请去掉 --network。",
    "verbs.own_unnamed": "该运行的网络（{network}）是您自己的模块，当时在内存中。请指明它：--network {hint}。在 Python 中：network=module。",
    "verbs.own_unasked": '{source} 指明网络 {hint}，那是一个代码文件；不会因为某个文件指明了代码就运行它。若它是您的，请自己指明：--network "{hint}"。在 Python 中：network="{hint}"。',
    "verbs.network_arguments": "网络 {network} 无法建立：{reason}。网络自己的参数用 --arg 名称=值 设置。",
    "verbs.network_unfit": lambda v: (
        f"{v['network']} 不能对{_DATA.get(v['kind'], v['kind'])}做{_TASKS.get(v['task'], v['task'])}。"
        + (f"可以的有：{v['names']}。" if v["names"] else "目录中还没有可以的网络。")
        + ("若有一列是要读的文本，请加 --kind text。" if v["kind"] == "table" and v["reads_text"] else "")
    ),
    "verbs.network_output": "网络 {network} 对 {rows} 行给出形状为 {shape} 的输出；数据需要 ({rows}, {outputs})：每个类别或目标一个值。",
    "verbs.network_gives": '网络 {network} 给出的是 {kind}，而需要的是回答的张量 (rows, outputs)，单独给出或放在元组的第一位。请让 forward 返回它，例如 `return answers["logits"]`。',
    "verbs.network_input": "网络 {network} 不能接受这种数据（每行形状 {shape}）：{reason}。请检查它的参数（--arg）或 --image-size。",
    "verbs.no_run": lambda v: (
        f"没有运行文件夹 {v['path']}。{did_you_mean(v)}`lamina train` 会打印它的运行文件夹；默认在 runs/ 下。"
    ),
    "verbs.no_audit": "{path} 里没有 audit.json（它记录数据如何读取与划分），因此无法查看。`lamina predict` 不需要它；否则请重新训练：lamina train --config {config}",
    "verbs.damaged_record": "{path} 已损坏（位置“{place}”），或被手工改动。请放回训练写下的文件，或用旁边的 config.json 重新训练。",
    "verbs.not_a_run": lambda v: (
        f"{v['path']} 既不是运行文件夹（没有 config.json），也不是模型包（没有 bundle.json）。"
        + (
            f"其中有运行文件夹，请给出其中一个：{some(v['runs'], 5)}。"
            if v["runs"]
            else "请给出 `lamina train` 打印的文件夹。"
        )
    ),
    "verbs.part_lost": "{path} 是已完成的运行，但缺少 {lost}：被删除、移走或没有复制。请放回，或重新训练：lamina train --config {config}",
    "verbs.run_exists": "运行文件夹 {path} 已存在且不为空：请换一个 --name，或用 `lamina resume` 继续它。",
    "verbs.no_model_yet": _no_model_yet,
    "verbs.bundle_alone": lambda v: (
        f"{v['path']} 是单独的模型包：它的运行文件夹里才有{_ALONE[v['what']].format(path=v['path'])}。"
    ),
    "verbs.cannot_write_run": "无法写入 {path}：{reason}。请腾出空间，然后 `{command}`。",
    "verbs.already_done": "{path} 已经完成：{epochs} 轮，没有可继续的。更长的训练是另一次运行：lamina train --config {path}/config.json --epochs {more}{own}",
    "verbs.other_kind": lambda v: f"此模型回答{_DATA[v['model']]}；而 {v['data']} 是{_GIVEN[v['given']]}。",
    "verbs.copies": _copies,
    "verbs.training_only": "没有留出任何行：这是网络学习过的行上的分数，不说明对新数据的表现。",
    "verbs.class_not_learned": lambda v: (
        f"训练集中没有类别 {'、'.join(v['classes'][:8])}{' 等' if len(v['classes']) > 8 else ''}：这一部分有 {v['rows']:,} 行不可能答对。"
    ),
    "verbs.copies_unknown": lambda v: (
        "无法检查这些行是否与训练行相同："
        + ("模型包单独存在，训练行的指纹在它的运行文件夹里。" if v["alone"] else "这次运行没有保存训练行的指纹。")
    ),
    "verbs.no_evaluation": "{path} 没有名为 {part} 的部分的分数；已有：{parts}。",
    "verbs.no_target_in_data": "数据中没有目标列（{target}），无法评分。`lamina predict` 不需要目标列。",
    "verbs.export_over_file": "{path} 是一个并非由导出写成的文件，保持不变。请给 --to 一个文件夹，或新的 .onnx 文件名。",
    "verbs.export_hidden": (
        "填词模型不导出：别处的分词器不会像 `lamina predict` 那样读取 [MASK]。请导出从它开始训练的模型（--weights RUN）。"
    ),
    "verbs.unknown_format": "没有导出格式“{format}”；可用的有：{formats}。",
    "verbs.interrupted": "在第 {epochs} 轮之后被中断，已保存。继续请用：{command}",
    "verbs.interrupted_outside": "已中断。已训练的部分已保存；继续请用：{command}",
    "verbs.data_not_here": "这里没有 {data}：配置中的路径相对于当初训练时所在的文件夹。请到那里去，或再次指明数据：lamina train DATA --config config.json。",
    "verbs.other_data": "数据（{source}）与运行 {path} 开始时不同：它已被改动。请恢复它，或开始新的运行。",
    "verbs.compare_two": "比较需要两个：运行，如 lamina compare RUN RUN；或网络，如 lamina compare resnet18 googlenet。",
    "verbs.steps": lambda v: (
        f"训练{'窗口' if v.get('windows') else '行'} {v['rows']:,}，每批 {v['batch_size']:,} {'个' if v.get('windows') else '行'}：每轮 {v['steps']:,} 步"
        + ("。" if v["most"] else f"，{v['epochs']:,} 轮，共 {v['all_steps']:,} 步。")
    ),
    "verbs.budget": lambda v: (
        f"训练在 {v['minutes']:.3g} 分钟或 {v['epochs']:,} 轮后结束，以先到者为准"
        + (f"；或连续 {v['patience']:,} 轮没有改进时结束" if v["patience"] else "")
        + "；学习率的变化也随之走完。步数由时钟决定，因此重复或恢复的运行会得到不同的权重；只用 --epochs 才能逐位重复。"
    ),
    "verbs.hardly_trained": lambda v: (
        f"时间预算在 {v['epochs']:g} 轮后用尽，训练行还没有全部看过一遍。增加 --minutes 可让网络全部看到。"
    ),
    "verbs.augmented": "训练图像在每轮中随机变化：{names}；如不合适，请用 --augment none。",
    "verbs.mixed": "训练图像两两混合（{names}），标签也按同样的比例混合：训练损失是混合图像的损失，训练准确率以占比较大的类别为准；二者都不能与验证集相比，验证图像不混合。",
    "verbs.crops": "每个答案是其图像 {crops} 个视图的平均；运行中保存的分数只用一个视图。",
    "verbs.crops_number": "一幅图像不能取 {crops} 个视图：请从 {known} 中选择。",
    "verbs.crops_table": "--crops {crops} 从图像中取视图，而这个模型不读图像：请去掉它。",
    "verbs.preview_png": "预览图为 PNG；请给出以 .png 结尾的文件名，而不是 {path}。",
    "verbs.preview_images": "{source} 是表格；只有图像可以增强。",
    "verbs.health_not_seen": "医生无法在训练中查看 {network}（{reason}）。训练照常继续；`lamina doctor` 所知会较少。",
    "verbs.augment_table": "--augment {names} 对表格不起作用：它只变化图像。",
    "verbs.network_chosen": lambda v: (
        f"网络：{v['network']}，因为{_KINDS[v['reason']]}；可用 --network 换另一个（见 `lamina list`）。"
    ),
    "verbs.nothing_to_answer": "没有要回答的内容：请给出原始数据，对会写作的模型也可给出 prompt。",
    "verbs.evaluating": "在留出的部分上评估，并与基线比较。",
    "verbs.saving": "保存模型包，并重放其黄金样本。",
    "verbs.drawing": "绘制图表和报告。",
    "verbs.fold_unscored": "第 {fold} 折（共 {folds} 折）略过：要预测的值有缺失，其中没有可以评分的。",
    "verbs.no_fold_scored": "{folds} 折中没有一折可以评分：每折都缺少要预测的值。请减少 --folds，或缩短 --horizon。",
    "verbs.fold": "第 {fold} 折，共 {folds} 折。",
    "verbs.folds_scored": lambda v: (
        f"{v['folds']} 折交叉验证：{METRICS.get(v['metric'], v['metric'])}平均 "
        f"{metric_text(v['metric'], v['mean'])}，标准差 {metric_text(v['metric'], v['std'])}"
        f"（{metric_text(v['metric'], min(v['values'])).removesuffix(' %')} 至 {metric_text(v['metric'], max(v['values']))}）。"
    ),
    "verbs.check_state": lambda v: f"运行 {v['path']} 的状态：{_state(v)}。",
    "verbs.check_parts": lambda v: (
        f"同时在两个部分中的行：{v['twice']:,}（{part_sizes(v['sizes'])}）；内容相同的不同行：{v['shared']:,}。"
    ),
    "verbs.check_statistics": "拟合的统计量 {count:,} 个，其中不是来自训练行的 {foreign} 个。",
    "verbs.check_resume": lambda v: (
        f"在 {v['epochs']} 轮中被杀掉 {v['kills']} 次并继续，再与从未被杀掉的运行逐位比较："
        f"预处理、网络和输出的 {v['tensors']} 个张量、黄金答案和 bundle.json"
        + (f"；不同的有：{v['differing']}。" if v["differing"] else "。")
    ),
    "verbs.test_looks": "在 {out} 中，这份数据的测试行已被查看 {looks} 次：次数越多，测试分数越不可信。",
}
