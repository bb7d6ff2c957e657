"""The paper's experiments, again: what it printed, where that contradicts itself, what is trained, and what came out."""
