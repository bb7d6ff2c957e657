"""How good a network or a graph is, and whether it may ship."""
