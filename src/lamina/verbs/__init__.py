"""Floor 4: a file per verb, the same in Python and on the command line."""
