"""A fleet: an Ansible role and playbooks that call `deploy.sh` for each device, and the table of what the devices answer."""
