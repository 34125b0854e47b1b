"""The doctor's rules: from a `Checkup`, plain figures of a training, to findings. A file for each family of faults.

A rule is a function from a Checkup to findings. It follows from the mechanism of its fault: what that does to the
figures, whichever data and network. Its limits are constants with their reason. `diagnose` asks all rules.
"""
