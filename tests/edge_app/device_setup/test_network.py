"""The firewall: loaded into a network of two machines, what comes through and what does not. SSH by key."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from edge_app.device_setup.network import firewall
from edge_app.device_setup.settings import Network
from edge_app.device_setup.system_files import files_for
from tests.support import two_machines
from tests.support.device_settings import settings, text
from tests.support.system_tools import complaints, tool


def in_own_network() -> list[str]:
    """What a command begins with that gets a network of its own; skips where nobody may make one."""
    words = [tool("unshare", "util-linux"), "-rn"]
    if subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let anybody make a network of their own (unshare -rn)")
    return words


def reached(tmp_path: Path, management: tuple[str, ...]) -> list[str]:
    for name, package in (("ip", "iproute2"), ("nft", "nftables")):
        tool(name, package)
    rules = tmp_path / "firewall.nft"
    rules.write_bytes(firewall(Network(management, ())).content)
    command = [*in_own_network(), sys.executable, "-S", two_machines.__file__, str(rules)]
    path = {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    done = subprocess.run(command, env=path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_as_delivered_nobody_comes_in(tmp_path: Path) -> None:
    assert reached(tmp_path, ()) == ["itself", "sends, and gets its answer"]


def test_ssh_comes_in_from_the_network_that_the_clinic_names_and_nothing_else_does(tmp_path: Path) -> None:
    came = reached(tmp_path, ("192.168.7.0/24", "fd00:7::/64"))
    assert came == ["itself", "192.168.7.2 22", "fd00:7::2 22", "sends, and gets its answer"]


@pytest.mark.parametrize("management", ["", '"10.0.0.0/8"', '"192.168.7.0/24", "fd00:7::/64", "203.0.113.5/32"'])
def test_nft_takes_the_rules(tmp_path: Path, management: str) -> None:
    files = files_for(settings(tmp_path, f"[network]\nmanagement = [{management}]\n"))
    (tmp_path / "rules").write_text(text(files, "etc/edge-app/firewall.nft"))
    assert complaints([*in_own_network(), tool("nft", "nftables"), "-c", "-f", tmp_path / "rules"]) == ""


def test_sshd_takes_keys_only(tmp_path: Path) -> None:
    """With a file of the system's after ours that says otherwise, as cloud-init's does."""
    tool("ssh-keygen", "openssh-server")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True)
    ours = text(files_for(settings(tmp_path)), "etc/ssh/sshd_config.d/00-edge-app.conf")
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d/00-edge-app.conf").write_text(ours)
    (tmp_path / "conf.d/50-cloud-init.conf").write_text("PasswordAuthentication yes\n")
    (tmp_path / "sshd_config").write_text(f"HostKey {tmp_path}/key\nInclude {tmp_path}/conf.d/*.conf\n")
    sshd = [tool("sshd", "openssh-server"), "-T", "-f", str(tmp_path / "sshd_config")]
    done = subprocess.run(sshd, capture_output=True, text=True, check=False)
    if "privilege separation" in done.stderr.lower():
        pytest.skip("sshd has not been started here yet: it lacks /run/sshd")
    assert (done.returncode, done.stderr) == (0, "")
    says = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert says["passwordauthentication"] == says["kbdinteractiveauthentication"] == says["allowtcpforwarding"] == "no"
    assert says["pubkeyauthentication"] == "yes" and says["permitrootlogin"] in ("without-password", "prohibit-password")


@pytest.mark.parametrize(
    ("servers", "line"), [("", "NTP="), ('"ntp.clinic.example", "10.1.2.3"', "NTP=ntp.clinic.example 10.1.2.3")]
)
def test_nobody_is_asked_for_the_time_whom_the_clinic_did_not_name(tmp_path: Path, servers: str, line: str) -> None:
    conf = text(
        files_for(settings(tmp_path, f"[network]\ntime_servers = [{servers}]\n")), "etc/systemd/timesyncd.conf.d/50-edge-app.conf"
    )
    assert line in conf.splitlines() and "FallbackNTP=" in conf.splitlines()


def test_ssh_does_not_start_without_the_firewall(tmp_path: Path) -> None:
    files = files_for(settings(tmp_path))
    for name in ("ssh.service", "ssh.socket"):
        assert "Requires=edge-app-firewall.service" in text(files, f"etc/systemd/system/{name}.d/50-edge-app.conf")
