"""What `lamina inspect` tells of a network, as table, Markdown and HTML."""
