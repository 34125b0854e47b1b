"""Floor 2: from a raw file to prepared parts. Imports core only."""
