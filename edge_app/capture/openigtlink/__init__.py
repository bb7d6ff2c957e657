"""OpenIGTLink: frames from a research scanner or a PLUS server over the network."""
