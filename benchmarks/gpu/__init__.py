"""The network on an NVIDIA GPU: every way to run it, at every batch size, with the time on the GPU apart from copies and host."""
