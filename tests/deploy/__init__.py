"""deploy.sh against a Debian with systemd and sshd in namespaces of this machine: `make test-deploy`, as root."""
