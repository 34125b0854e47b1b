"""Chinese sentences of `images`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.zh.forms import did_you_mean, some

_SHOWN = 10
_REASONS = {
    "empty": "空文件", "not_image": "不是图像文件", "truncated": "文件不完整", "broken": "文件已损坏",
    "bomb": "超过 8900 万像素", "tiny": "有一边只有 1 个像素", "missing": "文件不存在", "forbidden": "没有读取权限",
}  # fmt: skip
_PARTS = {"train": "训练集", "validation": "验证集", "test": "测试集"}


def _files(values: dict[str, Any]) -> str:
    shown = [f"{name}（{_REASONS.get(reason, reason)}）" for name, reason in values["files"][:_SHOWN]]
    more = values["count"] - len(shown)
    return "、".join(shown) + (f"，另有 {more} 个" if more > 0 else "")


def _converted(values: dict[str, Any]) -> str:
    parts = [
        ("to_grey", "张彩色图转为灰度（网络只接受一个通道）"),
        ("to_colour", "张灰度图复制为三个通道"),
        ("transparent", "张的透明像素以白色为底"),
        ("turned", "张按相机记录（EXIF）转正"),
        ("animated", "张动图只取第一帧"),
        ("deep", "张 16 位图的值除以 257"),
        ("palette", "张调色板图查出颜色"),
        ("inks", "张印刷色（CMYK）转为颜色"),
    ]
    said = [f"{values[name]:,} {text}" for name, text in parts if values.get(name)]
    return f"{values['images']:,} 张图像中：{'；'.join(said)}。"


def _resized(values: dict[str, Any]) -> str:
    of = (
        f"{values['sizes']} 种尺寸，从 {values['smallest']} 到 {values['largest']}"
        if values["sizes"] > 1
        else values["smallest"]
    )
    squashed = values["squashed"]
    how = f"{values['images']:,} 张中有 {squashed:,} 张的长宽比改变：保留整幅图像。" if squashed else ""
    return f"图像（{of}）缩放为 {values['size']}。{how}"


def _size_chosen(values: dict[str, Any]) -> str:
    why = f"图像的尺寸 {values['one']} 较大" if values["one"] else "图像的尺寸各不相同"
    return f"{why}，网络看到的是 {values['size']}；可用 --image-size 另选。"


def _columns(values: dict[str, Any]) -> str:
    label = values["label"]
    said = f"图像文件在“{values['path']}”列"
    if label is None:
        return f"{said}；没有标签。"
    return f"{said}，标签是“{label}”列" + ("。" if values["asked"] else "；可用 --target 另选。")


def _task_guessed(values: dict[str, Any]) -> str:
    taken, other, task = ("类别", "数量", "regress") if values["task"] == "classify" else ("数量", "类别", "classify")
    return f"标签“{values['target']}”有 {values['different']:,} 个不同的整数，当作{taken}；如果是{other}，请用 --task {task}。"


def _part(name: str) -> str:
    return _PARTS.get(name, name)


def _shared(values: dict[str, Any]) -> str:
    pairs = [(pair.split("/"), count) for pair, count in values["pairs"].items()]
    said = [f"{_part(second)}有 {count:,} 张也在{_part(first)}中" for (first, second), count in pairs]
    return f"不同部分里有像素完全相同的图像：{'；'.join(said)}。它们使得分虚高，请删去重复的。"


def _near(values: dict[str, Any]) -> str:
    pairs = some([f"{b} 与 {a}" for a, b in values["examples"]], 3)
    looked_at = f"{values['looked_at']:,} 张"
    if values["looked_at"] < values["images"]:
        looked_at += f"（共 {values['images']:,} 张）"
    if values["compared_with"] < values["train_images"]:
        looked_at += f"、对照训练图像 {values['compared_with']:,} 张（共 {values['train_images']:,} 张）"
    of = f"{_part(values['part'])}以 {values['size']} 查看的 {looked_at}中，有 {values['count']:,} 张与某张训练图像几乎相同"
    return f"{of}（{pairs}）：可能是重新编码或缩放的副本。"


SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # sources
    "images.unknown_source": "无法从 {type} 读取图像。请给出每类一个文件夹的目录、含图像文件列的 CSV、（路径, 标签）列表、IDX 或 .npz 文件，或数组。",
    "images.no_labels": "{source} 有图像，但没有可学习的标签。请给出（图像, 标签），或每类一个文件夹的目录。",
    "images.one_file": "{path} 只是一张图像；训练需要每类一个文件夹的目录，或列出图像文件和标签的 CSV。",
    "images.unreadable": "无法读取 {path}：{reason}。",
    "images.none_in_folder": "{path} 及其子文件夹中没有图像。请给出每类一个图像文件夹的目录。",
    "images.flat_folder": "{path} 中有图像，但没有按类分的文件夹，无从学习。请把每类图像放进以类名命名的文件夹，或给出列出图像文件和标签的 CSV。",
    "images.none_listed": "列表中没有图像文件。",
    "images.no_path_column": "{path} 中没有哪一列是图像文件名（各列：{columns}）。",
    "images.no_label_column": "除了图像文件列“{column}”，没有标签列。",
    "images.no_target": lambda v: f"图像文件之外没有“{v['target']}”列（各列：{v['columns']}）。{did_you_mean(v)}",
    "images.one_target": "图像一次只能学习一个目标，不能是 {targets}。请用 --target 选一个。",
    "images.label_not_number": "{image} 的标签“{label}”不是有限的数。请改正，或用 --task classify。",
    "images.labels_count": "有 {images:,} 张图像，却有 {labels:,} 个标签；每张图像需要一个标签。",
    "images.labels_shape": "标签的形状应为 ({images},)，每张图像一个，而不是 {shape}；独热编码请先用 argmax 转为整数。",
    "images.single_class": lambda v: (
        f"{v['source']} 的 {v['images']:,} 张图像都属于同一类“{v['name']}”；分类至少需要两类。"
    ),
    "images.all_broken": lambda v: f"{v['count']:,} 张图像没有一张可用：{_files(v)}。",
    "images.memory": "{images:,} 张 {size} 的图像需要 {need} GiB 内存，本机有 {have} GiB。请用较小的 --image-size 或较少的图像。",
    "images.no_room": "{images:,} 张 {size} 的图像需要 {need} GiB：文件夹 {folder} 放不下（{reason}），而本机内存只有 {have} GiB。请将 LAMINA_CACHE 设为有空间的文件夹，或使用较小的 --image-size。",
    "images.channels": "图像网络接受 1 个通道（灰度）或 3 个（彩色），不是 {channels} 个。",
    "images.not_an_image_model": "这个模型是用表格训练的，不能回答图像。",
    # IDX
    "images.idx_empty": "{path} 是空文件，没有图像。如果是下载或复制来的，请重新获取。",
    "images.idx_magic": "{path} 不是 IDX 文件：开头是 {found}，应为 0x00000803（图像）或 0x00000801（标签）。",
    "images.idx_header": "{path} 的文件头不完整：只有 {found} 字节，至少应有 {expected} 字节。",
    "images.idx_count": "{path} 应有 {shape} 个值，共 {expected:,} 字节，实际为 {found} 字节。文件不完整或已损坏，请重新获取。",
    "images.idx_gzip": "{path} 无法解压（{reason}）。文件不完整或已损坏，请重新获取。",
    "images.idx_no_labels": "缺少 {path} 的标签；旁边应有 {wanted}（或 .gz）。",
    "images.idx_no_images": "{path} 中有 IDX 文件（{files}），但没有图像；文件名应类似 train-images-idx3-ubyte。",
    "images.idx_many": "{path} 的同一部分有多个 IDX 图像文件（{files}）。请直接给出所要的那个文件。",
    "images.idx_not_images": "{path} 存的是 {shape} 个值；图像应为三维（张数、行、列）的无符号字节。",
    "images.idx_not_labels": "{path} 存的是 {shape} 个值；标签应为一维整数。",
    "images.idx_labels_count": "{path} 有 {labels:,} 个标签，而 {images_path} 有 {images:,} 张图像，两者不匹配。",
    # arrays
    "images.archive_unsafe": "{path} 中有指向外部的条目（{name}），不读取这样的压缩包。请小心解压后给出文件夹。",
    "images.archive_large": "{path} 中的图像解压后超过 {limit} GiB，即本机内存的一半。请先解压，再给出文件夹。",
    "images.cifar_size": "{file} 有 {bytes:,} 字节，不是 {record:,} 字节记录的整数倍。它不完整或不是 CIFAR-10 文件，请重新获取。",
    "images.cifar_label": "{file} 的第 {record:,} 条记录（从 0 数）标签为 {label}，但只有 {classes} 个类别。文件已损坏或不是 CIFAR-10 文件。",
    "images.array_ragged": "图像大小不一，无法组成数组（{reason}）。请先缩放，或给出图像文件。",
    "images.array_shape": "图像的形状应为 (N,H,W)、(N,C,H,W) 或 (N,H,W,C)，且至少有一个像素，而不是 {shape}（layout 为 {layout}）。",
    "images.array_channels": "形状为 {shape} 的数组在 {layout} 的通道轴上不是 1、3 或 4。请设 --layout nchw 或 nhwc。",
    "images.array_type": "像素必须是数，而不是 {type}。",
    "images.array_not_finite": "数组中第 {position} 张图像（从 0 数起）有像素为 NaN 或无穷大。",
    "images.array_range": "像素值从 {low:g} 到 {high:g}，应在 0..{range} 之内。请换算到 0..255 或 0..1，并用 --pixel-range 说明。",
    # notes
    "images.layout": "形状为 {shape} 的数组按 {layout} 读取；如果不对，请用 --layout。",
    "images.range": "像素值 {low:g} 到 {high:g} 按 0..{range} 读取；如果不对，请用 --pixel-range。",
    "images.columns": _columns,
    "images.label_missing": lambda v: (
        f"“{v['column']}”列为空的 {v['count']:,} 张图像不使用（{'行号' if v['lined'] else '从 0 起的行'} {some(v['rows'])}{'……' if v['count'] > len(v['rows']) else ''}）。"
    ),
    "images.ignored_files": lambda v: (
        f"忽略 {v['count']:,} 个不是图像的文件：{some(v['examples'])}{' 等' if v['count'] > len(v['examples']) else ''}。"
    ),
    "images.loose_images": lambda v: (
        f"直接放在 {v['folder']}/ 下的 {v['count']:,} 张图像不属于任何类，不使用：{some(v['examples'])}。"
    ),
    "images.inner_folder": "各类从其中唯一的文件夹 {folder}/ 读取。",
    "images.outside_parts": lambda v: f"除 train/、validation/、test/ 之外，这些文件夹不使用：{some(v['folders'])}。",
    "images.empty_class": "文件夹 {folder}/ 中没有图像，不算一类。",
    "images.case_only": lambda v: (
        f"只有大小写不同的类分开处理：{'；'.join(' 与 '.join(group) for group in v['groups'])}。如果本是同一类，请改文件夹名。"
    ),
    "images.task_guessed": _task_guessed,
    "images.size_chosen": _size_chosen,
    "images.padded": "{own} 的图像居中补零到 {size}。",
    "images.resized": _resized,
    "images.converted": _converted,
    "images.quarantined": lambda v: f"{v['count']:,} 个文件不可用，已排除：{_files(v)}。",
    "images.no_cache": "解码后的图像无法保存到 {folder}（{reason}），因此放在内存中，下次运行会重新解码；可用 LAMINA_CACHE 指定其他文件夹。",
    "images.shared": _shared,
    "images.near": _near,
    "images.labels_unused": lambda v: f"文件夹名或标签（{some(v['names'])}）都不是模型的类别，不使用。",
    "images.unknown_classes": lambda v: (
        f"{v['images']:,} 张图像的类别（{some(v['names'])}）模型不认识；它认识 {some(v['known'])}。"
    ),
    "images.mix_numbers": "--augment {names} 混合的是类别，而这里学的是数值：请去掉它，或使用 --task classify。",
    "images.brought_to_size": lambda v: (
        f"{v['images']:,} 张图像中有 {v['count']:,} 张被缩放到 {v['size']}"
        f"（原为 {'、'.join(v['from'])}{' 等' if v['sizes'] > len(v['from']) else ''}）。"
    ),
    "images.one_array": "形状为 {shape} 的数组视为一张图像。",
    "images.colour_lost": "由 {mode} 转为灰度：网络是用灰度图像训练的",
    "images.outside_brightness": lambda v: (
        f"亮度 {v['value']:.2g} 超出训练所见的 {v['low']:.2g} 到 {v['high']:.2g}（0 黑，1 白）"
        + ("：图像像是黑白颠倒了" if v["inverted"] else "")
    ),
    "images.squashed": "由 {own} 缩放到 {size}，长宽比变化很大",
    "images.enlarged": "图像为 {own}，不到网络所看 {size} 的一半",
}
