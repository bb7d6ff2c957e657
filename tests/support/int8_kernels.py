"""What the installed ONNX Runtime can do with a graph in eight bits."""

from __future__ import annotations

import platform

import onnxruntime
import pytest

_VERSION = tuple(int(part) for part in onnxruntime.__version__.split(".")[:2])

# docs/adr/0055-fastest-runtime.md. The appliance's self-test notices it, and LiteRT runs.
needs_right_int8 = pytest.mark.skipif(
    platform.machine() == "x86_64" and _VERSION < (1, 25),
    reason="ONNX Runtime before 1.25 computes layers in eight bits wrongly on x86-64",
)
