"""Checks of an appliance on its own machine: self-test, stream check, autotune."""
