"""B-mode simulator: subject -> anatomy -> scatterers -> scanner -> grey image.

The simulated probe and the training set are made by this same code. Everything it makes is simulated and is called so.
"""
