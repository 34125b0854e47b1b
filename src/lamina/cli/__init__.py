"""Floor 7: the command line, a file per command, everything imported late."""
