"""Texts that a network wrote, in the report."""

from lamina.report.run.passages import MOST, passages


def test_the_last_first_and_of_many_epochs_some():
    assert passages({}) is None
    found = passages({epoch: f"text {epoch}\n  <b>" for epoch in range(1, 31)})
    assert found is not None
    _, lines = found
    assert len(lines) == MOST and lines[0][0] == "30" and lines[-1][0] == "1"
    assert lines[0][1] == "<pre>text 30\n  &lt;b&gt;</pre>"
