"""Several devices at once, and Ansible on a workstation that reaches each of them by its name."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.deploy.machine import CACHE, Machine
from tests.support.releases import PROJECT

PLAYBOOKS = PROJECT / "firmware_configs" / "ansible"
_SSH = """\
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
LogLevel ERROR
User root
"""
# Into the network of a device that has no other one: bash is enough to carry bytes.
_THROUGH = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/22; cat <&3 & exec cat >&3'"


def ansible() -> Path:
    """The folder of Ansible's programs, in an environment of its own that is made once and kept."""
    folder = CACHE / "ansible"
    if not (folder / "bin" / "ansible-playbook").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-qq", "install", "-r"]
        subprocess.run([*pip, str(PLAYBOOKS / "requirements.txt")], check=True)
    return folder / "bin"


class Fleet:
    """Devices that are switched on, and the workstation that looks after them."""

    def __init__(self, folder: Path, devices: Mapping[str, Machine]) -> None:
        """folder: of the workstation. devices: by their names; the first one is the canary."""
        self.devices, self.results = devices, folder / "results"
        self._inventory = folder / "inventory.yml"
        hosts = "".join(f"    {name}:\n" for name in devices)
        self._inventory.write_text(f"appliances:\n  hosts:\n{hosts}")
        self._config = folder / "ssh_config"
        self._programs = folder / "bin"
        self._programs.mkdir()
        ssh = self._programs / "ssh"
        ssh.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {self._config} "$@"\n')
        ssh.chmod(0o755)

    def play(self, playbook: str, *words: str | Path) -> tuple[int, str]:
        """Exit code and output of a playbook."""
        programs, began = ansible(), time.monotonic()
        hosts = (_host(name, machine) for name, machine in self.devices.items() if machine.is_on)
        self._config.write_text(_SSH + "".join(hosts))
        process = subprocess.run(
            [programs / "ansible-playbook", "-i", self._inventory, PLAYBOOKS / playbook, "-e", f"results={self.results}", *words],
            env=os.environ | {"PATH": f"{self._programs}:{os.environ['PATH']}", "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8"},
            cwd=self._programs.parent, text=True, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        print(process.stdout, f"{playbook} {' '.join(map(str, words))}: {time.monotonic() - began:.0f} s\n", sep="")
        return process.returncode, process.stdout

    def running(self) -> list[str | None]:
        """The version that runs on each device."""
        return [machine.running() for machine in self.devices.values()]

    def table(self) -> list[dict[str, str]]:
        """fleet.csv."""
        with (self.results / "fleet.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    def column(self, name: str) -> list[str]:
        return [row[name] for row in self.table()]


def _host(name: str, machine: Machine) -> str:
    through: Sequence[str] = machine.within([_THROUGH])
    return f"Host {name}\n IdentityFile {machine.folder / 'key'}\n ProxyCommand {' '.join(through)}\n"
