"""What a command and all its children ask of the kernel: sockets, paths, and every byte they write. By strace(1).

A hook inside Python would see nothing of what libraries do in machine code.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg")
MOVES = ("sendfile", "copy_file_range", "splice")  # from one file to another, without a byte coming by
TRACED = ("%network", "%file", *WRITES[:5], *MOVES, "memfd_create", "io_uring_setup", "mmap")
LONGEST = 1 << 26  # bytes of one write
CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+|\?)(?:<((?:\\x[0-9a-f]{2})*)>)?")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
FILE = re.compile(r"\d+<((?:\\x[0-9a-f]{2})*)>")
TARGET = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")
HEX = re.compile(r"(?:\\x[0-9a-f]{2})+")
LOCAL = {"AF_UNIX", "AF_NETLINK"}  # other processes and the kernel of this machine
ADDRESS = re.compile(r"sin6?_port=htons\((\d+)\).*?inet_(?:addr|pton)\((?:AF_INET6, )?\"([^\"]+)\"")


@dataclass(frozen=True)
class Watched:
    """Of a command and all its children."""

    exit_code: int
    said: bytes  # standard output and error
    network: tuple[str, ...]  # calls on sockets that lead, or could lead, out of this machine; rings of io_uring, which hide them
    local: frozenset[str]  # addresses of sockets within this machine
    peers: frozenset[tuple[str, int]]  # address and port of every connection tried
    paths: frozenset[str]  # everything that was opened, looked for, made, renamed or run
    arguments: tuple[str, ...]  # of the programs that were run
    written: dict[str, bytes]  # content by path, also of what is deleted since
    unseen: frozenset[str]  # opened for writing, mapped into memory, gone since: nothing was seen of what came into it


def hindrance() -> str | None:
    """Why the appliance cannot be watched here, in one sentence; None when it can."""
    if find_spec("requests") is not None:  # as it is imported, urllib3 opens a socket to see whether there is IPv6
        return "requests is installed, which comes with the litert extra and is on no appliance; pydicom imports it: make clean"
    if shutil.which("strace") is None:
        return "strace is not installed: apt-get install strace"
    tried = subprocess.run(["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return f"strace may not watch here: {tried.stderr.decode().strip()}" if tried.returncode else None


def watch(command: Sequence[str], folder: Path, environment: Mapping[str, str], isolated: bool = True) -> Watched:
    """Run it to its end; folder: empty, for the records. isolated: in a network of its own, without a way out, where allowed."""
    strace = ["strace", "-ff", "-qq", "--seccomp-bpf", "-s", str(LONGEST), "-xx", "-y", "-e", f"trace={','.join(TRACED)}"]
    alone = ["unshare", "--map-root-user", "--net", "--"] if isolated and _may_isolate() else []
    done = subprocess.run(
        [*alone, *strace, "-o", str(folder / "thread"), *command],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(environment), check=False,
    )  # fmt: skip
    record = _Record()
    for thread in sorted(folder.iterdir()):
        with thread.open(encoding="ascii") as lines:
            for line in lines:
                record.take(line)
    return record.closed(done.returncode, done.stdout)


def _may_isolate() -> bool:
    return subprocess.run(["unshare", "--map-root-user", "--net", "true"], capture_output=True, check=False).returncode == 0


class _Record:
    """The calls so far."""

    def __init__(self) -> None:
        self.network: list[str] = []
        self.local: set[str] = set()
        self.peers: set[tuple[str, int]] = set()
        self.paths: set[str] = set()
        self.arguments: list[str] = []
        self.written: defaultdict[str, bytearray] = defaultdict(bytearray)
        self.opened: set[str] = set()  # for writing
        self.mapped: set[str] = set()  # so that what is written into memory is in the file
        self.moved: list[tuple[str, ...]] = []  # two files each

    def take(self, line: str) -> None:
        call = CALL.match(line)
        if call is None:
            assert not line[0].isalpha(), f"not understood: {line[:200]}"  # signals begin with dashes
            return
        name, arguments = call[1], call[2]
        if name in WRITES:
            self._write(arguments)
        elif name in MOVES:
            self.moved.append(tuple(_text(one) for one in FILE.findall(arguments)[:2]))
        if name == "mmap":
            if "MAP_SHARED" in arguments:
                self.mapped.update(_text(one).removesuffix("(deleted)") for one in FILE.findall(arguments))
        elif name == "io_uring_setup":
            self.network.append(_readable(line))
        elif name in WRITES[5:] or "sa_family" in arguments or name in ("socket", "listen", "socketpair", "accept", "accept4"):
            self._socket(name, arguments, line)
        elif name not in (*WRITES, *MOVES):
            self._path(name, arguments, _text(call[4] or ""))

    def _write(self, arguments: str) -> None:
        target = _target(arguments)
        if target.startswith(("pipe:", "anon_inode:")):  # between the threads and processes of the program
            return
        for content, cut in STRING.findall(arguments):
            assert not cut, "a write was recorded in part"
            self.written[target] += _bytes(content)

    def _socket(self, name: str, arguments: str, line: str) -> None:
        families = set(re.findall(r"\bAF_\w+", arguments))
        if families & LOCAL or (not families and name != "listen"):
            self.local.update(text for text in map(_text, _strings(arguments)) if name in ("connect", "bind") and text)
            return
        said = _readable(line)
        self.network.append(said)
        if name in ("connect", *WRITES[5:]):
            # Port 0 is no connection: getaddrinfo(3) asks so for a route, and sends nothing.
            self.peers.update((address, int(port)) for port, address in ADDRESS.findall(said) if port != "0")

    def _path(self, name: str, arguments: str, result: str) -> None:
        """result: the path of what was opened, empty where it failed."""
        texts = [_text(one) for one in _strings(arguments)]
        if name.startswith("execve"):
            self.arguments.append(" ".join(texts))
            texts = texts[:1]
        self.paths.update(texts)
        if name.startswith(("open", "creat")) and result:
            flags = re.sub(r"<[^>]*>|\"[^\"]*\"", "", arguments)
            if name == "creat" or re.search(r"O_WRONLY|O_RDWR|O_CREAT", flags):
                self.opened.add(result.removesuffix("(deleted)"))

    def closed(self, exit_code: int, said: bytes) -> Watched:
        """Files that are still there are read as well: what was mapped into memory was written without a call."""
        for path in self.opened - {"/dev/null", "/dev/tty"}:
            file = Path(path)
            if file.is_file():
                self.written[path] += file.read_bytes()
        for pair in self.moved:  # which of the two is the target differs: each has what the other has
            for one, other in (pair, pair[::-1]):
                if one not in self.written and other in self.written:
                    self.written[one] += self.written[other]
        gone = {path for path in (self.opened & self.mapped) - self.written.keys() if not Path(path).exists()}
        return Watched(
            exit_code, said, tuple(self.network), frozenset(self.local), frozenset(self.peers), frozenset(self.paths),
            tuple(self.arguments), {path: bytes(content) for path, content in self.written.items()}, frozenset(gone),
        )  # fmt: skip


def _bytes(coded: str) -> bytes:
    return bytes.fromhex(coded.replace("\\x", ""))


def _text(coded: str) -> str:
    return _bytes(coded).decode(errors="replace").replace("\0", "@")


def _strings(arguments: str) -> list[str]:
    return [content for content, _ in STRING.findall(arguments)]


def _target(arguments: str) -> str:
    found = TARGET.match(arguments)
    return _text(found[2]).removesuffix("(deleted)") if found else "?"


def _readable(line: str) -> str:
    """A call as a person reads it, without what was sent."""
    return HEX.sub(lambda found: _text(found[0])[:80], line.strip()[:2000])
