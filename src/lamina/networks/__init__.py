"""Floor 2: the networks, one file a paper or family, and their catalogue. Imports core and blocks only."""
