"""The signed bundle: written, signed."""
