"""Floor 3: looking into any torch module. Measuring gives plain records (core.inspection); drawing is in report."""
