"""Checks that run on the appliance itself: self-test, stream check, autotune."""
