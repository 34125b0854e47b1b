"""Tables: read as typed columns, profiled, the target found, fitted on the training rows, encoded for a model."""
