"""B-mode simulator: subject -> anatomy -> scatterers -> scanner -> grey image.

The simulated probe and the training set use the same code. Everything it produces is simulated and labelled as such.
"""
