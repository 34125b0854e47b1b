"""Floor 1: the parts of networks, each usable alone. Imports core only."""
