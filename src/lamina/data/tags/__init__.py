"""Sentences with a label for each token."""
