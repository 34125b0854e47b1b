"""Floor 3: metrics, baselines, predictions. Imports core only."""
