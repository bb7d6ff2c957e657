"""From trained weights to a bundle that may be shipped: each step a function of files, which a command or `release` runs.

A step says what it found line by line, by `say`; that it writes nothing which does not pass the gate is its own business.
"""
