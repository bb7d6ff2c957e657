"""Video for Linux: devices by identity, through the kernel's own interface."""
