"""What the machine is, and what it did while it was measured."""
