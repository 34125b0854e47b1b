"""Chinese sentences of `report`: code -> sentence with {parameters}, or a function of the parameters."""

from collections.abc import Callable
from typing import Any

from lamina.words.zh.forms import scored

_DOES = {"classify": "判断", "translate": "译成"}

SENTENCES: dict[str, str | Callable[[dict[str, Any]], str]] = {
    # curves
    "report.train_curve": "训练",
    "report.validation_curve": "验证",
    "report.written": "网络写出的文本",
    "report.epoch": "轮次",
    "report.kept_epoch": "保留第 {epoch} 轮，验证 {value}",
    # confusion
    "report.confusion": "混淆矩阵",
    "report.confusion_under": "{part}，{rows:,} 行，正确 {accuracy} · 蓝：正确，橙：错误",
    "report.answered": "模型的回答",
    "report.truly": "真实类别",
    # calibration
    "report.calibration": "校准",
    "report.calibration_under": lambda v: (
        f"{v['part']}，{v['rows']:,} {scored(v)}，校准误差 {v['error']} · 虚线以下：过于自信"
    ),
    "report.share_right": "回答正确的比例",
    "report.probability_given": "模型给出的概率",
    "report.rows": "行数",
    "report.before_temperature": "温度校准之前",
    "report.after_temperature": "之后",
    # regression
    "report.part_rows": lambda v: f"{v['part']}，{v['rows']:,} {scored(v)}",
    "report.forecast": "{target} 的预测",
    "report.forecasts": "每次 {horizon} 步的预测，从圆点开始",
    "report.forecast_section": "预测与真实",
    "report.truth": "真实值",
    "report.steps_ahead": "向前步数",
    "report.error_by_step": "各步的 RMSE",
    "report.predicted_against_true": "预测与真实",
    "report.true_value": "真实值 {target}",
    "report.answer_value": "模型的回答",
    "report.error_value": "误差（回答减真实）",
    "report.residuals": "残差",
    "report.running_median": "滑动中位数",
    "report.zero_exact": "虚线上的回答完全准确",
    "report.outside": "有 {rows:,} 个更大的误差在图外",
    # samples
    "report.tags_right": "标签全对",
    "report.tags_wrong": "错得最多",
    "report.tag_instead": "答 {answer}，实为 {target}",
    "report.sure_right": "有把握且正确",
    "report.sure_wrong": "有把握但错误",
    "report.unsure": "没有把握",
    "report.closest": "最接近",
    "report.farthest": "差得最远",
    "report.truly_name": "实为 {name}",
    "report.group": "类型",
    "report.row": "行（从 0 起）",
    "report.line": "行号",
    "report.file": "文件",
    "report.target_head": "真实",
    "report.answer_head": "回答",
    "report.probability_head": "概率",
    # page: result
    "report.page_mark": "Lamina 报告",
    "report.this_network": "本网络",
    "report.higher": "越高越好 →",
    "report.lower": "← 越低越好",
    "report.audit": "审计",
    "report.test_uses": lambda v: (
        "这些测试行被看过 1 次，即本次运行。"
        if v["uses"] == 1
        else f"这些测试行已被此文件夹中的运行看过 {v['uses']} 次。看得越多，分数对新数据的说服力越小。"
    ),
    "report.footer": "由 Lamina 生成。本页是完整的，不从网络加载任何内容。",
    # page: scores
    "report.scores": "分数",
    "report.score": "指标",
    "report.interval": "95 % 区间",
    "report.intervals_of_windows": "区间：对窗口做自助法。它说明换一批测试窗口可能得到什么，而不是换一次训练。",
    "report.intervals_are": "区间：准确率用 Wilson 法，其余对行做自助法。它说明换一批测试行可能得到什么，而不是换一次训练。",
    "report.classes": "类别",
    "report.class_head": "类别",
    "report.per_class": "各个类别",
    "report.worst_classes": "{classes} 个类别中回答最差的 {shown} 个。",
    "report.all_classes": "所有类别",
    "report.frequent_errors": "最常见的错误",
    "report.share_of_class": "占该类",
    "report.calibration_means": "以 80 % 的概率给出的回答，应有约 80 % 是对的。温度只用验证行拟合。",
    # page: training
    "report.training": "训练",
    "report.epochs": "轮数",
    "report.best_epoch": "保留的轮次",
    "report.seconds": "训练时间",
    "report.samples_per_second": "每秒行数（中位数）",
    "report.samples": "值得一看的行",
    # page: data
    "report.data": "数据",
    "report.source": "来源",
    "report.fingerprint": "指纹",
    "report.rows_read": "读入行数",
    "report.rows_used": "使用行数",
    "report.split": "划分",
    "report.shared_rows": "两个部分中相同的行",
    "report.no_shared_rows": "无",
    "report.parts": "各部分",
    "show.quantile.minimum": "最小值",
    "show.quantile.quartile 1": "下四分位",
    "show.quantile.median": "中位数",
    "show.quantile.quartile 3": "上四分位",
    "show.quantile.maximum": "最大值",
    "report.repaired": "发现、舍弃与修补",
    "report.statistics": "拟合了什么，用了哪些行（{count:,}）",
    "report.column": "列",
    "report.statistic": "内容",
    "report.values": "值",
    "report.fitted_on": "拟合于",
    # page: use and settings
    "report.use": "使用此模型",
    "report.use_predict.data": "回答新数据：",
    "report.use_predict.prompt": "从一个开头续写：",
    "report.use_predict.hidden": "填出文本中被遮住的词元：",
    "report.use_predict.word": "与一个词最近的词，或与“king - man + woman”这样的算式最近的词：",
    "report.use_predict.text": "翻译一段文本，或每行一段的文件：",
    "report.use_evaluate": "在另一份带目标的数据上评分：",
    "report.use_verify": "检查保存的模型是否仍给出同样的回答：",
    "report.use_export": "导出给其他程序：",
    "report.use_repeat": "重复这次训练：",
    "report.in_python": "在 Python 中：",
    "report.new_data": "新数据",
    "report.settings": "设置",
    "report.settings_changed": "与默认值不同之处（auto 显示为它的实际取值）：",
    "report.all_default": "没有：全部是默认值。",
    "report.all_settings": "所有设置",
    "report.setting": "设置",
    "report.value": "值",
    "report.machine": "机器与版本",
    "report.yes": "是",
    "report.no": "否",
    "report.picture.curves": "训练与验证曲线",
    "report.picture.confusion": "混淆矩阵",
    "report.picture.calibration": "可靠性图",
    "report.picture.predicted-against-true": "预测与真实值，以及残差",
    "report.picture.forecast": "预测与实际值，以及每一步的误差",
    "report.picture.samples": "样本：有把握且正确、有把握但错误、没有把握",
    "report.source_text": "源文",
    "report.reference_text": "参考译文",
    "report.hidden_text": "遮盖后的文本",
    "report.hidden_tokens": "被遮盖的内容",
    "report.filled_in": "网络的回答",
    "report.answer_text": "译文",
    "show.metric.loss": "损失",
    "show.metric.spearman": "Spearman",
    "show.metric.analogies": "类比",
    "show.metric.coverage": "覆盖率",
    "show.baseline.chance": "随机猜测",
    "report.picture.words": "常用词在其向量前两个主轴上的位置",
    # model card
    "report.card_data": "数据",
    "report.card_scores": "分数",
    "report.card_use": "如何加载与预测",
    "report.card_limits": "局限",
    "report.card_what": lambda v: (
        f"网络 `{v['network']}`，用{v['data']}训练，{_DOES.get(v['task'], '估计')}{v['target']}。"
        if v["target"]
        else f"网络 `{v['network']}`，用{v['data']}训练。"
    ),
    "report.card_classes": "类别（{count:,}）：{names}",
    "report.card_inputs": "输入（{count:,}）：{names}",
    "report.card_image": "输入：{height} x {width} 像素、{channels} 通道的图像；其他尺寸会被调整到此尺寸。",
    "report.card_trained": lambda v: (
        f"训练 {v['epochs']:,g} 轮（{v['seconds']:,.0f} 秒），权重取自"
        + ("最后一步。" if v["best_epoch"] >= v["epochs"] else f"第 {v['best_epoch']:,} 轮。")
    ),
    "report.card_calibrated": "概率经过温度校准，温度只用验证行拟合。",
    "report.card_bundle": (
        "此文件夹就是整个模型：`weights.safetensors` 和 `bundle.json` 含有网络、清洗、缩放、类别表和类别名称；"
        "其中没有任何可执行的代码。加载时会重放几行黄金样本，回答不一致则拒绝加载。"
    ),
    "report.card_limit_like": "这些分数只适用于与这些数据来源相同的新行。预测时会标出超出训练所见范围的行。",
    "report.card_limit_rows": "测试集有 {rows:,} 行；区间说明由此留下多大的不确定性。",
    "report.card_limit_no_test": "没有测试集：验证集的分数偏高，因为权重是按它选的。",
    "report.card_limit_cause": "网络找到的是数据中的相关，而不是因果。",
    "report.more": "等 {count:,} 个",
}
