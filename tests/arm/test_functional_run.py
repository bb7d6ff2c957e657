"""`python -m benchmarks run --functional` on the boards' emulated processors: every runtime, precision and stage works. No times.

Debian 13 for arm64 with what the screen needs, and over it the appliance's own wheels and this checkout.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.result.files import RESULT, read_result
from tests.arm.debian import debian
from tests.arm.device import DEVICE, missing
from tests.arm.processors import PROCESSORS, Processor
from tests.arm.sysroot import made_sysroot

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 7200  # s; a run takes minutes, on a machine that does much else many times that
STAGES = ("capture", "field", "crop", "median", "clahe", "guard", "inference", "map", "overlay", "paint")

pytestmark = [
    pytest.mark.arm,
    pytest.mark.timeout(PATIENCE + 1200),  # the roots are made first
    pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}"),
]


@pytest.mark.parametrize("processor", PROCESSORS, ids=lambda processor: processor.cpu)
def test_everything_works_once_and_nothing_is_timed(tmp_path: Path, processor: Processor) -> None:
    roots = f"{made_sysroot()}:{debian('trixie')}"
    for name in ("edge_app", "firmware_configs", "benchmarks"):
        shutil.copytree(PROJECT / name, tmp_path / "upper" / "srv" / name, ignore=shutil.ignore_patterns("__pycache__"))
    processor.describe(tmp_path / "upper")
    (tmp_path / "processor").write_text(processor.cpuinfo())
    settings = ["/usr/bin/env", "PYTHONPATH=/opt/edge-app:/srv", "QT_QPA_PLATFORM=offscreen"]
    name = f"{processor.board}'s {processor.cpu}, emulated"
    run = ["/usr/bin/python3", "-m", "benchmarks", "run", "--functional", "--name", name, "--out", "/srv/out"]
    done = subprocess.run(
        [DEVICE, roots, tmp_path, *settings, *run],
        capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, "QEMU_CPU": processor.cpu},
    )  # fmt: skip
    print(f"\n{done.stdout}", flush=True)
    assert done.returncode == 0, done.stdout + done.stderr
    result = read_result(tmp_path / "upper" / "srv" / "out" / RESULT)
    assert "aarch64" in result.machine.kernel and result.mode == "functional"
    assert {(one.configuration.engine, one.configuration.precision) for one in result.checks} >= {
        ("onnxruntime", "fp32"), ("onnxruntime", "int8"), ("litert", "int8")
    }  # fmt: skip
    for check in result.checks:
        assert not check.error and check.accuracy is not None and check.accuracy.golden_label_agreement == 1.0, check
        assert check.done == ("pipeline", "pipeline with the guard", *(f"stage {stage}" for stage in STAGES))
    assert result.engines == () and result.pipelines == () and " ms" not in done.stdout
