"""The table of a fleet."""
