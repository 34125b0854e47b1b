"""Activities as a table."""

from lamina.core.flow import Activity
from lamina.report.views.activity_table import OPEN, activity_table, bars

ONE = Activity("layers.0.conv", "Conv2d", (6, 28, 28), 0.12345, 0.5, -1.5, 2.25, (1, 0, 3))


def test_a_line_says_shape_mean_zeros_and_range() -> None:
    text = str(activity_table([ONE]))
    for part in ("layers.<wbr>0.<wbr>conv", "6×28×28", "0.123", "50 %", "-1.5 … 2.25"):
        assert part in text
    assert "<details>" not in text


def test_long_networks_are_folded() -> None:
    text = str(activity_table([ONE] * (OPEN + 3)))
    assert "3 more layers" in text and text.index("<details>") < text.index("3 more layers")


def test_bars_leave_out_what_is_empty() -> None:
    assert bars((1, 0, 3)).count("<rect") == 2 and 'height="22.0"' in bars((1, 0, 3)) and bars(()).count("<rect") == 0
