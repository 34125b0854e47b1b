"""A page that stands alone."""

from lamina.report.document import document
from lamina.report.html import tag


def test_nothing_is_fetched_and_text_is_escaped() -> None:
    page = document("<b>", tag("main", "x"), ".own{color:red}")
    assert page.startswith("<!doctype html>") and "default-src &#x27;none&#x27;" in page
    assert "<title>&lt;b&gt;</title>" in page and ".own{color:red}" in page and "<main>x</main>" in page
