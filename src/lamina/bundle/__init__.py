"""Floor 3: the model on disk. Imports core, networks and data."""
