"""Calculations worked out with their numbers, as equations in text and HTML."""
