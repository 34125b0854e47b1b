"""Floor 3: the loop and what stands around it. Imports core and blocks only."""
