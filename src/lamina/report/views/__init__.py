"""What `lamina explain` draws: pictures, coloured text and its page."""
