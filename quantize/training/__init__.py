"""The training loop and the record of what was trained."""
