"""Settings of each board, the system files that are made of them, and what makes the releases of devices. Not in the wheel."""
