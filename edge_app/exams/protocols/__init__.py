"""Which sites an exam has, in which order, and how many images of each: protocols, each a small TOML file."""
