"""The page's own drawing of a graph."""

from xml.etree import ElementTree

from tests.report.views.test_flow_drawing import GRAPH

from lamina.report.views.flow_svg import graph_svg, is_wide


def test_it_is_whole_and_says_what_it_shows() -> None:
    tree = ElementTree.fromstring(graph_svg(GRAPH, "a <net>"))
    svg = tree[0]
    assert svg.attrib["aria-label"] == "a <net>" and len(svg.findall(".//rect")) == 5
    texts = [one.text for one in svg.findall(".//text")]
    assert "1×8×8" in texts and "64" in texts and "input" in texts
    assert [one.attrib["class"] for one in svg.findall(".//path[@class='skip']")] == ["skip"]


def test_a_chain_is_narrow() -> None:
    assert not is_wide(GRAPH)
