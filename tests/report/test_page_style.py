"""The style sheet: text that can be read, in both colour schemes."""

import re

import pytest

from lamina.report.page_style import CSS


def colours(scheme: int) -> dict[str, str]:
    """The variables of the light (0) or the dark (1) scheme."""
    block = re.findall(r":root\{([^}]*)\}", CSS)[scheme]
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1])
def test_text_has_the_contrast_that_wcag_asks_for(scheme: int) -> None:
    found = colours(scheme)
    pairs = [("ink", "paper"), ("ink", "ground"), ("muted", "paper"), ("muted", "ground"), ("blue", "paper")]
    for text, ground in [*pairs, ("good-ink", "good"), ("care-ink", "care"), ("ink", "code")]:
        light, dark = sorted((luminance(found[text]), luminance(found[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def test_braces_match_and_nothing_is_loaded() -> None:
    assert CSS.count("{") == CSS.count("}") and "url(" not in CSS and "@import" not in CSS
