"""Settings of matplotlib are put back, and pictures are whole files."""

from pathlib import Path

import matplotlib

from lamina.report.style import headline, new_figure, save, styled


def test_settings_are_put_back_and_the_same_figure_has_the_same_bytes(tmp_path: Path) -> None:
    names = ("font.family", "font.size", "text.parse_math", "axes.grid", "figure.facecolor")
    before = [matplotlib.rcParams[name] for name in names]
    for name in ("a.png", "b.png"):
        with styled():
            figure = new_figure(3, 2)
            headline(figure.add_subplot(), "$not maths$ 标题", "under")
            assert save(figure, tmp_path / name).read_bytes().startswith(b"\x89PNG")
    assert [matplotlib.rcParams[name] for name in names] == before
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
