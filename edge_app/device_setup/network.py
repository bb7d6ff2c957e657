"""Who may come in, and whom the device asks for the time. Closed as delivered."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from edge_app.device_setup.settings import Network
from edge_app.device_setup.system_file import Line, SystemFile, explained, unit

_KEYS_ONLY = (
    ("PubkeyAuthentication yes", "Who comes in has a key."),
    ("PasswordAuthentication no", "A password can be guessed, and is told on."),
    ("KbdInteractiveAuthentication no", "The other way to type a password."),
    ("PermitRootLogin prohibit-password", "deploy.sh may come as root, with a key."),
    ("X11Forwarding no", "Nothing else than a shell is needed,"),
    ("AllowAgentForwarding no", "so nothing else is offered."),
    ("AllowTcpForwarding no", "The device is no way into the clinic's network."),
    ("MaxAuthTries 3", "Nobody needs more than three."),
)


def network_files(network: Network) -> Iterator[SystemFile]:
    """The firewall, SSH by key, and the time's servers."""
    yield firewall(network)
    yield unit("edge-app-firewall.service", "loads the rules before any network is up")
    # 00: sshd takes the first value it reads, and cloud-init's 50-cloud-init.conf may allow passwords
    yield explained("etc/ssh/sshd_config.d/00-edge-app.conf", "SSH by key only.", _KEYS_ONLY)
    for name in ("ssh.service", "ssh.socket"):
        yield explained(f"etc/systemd/system/{name}.d/50-edge-app.conf", "No SSH without the firewall.", [
            ("[Unit]", ""),
            ("Requires=edge-app-firewall.service", "Where its rules cannot be loaded, SSH would be open to everybody."),
            ("After=edge-app-firewall.service", "And it waits for them."),
        ])  # fmt: skip
    yield explained("etc/systemd/timesyncd.conf.d/50-edge-app.conf", "The time: network.time_servers in the clinic's settings.", [
        ("[Time]", ""),
        (f"NTP={' '.join(network.time_servers)}", "Whom the clinic named; nobody else is asked."),
        ("FallbackNTP=", "Debian's own servers are not: the device speaks to nobody whom the clinic did not name."),
        ("SaveIntervalSec=60",
         "Without them and without a battery the clock goes on where it stood: this is how much it can lose at a power cut."),
    ])  # fmt: skip
    yield explained("etc/NetworkManager/conf.d/50-edge-app.conf", "NetworkManager says nothing to strangers.", [
        ("[connectivity]", ""),
        ("enabled=false", "Else it asks a server of its distribution, every five minutes, whether there is an internet."),
    ])  # fmt: skip


def firewall(network: Network) -> SystemFile:
    """The rules of nftables: what is not let in is dropped."""
    return explained("etc/edge-app/firewall.nft", "What the network may send: network.management in the clinic's settings.",
                     _rules(network))  # fmt: skip


def _rules(network: Network) -> Iterator[Line]:
    again = "Loading the rules again replaces them, in one transaction, and leaves other tables alone."
    yield "table inet edge_app", again
    yield "delete table inet edge_app", again
    yield "table inet edge_app {", "IPv4 and IPv6 alike."
    yield "    chain input {", "What is sent to the device."
    yield "        type filter hook input priority filter; policy drop;", "Closed, but for what follows."
    yield "        iif lo accept", "The device to itself."
    yield "        ct state established,related accept", "Answers: a DICOM server's, a time server's."
    yield "        ct state invalid drop", "What belongs to nothing, whoever sends it."
    yield (
        "        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } ip6 hoplimit 255 accept",
        "IPv6 finds neighbours and routers so; from the same cable only (RFC 4861: hop limit 255).",
    )
    for text in network.management:
        own = ipaddress.ip_network(text)
        family = "ip" if own.version == 4 else "ip6"
        yield (
            f"        {family} saddr {own} tcp dport 22 ct state new limit rate 10/minute burst 20 packets accept",
            "SSH from the network that the clinic named, at a rate that guessing does not get far with.",
        )
    if not network.management:
        yield "        # No network.management is set: nobody comes in.", ""
    yield "    }", ""
    yield "    chain forward {", "What the device would pass on."
    yield "        type filter hook forward priority filter; policy drop;", "It is no router."
    yield "    }", ""
    yield "}", ""
