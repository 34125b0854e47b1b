"""Texts with an answer each: read, cut into tokens, fitted on the training texts, batched by length."""
