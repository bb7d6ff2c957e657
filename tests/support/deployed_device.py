"""A device as a workstation sees it: by ssh, and through deploy.sh."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.support.releases import PROJECT

NAME = "root@probe"


class DeployedDevice:
    """What a workstation does with a device that it calls `probe`."""

    patience_s = 900  # that deploy.sh waits for a release to be confirmed

    def __init__(self, folder: Path, settings: str = "", options: str = "") -> None:
        """folder: for the workstation's key and settings of ssh. settings: further lines for the host, in ssh's words.

        options: of ssh's command line, where they go before those of deploy.sh.
        """
        self.folder = folder
        if not (folder / "key").exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key")], check=True)
        config = "StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\nHost probe\n HostName 127.0.0.1\n"
        (folder / "ssh_config").write_text(f"{config} IdentityFile {folder / 'key'}\n{settings}")
        self._ssh = folder / "bin" / "ssh"
        self._ssh.parent.mkdir(exist_ok=True)
        self._ssh.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder / "ssh_config"} {options} "$@"\n')
        self._ssh.chmod(0o755)

    @property
    def key(self) -> str:
        """The workstation's public key, a line."""
        return (self.folder / "key.pub").read_text()

    def within(self, command: list[str]) -> list[str]:
        """A command as it has to be run to be on the device's network."""
        return command

    def ssh_command(self, command: str) -> list[str]:
        """The words that run a command of root's on it."""
        return self.within([str(self._ssh), "-o", "BatchMode=yes", "-o", "ConnectTimeout=2", NAME, command])

    def ssh(self, command: str) -> subprocess.CompletedProcess[str]:
        """A command of root's on it."""
        words = self.ssh_command(command)
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def start_deploy(self, *words: str | Path) -> subprocess.Popen[str]:
        """deploy.sh on the workstation, as a process group of its own."""
        environment = os.environ | {
            "PATH": f"{self._ssh.parent}:{os.environ['PATH']}",
            "EDGE_APP_PATIENCE_S": str(self.patience_s),
        }
        return subprocess.Popen(
            self.within([str(PROJECT / "deploy.sh"), *map(str, words)]), env=environment, cwd=self.folder, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def deploy(self, *words: str | Path) -> tuple[int, str]:
        """Exit code and output of deploy.sh."""
        process = self.start_deploy(*words)
        text, _ = process.communicate()
        print(text, end="")
        return process.returncode, text

    def status(self) -> dict[str, Any]:
        """What the device says of itself."""
        said = self.ssh("python3 -I /usr/lib/edge-app/release.pyz status --json")
        found: dict[str, Any] = json.loads(said.stdout)
        return found

    def running(self) -> str | None:
        """The version whose process runs, by systemd and the kernel."""
        pid = self.ssh("systemctl show -p MainPID --value edge-app.service").stdout.strip()
        environment = self.ssh(f"tr '\\0' '\\n' </proc/{pid or 0}/environ").stdout
        lines = dict(line.partition("=")[::2] for line in environment.splitlines())
        return lines["EDGE_APP_RELEASE"].rpartition("/")[2] if "EDGE_APP_RELEASE" in lines else None

    def journal(self) -> str:
        """What the kiosk's units and systemd said of them last."""
        return self.ssh("journalctl --no-pager -n 60 -u edge-app.service -u edge-app-previous.service").stdout

    def is_active(self) -> bool:
        return self.ssh("systemctl is-active edge-app.service").stdout.strip() == "active"
