"""An initial RAM disk: BusyBox, the kernel modules the guest needs in the order of their dependencies, and `init`."""

from __future__ import annotations

import gzip
import lzma
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

# Disk of the host and a writable layer on it; the USB host controller that lives in software; the driver under test; the
# kernel's HDMI receiver without hardware; and its radios without hardware, with the ciphers of WPA2 and WPA3, which they ask for
# by name instead of depending on them.
MODULES = ("virtio_pci", "9pnet_virtio", "9p", "overlay", "vhci_hcd", "uvcvideo", "vivid",
           "ctr", "ccm", "cmac", "mac80211_hwsim")  # fmt: skip


def build_initrd(tree: Path, init: Path) -> bytes:
    """The compressed archive from `tree`, the unpacked kernel and BusyBox packages. Raises KeyError: a module is not there."""
    modules = [(_plain_name(path), _content(path)) for path in load_order(tree / "lib" / "modules", MODULES)]
    return gzip.compress(b"".join(_archive(tree / "bin" / "busybox", init, modules)), 1)


def load_order(modules: Path, wanted: Iterable[str]) -> list[Path]:
    """The files of the modules and of all they depend on, dependencies first. Raises KeyError with a name not found."""
    files = {_module_name(path): path for path in modules.rglob("*.ko*")}
    ordered: dict[str, Path] = {}

    def add(name: str) -> None:
        if name in ordered:
            return
        for needed in _dependencies(_content(files[name])):
            add(needed)
        ordered[name] = files[name]

    for name in wanted:
        add(name.replace("-", "_"))
    return list(ordered.values())


def _dependencies(module: bytes) -> list[str]:
    found = re.search(rb"\0depends=([^\0]*)\0", module)  # of the section .modinfo
    names = found.group(1).decode() if found else ""
    return [name.replace("-", "_") for name in names.split(",") if name]


def _module_name(path: Path) -> str:
    return path.name.split(".ko")[0].replace("-", "_")


def _plain_name(path: Path) -> str:
    return path.name.split(".ko")[0] + ".ko"


def _content(path: Path) -> bytes:
    return lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()


def _archive(busybox: Path, init: Path, modules: list[tuple[str, bytes]]) -> Iterator[bytes]:
    for folder in ("bin", "dev", "modules", "proc", "root", "writable"):
        yield _member(folder, stat.S_IFDIR | 0o755)
    yield _member("bin/busybox", stat.S_IFREG | 0o755, busybox.read_bytes())
    yield _member("init", stat.S_IFREG | 0o755, init.read_bytes())
    for number, (name, content) in enumerate(modules):
        yield _member(f"modules/{number:02d}-{name}", stat.S_IFREG | 0o644, content)
    yield _member("TRAILER!!!", 0)


def _member(name: str, mode: int, content: bytes = b"") -> bytes:
    """One entry of a "newc" cpio archive (Documentation/driver-api/early-userspace/buffer-format.rst of the kernel)."""
    links, size = 1, len(content)
    fields = (0, mode, 0, 0, links, 0, size, 0, 0, 0, 0, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
    return _padded(head) + _padded(content)


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4)
