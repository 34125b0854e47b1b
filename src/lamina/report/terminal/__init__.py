"""What stands in the terminal: tables, progress, lists."""
