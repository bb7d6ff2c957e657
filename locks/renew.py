"""Resolve pyproject.toml anew and write the locks: per Python and purpose, the versions to install and their wheels' hashes.

    python locks/renew.py [PYTHON ...]            such as 3.11; without one, every Python that has locks
    python locks/renew.py --devices [PYTHON ...]  only the locks of devices, at the versions of the appliance's

Each lock is complete: it is installed with `pip install --no-deps --require-hashes`. It lists the wheels for Linux on x86_64 and
aarch64. Where the two processors need different versions, a marker says which line is whose. torch has a lock of its own, with
what its build for NVIDIA's cards loads. A torch-cpu.txt beside it is written by hand and tried first (docs/adr/0027-locks.md).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import tomlkit

LOCKS = Path(__file__).resolve().parent
PROJECT = LOCKS.parent
MACHINES = ("x86_64", "aarch64")
# The C library of the oldest system we name that has this Python (JetPack 6, Debian 12, Ubuntu 24.04, Debian 13).
GLIBC = {"3.10": "2_35", "3.11": "2_36", "3.12": "2_39", "3.13": "2_40"}
CUDA = ("nvidia-", "cuda-", "triton")  # what only torch's build for NVIDIA's cards loads
SOURCES = "grad-cam,crcmod"  # these have no wheels
DROPPED = ("crcmod",)  # crcmod would need a compiler; crcmod-plus is the same module in wheels
# 1.3 refuses Python 3.11 and newer; uv does not heed upper bounds of a Python version, pip does.
CONSTRAINTS = ('backports-strenum<1.3 ; python_version >= "3.11"',)
# PyAV's wheel has libx264 and libx265 in it, which are under the GPL: docs/adr/0043-releases.md. setuptools builds, and a release
# is built already.
NOT_ON_DEVICES = ("av", "setuptools")
_LINE = re.compile(r'^([a-z0-9-]+)==(\S+)(?: ; platform_machine == "(\w+)")? \\$', re.MULTILINE)


@dataclass(frozen=True)
class Purpose:
    """What one environment, or one addition to it, is for."""

    name: str
    extras: tuple[str, ...] = ()
    appliance: bool = True  # with the appliance's own packages
    oldest: tuple[int, int] = (3, 10)
    unresolved: tuple[str, ...] = ()  # requirements to install without what they ask for
    machines: tuple[str, ...] = MACHINES
    apart: bool = False  # in an environment of its own, whose versions owe nothing to the others
    same: tuple[str, ...] = ()  # but for these packages, which are measured against one another
    without: tuple[str, ...] = ()  # requirements that are left out


# grad-cam asks for opencv-python, whose Qt plugins clash with PySide6, and torchvision for another torch.
ORACLES = ("torchvision==0.28.0", "grad-cam==1.5.7", "ttach==0.0.3")
RUNTIMES = ("onnxruntime", "ai-edge-litert", "openvino")
# The first resolves the most; the others keep to its versions.
PURPOSES = (
    Purpose("tests", ("quantize", "test", "benchmarks"), unresolved=ORACLES),
    Purpose("workstation", ("quantize",)),
    Purpose("appliance"),
    Purpose("device", without=NOT_ON_DEVICES),
    Purpose("openvino", ("openvino",), appliance=False),
    Purpose("benchmarks", ("benchmarks",), appliance=False),
    Purpose("litert", ("quantize", "litert"), oldest=(3, 11), machines=("x86_64",), apart=True),
    Purpose("peers", ("quantize", "peers"), unresolved=ORACLES, apart=True, same=RUNTIMES),
)


@dataclass(frozen=True)
class Pin:
    """A version of a package, and the hashes of its files for one processor."""

    name: str
    version: str
    hashes: frozenset[str]


Pins = Mapping[str, Pin]  # by name


class RenewError(Exception):
    """A resolution that failed, in one sentence."""


def required(purpose: Purpose) -> list[str]:
    """The requirements of a purpose, as pyproject.toml has them."""
    project = tomlkit.parse((PROJECT / "pyproject.toml").read_text()).unwrap()["project"]
    wanted = list(project["dependencies"]) if purpose.appliance else []
    for extra in purpose.extras:
        wanted += project["optional-dependencies"][extra]
    # The package itself is built with what is locked.
    wanted += ["setuptools>=77"] if purpose.appliance else []
    return [wish for wish in wanted if re.split(r"[^A-Za-z0-9_.-]", wish)[0] not in purpose.without]


def resolve(python: str, machine: str, requirements: Iterable[str], held: Pins, *, with_wishes: bool = True) -> dict[str, Pin]:
    """The newest versions that fit together, at the versions held where there are some. Raises RenewError."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, constraints, lock = (Path(folder) / name for name in ("wanted.txt", "held.txt", "pylock.lock.toml"))
        wanted.write_text("\n".join(requirements))
        constraints.write_text("\n".join([*CONSTRAINTS, *(f"{pin.name}=={pin.version}" for pin in held.values())]))
        asked = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header", "--format", "pylock.toml"]
        asked += ["--python-version", python, "--python-platform", f"{machine}-manylinux_{GLIBC[python]}"]
        asked += ["--only-binary", ":all:", "--no-binary", SOURCES, "-c", str(constraints), "-o", str(lock), str(wanted)]
        asked += [] if with_wishes else ["--no-deps"]
        run = subprocess.run(asked, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise RenewError(f"Python {python} on {machine} does not resolve:\n{run.stderr.strip()}")
        packages = tomlkit.parse(lock.read_text()).unwrap()["packages"]
    return {package["name"]: pin(package) for package in packages if package["name"] not in DROPPED}


def pin(package: dict[str, object]) -> Pin:
    """One package of a pylock.toml (PEP 751); the source only where there is no wheel."""
    files = package.get("wheels") or [package["sdist"]]
    assert isinstance(files, list)
    return Pin(str(package["name"]), str(package["version"]), frozenset(file["hashes"]["sha256"] for file in files))


def written(by_machine: Mapping[str, Pins]) -> str:
    """A lock: a line for each version, with its hashes below it."""
    lines: list[str] = []
    for name in sorted({name for pins in by_machine.values() for name in pins}):
        machines: dict[str, list[str]] = {}
        for machine, pins in by_machine.items():
            if name in pins:
                machines.setdefault(pins[name].version, []).append(machine)
        for version, those in machines.items():
            hashes = frozenset[str]().union(*(by_machine[machine][name].hashes for machine in those))
            marker = "" if len(those) == len(by_machine) else f' ; platform_machine == "{those[0]}"'
            lines.append(" \\\n    ".join([f"{name}=={version}{marker}", *(f"--hash=sha256:{sha}" for sha in sorted(hashes))]))
    return "\n".join(lines) + "\n"


def read_pins(lock: Path) -> dict[str, dict[str, Pin]]:
    """The versions in a lock, per processor, without their hashes."""
    found: dict[str, dict[str, Pin]] = {machine: {} for machine in MACHINES}
    for name, version, machine in _LINE.findall(lock.read_text()):
        for those in [machine] if machine else MACHINES:
            found[those][name] = Pin(name, version, frozenset())
    return found


def lock_device(python: str) -> None:
    """Write the device's lock of one Python, at the versions of its appliance's. Raises RenewError."""
    lock(python, [purpose for purpose in PURPOSES if purpose.name == "device"], read_pins(LOCKS / python / "appliance.txt"))


def lock(python: str, purposes: Sequence[Purpose] = PURPOSES, given: Mapping[str, Pins] | None = None) -> None:
    """Write these locks of one Python. given: versions to keep to, per processor. Raises RenewError."""
    folder = LOCKS / python
    folder.mkdir(exist_ok=True)
    held = {machine: dict((given or {}).get(machine, {})) for machine in MACHINES}
    for purpose in purposes:
        if tuple(map(int, python.split("."))) < purpose.oldest:
            continue
        found = {}
        for machine in purpose.machines:
            keep = {name: pin for name, pin in held[machine].items() if not purpose.apart or name in purpose.same}
            pins = resolve(python, machine, required(purpose), keep)
            if purpose.unresolved:
                pins = resolve(python, machine, purpose.unresolved, pins, with_wishes=False) | pins
            found[machine] = pins
            held[machine] = pins | held[machine]
        torch, others = split(found)
        (folder / f"{purpose.name}.txt").write_text(written(others))
        if purpose.name == "workstation":
            (folder / "torch.txt").write_text(written(torch))


def split(found: Mapping[str, Pins]) -> tuple[dict[str, Pins], dict[str, Pins]]:
    """Per processor: torch with its libraries, and the rest."""

    def chosen(of_torch: bool) -> dict[str, Pins]:
        return {
            machine: {name: pin for name, pin in pins.items() if (name == "torch" or name.startswith(CUDA)) == of_torch}
            for machine, pins in found.items()
        }

    return chosen(True), chosen(False)


def main(arguments: Sequence[str]) -> int:
    pythons = [argument for argument in arguments if argument != "--devices"]
    pythons = pythons or sorted(path.name for path in LOCKS.iterdir() if path.is_dir() and path.name in GLIBC)
    try:
        with ThreadPoolExecutor() as threads:
            list(threads.map(lock_device if "--devices" in arguments else lock, pythons))
    except RenewError as exc:
        print(exc, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
