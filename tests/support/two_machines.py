"""A device behind a firewall and another machine on one cable: two network namespaces of the kernel.

Run as a program in a user and network namespace of its own (`unshare -rn python two_machines.py RULES`): it is the device,
loads the rules, and prints what the other machine reaches of it, "ADDRESS PORT" a line, and what the device reaches itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import subprocess
import sys

PORTS = (22, 8080)
PAIRS = (("192.168.7.2", "192.168.7.1"), ("10.9.9.2", "10.9.9.1"), ("fd00:7::2", "fd00:7::1"))  # the other machine, the device
PATIENCE_S = 0.15  # what is dropped never answers; what is let through does within a millisecond


def enter(namespace: int) -> None:
    """Be on this machine from now on: the namespace of a process decides where its new sockets are."""
    if ctypes.CDLL(None, use_errno=True).setns(namespace, 0):  # os.setns came with Python 3.12
        raise OSError(ctypes.get_errno(), "setns")


def network_of(process: str | int) -> int:
    return os.open(f"/proc/{process}/ns/net", os.O_RDONLY)


def run(*command: str | int) -> None:
    subprocess.run(list(map(str, command)), check=True)


def connects(own: str, other: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in own else socket.AF_INET) as client, contextlib.suppress(OSError):
        client.settimeout(PATIENCE_S)
        client.bind((own, 0))
        client.connect((other, port))
        return True
    return False


def main(rules: str) -> None:
    device = network_of("self")
    peer = subprocess.Popen(["unshare", "-n", "sh", "-c", "echo; exec sleep 60"], stdout=subprocess.PIPE)
    assert peer.stdout is not None
    peer.stdout.readline()  # it has its own network now
    other = network_of(peer.pid)
    try:
        run("ip", "link", "set", "dev", "lo", "up")
        run("ip", "link", "add", "dev", "cable0", "type", "veth", "peer", "name", "cable1", "netns", peer.pid)
        for end, name, machine in ((1, "cable0", device), (0, "cable1", other)):
            enter(machine)
            for pair in PAIRS:
                own = pair[end]
                run("ip", "addr", "add", own + ("/64" if ":" in own else "/24"), "dev", name, *(["nodad"] if ":" in own else []))
            run("ip", "link", "set", "dev", name, "up")
        enter(device)
        for _ in range(2):  # and again, as after a change of the settings
            run("nft", "-f", rules)
        listening = [socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True) for port in PORTS]
        print("itself" if connects("127.0.0.1", "127.0.0.1", 8080) else "not itself")
        enter(other)
        for own, theirs in PAIRS:
            for port in PORTS:
                if connects(own, theirs, port):
                    print(own, port)
        server = socket.create_server(("192.168.7.2", 104))  # DICOM
        enter(device)
        with socket.create_connection(("192.168.7.2", 104), 5) as sending:
            server.accept()[0].sendall(b"answer")
            print("sends, and gets its", sending.recv(9).decode())
        del listening
    finally:
        peer.kill()
        peer.wait()


if __name__ == "__main__":
    main(sys.argv[1])
