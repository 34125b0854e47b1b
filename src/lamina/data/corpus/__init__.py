"""Running text: for language models, for hidden words, for word vectors."""
