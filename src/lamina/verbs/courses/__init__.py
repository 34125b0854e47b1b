"""What each task does in its own way along the main path, and what belongs to one task only."""
