"""The shipped bundle answers on the processors of the boards as it does here. `make test-arm [BUNDLE=folder]`

Debian 13 for arm64, the appliance's own wheels and `edge-app doctor`, unchanged, under qemu's user emulation. It says what
a board will answer, and nothing of how fast.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.arm.processors import PROCESSORS, Processor
from tests.arm.sysroot import made_sysroot

pytestmark = pytest.mark.arm

PROJECT = Path(__file__).resolve().parents[2]
BUNDLE = Path(os.environ.get("BUNDLE") or PROJECT / "edge_app/bundles/nmd-assistnet-phantom")
PATIENCE = 900  # s; a run takes 15 to 40, on a machine that does much else ten times that


@pytest.fixture(scope="module")
def sysroot() -> Path:
    """An arm64 root with the appliance's packages and this checkout."""
    root = made_sysroot()
    shutil.rmtree(root / "srv", ignore_errors=True)
    bytecode = shutil.ignore_patterns("__pycache__")
    for name in ("edge_app", "firmware_configs"):
        shutil.copytree(PROJECT / name, root / "srv" / name, ignore=bytecode)
    shutil.copytree(BUNDLE, root / "srv" / "bundle")
    return root


@pytest.mark.timeout(PATIENCE + 600)  # the first one makes the root
@pytest.mark.parametrize("processor", PROCESSORS, ids=lambda processor: processor.cpu)
def test_every_graph_gives_the_same_labels_and_logits_within_tolerance(sysroot: Path, processor: Processor) -> None:
    processor.describe(sysroot)
    print(f"\n{processor.board}, {processor.cpu}:", flush=True)
    rootless = ["unshare", "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", f"--root={sysroot}", "--wd=/srv"]
    emulated = ["/usr/bin/qemu-aarch64-static", "-cpu", processor.cpu, "-E", "PYTHONPATH=/opt/edge-app", "-E", "LC_ALL=C.UTF-8"]
    doctor = ["/usr/bin/python3", "-m", "edge_app", "doctor", "--bundle", "bundle"]
    run = subprocess.run([*rootless, *emulated, *doctor], capture_output=True, text=True, timeout=PATIENCE)
    print(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr
    labels = re.findall(r"^ok +golden vectors .*: (\d+) of (\d+) labels equal", run.stdout, re.MULTILINE)
    assert len(labels) >= 2 and all(equal == count for equal, count in labels)
