"""Floor 0: what every other floor agrees on. Imports torch, pydantic and the standard library only."""
