"""A whole arm64 machine under QEMU: Debian with systemd and sshd, and deploy.sh puts real releases onto it.

`make test-device ARGS=--long`, as root. Every step begins with the disks of the step before it, which are kept in build/machine.
"""
