"""The robustness matrix: what a bundle's graphs answer when an image is changed in a way that means nothing."""
