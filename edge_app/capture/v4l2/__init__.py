"""Video for Linux: devices found by identity, through the kernel's own interface."""
