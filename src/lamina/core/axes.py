"""The alphabet of shapes, one for the whole package.

    B  rows of a batch          C  channels            H, W  height, width
    N  numeric columns          K  categorical columns  F    features after preparation
    Y  outputs (classes, labels or numeric targets)     T    steps of a sequence
    D  width of an embedding    L  length of a text

`x: (B, C, H, W) -> (B, Y)` in a docstring is a contract that a test checks. Images at rest are uint8
(B, H, W, C); inside a network they are float32 (B, C, H, W).
"""
