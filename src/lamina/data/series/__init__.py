"""Series over time: put on a regular grid, split by time, cut into windows, scaled."""
