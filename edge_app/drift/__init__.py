"""Drift on the device: whether what the probe and the network give is still what the bundle was validated on. Pure."""
