"""A page that stands alone: its style inside, nothing that a browser would fetch from elsewhere."""

from lamina.report.html import Html, tag
from lamina.report.page_style import CSS
from lamina.words import language


def document(title: str, body: Html, style: str = "") -> str:
    """The whole page. style: rules beside those that all pages have."""
    # data: pictures and the page's own style are all that the browser may load
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Html(CSS + style)),
    )
    return "<!doctype html>\n" + tag("html", head, tag("body", body), lang="zh-CN" if language() == "zh" else "en")
