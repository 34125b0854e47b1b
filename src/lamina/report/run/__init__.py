"""The report of a training: its page, card and plots."""
