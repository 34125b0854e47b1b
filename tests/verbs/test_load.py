"""A run from its folder, or from its model's."""

import lamina
from lamina.verbs.run import Run


def test_the_models_folder_leads_to_the_run(classified: Run) -> None:
    assert lamina.load(classified.path / "model").path == classified.path
    assert lamina.load(str(classified.path)).history == classified.history
