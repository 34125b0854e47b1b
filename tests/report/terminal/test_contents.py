"""The contents page of the networks."""

from rich.console import Console, RenderableType

from lamina import words
from lamina.networks.catalog import CATALOG, account
from lamina.report.numbers import named
from lamina.report.terminal.contents import TASKS, contents_view
from lamina.words.zh import SUMMARIES


def drawn(view: RenderableType, width: int) -> str:
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(view)
    return capture.get()


def test_a_line_per_network_under_its_paper() -> None:
    lines = drawn(contents_view(CATALOG), 130).splitlines()
    for row in CATALOG:
        (line,) = [line for line in lines if line.split()[:1] == [row.name]]
        assert f"{row.parameters:,}" in line if row.parameters else "by the data" in line
        assert line.startswith(f"  {row.name}") and line.rstrip().endswith(row.summary)
    assert any(line.startswith("1998  LeCun") for line in lines)


def test_what_networks_take_is_said_once_and_no_task_that_cannot_be_trained() -> None:
    lines = [line.rstrip() for line in drawn(contents_view(CATALOG), 110).splitlines()]
    assert lines.count("images: classify, regress") == 1
    assert lines.count("series, sequences, texts: classify, regress, forecast, tag, model the language") == 1
    taught = {task for row in CATALOG for task in row.tasks} & TASKS
    assert taught and all(named("task", task) in " ".join(lines) for task in taught)


def test_nothing_is_cut_on_a_narrow_terminal() -> None:
    for width in (60, 80, 110):
        lines = drawn(contents_view(CATALOG), width).splitlines()
        assert all(len(line) <= width for line in lines)
        first = [line for line in lines if line.split()[:1] and line.split()[0] in {row.name for row in CATALOG}]
        assert len(first) == len(CATALOG) and all(line[:2] == "  " and line[2] != " " for line in first)
        held = " ".join(" ".join(lines).split())
        words_of = {word for row in CATALOG for word in row.summary.split()}
        assert all(word in held for word in words_of) and "…" not in held


def test_the_catalogue_speaks_to_readers_who_have_no_notes() -> None:
    assert not [row.name for row in CATALOG if "the notes" in row.summary + account(row.name)]


def test_chinese_lines_are_of_networks_that_exist() -> None:
    assert set(SUMMARIES) <= {row.name for row in CATALOG}
    words.use("zh")
    try:
        text = drawn(contents_view(CATALOG), 110)
    finally:
        words.use("en")
    assert "图像：分类、回归" in text and "多数课程所讲的 LeNet-5" in text and "images" not in text
