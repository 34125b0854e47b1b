"""A calculation as HTML: letters, powers, matrices as tables; nothing unescaped."""

import torch

from lamina.report.worked.equation import Equation, Heading, Step, matrix
from lamina.report.worked.equation_html import formula, grid_html, steps_html


def test_letters_are_variables_words_are_functions() -> None:
    assert formula("W¹ a⁰ + b¹") == "<i>W</i><sup>1</sup> <i>a</i><sup>0</sup> + <i>b</i><sup>1</sup>"
    assert formula("sigmoid(z₁)") == "sigmoid(<i>z</i><sub>1</sub>)"
    assert formula("-3.5") == "−3.5" and formula("1.2e-05") == "1.2e−05"


def test_everything_is_escaped() -> None:
    page = steps_html([Step("<b>", ("a < b", Heading("<i>"), Equation(("x<y",), (("<script>",),))))])
    assert "<script>" not in page and "<h3>&lt;b&gt;</h3>" in page and "a &lt; b" in page


def test_a_matrix_is_a_table_with_its_marks_and_its_size() -> None:
    grid = matrix(torch.eye(2), marked=[(1, 1)], bracketed=False)
    html = grid_html(grid)  # type: ignore[arg-type]
    assert html.count("<td") == 4 and html.count('class="seen"') == 1 and "loose" in html
    assert "12 × 12" in grid_html(matrix(torch.eye(12)))  # type: ignore[arg-type]


def test_each_side_has_its_sign() -> None:
    html = steps_html([Step("t", (Equation(("z",), (("a",), ("b",), ("c",))),))])
    assert html.count('class="sign"') == 3 and html.count('class="left"') == 3
