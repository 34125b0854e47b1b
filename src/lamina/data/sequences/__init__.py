"""Sequences of numbers with one answer each."""
