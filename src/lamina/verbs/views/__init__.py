"""What `lamina explain` shows: the rows looked at, and a file per view."""
