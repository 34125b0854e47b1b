"""Dropout: Srivastava et al. 2014 (and Krizhevsky et al. 2012). Neurons, not connections, are set to 0 in training.

What stays is scaled by 1 / (1 - p) in training (inverted dropout), so that prediction changes nothing; the papers
scale at prediction instead. It stands after the activation: linear, activation, dropout.
"""

from torch import nn

from lamina.core.errors import InputError


def dropout_layer(dropout: float) -> nn.Module:
    """Sets each value to 0 with probability `dropout`, 0 <= dropout < 1; any shape -> same shape."""
    if not 0 <= dropout < 1:
        raise InputError("networks.bad_dropout", dropout=str(dropout))
    return nn.Dropout(dropout)
