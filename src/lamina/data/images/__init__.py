"""Images: read from files, archives or arrays, made of one size, split, measured, varied for training."""
