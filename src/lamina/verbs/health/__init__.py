"""A training's health: watched while it runs, written down, and judged by the doctor."""
