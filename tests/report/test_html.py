"""HTML is escaped unless it is HTML already."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from lamina.report.html import Html, facts, join, table, tag


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attrs = dict(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_no_text_can_open_an_element(text: str) -> None:
    seen = Seen()
    seen.feed(tag("p", text, title=text))
    seen.close()
    assert seen.tags == ["p"]


def test_attributes_are_escaped_and_renamed() -> None:
    assert (
        tag("a", "x", class_='"><b>', http_equiv="y", id=None) == '<a class="&quot;&gt;&lt;b&gt;" http-equiv="y">x</a>'
    )


def test_html_stays_and_none_is_left_out() -> None:
    assert tag("p", tag("b", "<"), None, 3) == "<p><b>&lt;</b>3</p>"
    assert isinstance(join([tag("br")]), Html) and join([tag("br"), tag("hr")]) == "<br><hr>"


def test_tables_and_facts_escape_their_cells() -> None:
    assert "<i>" not in table(["<i>", "n"], [["<i>", "<i>"]]) + facts([("<i>", "<i>")])
