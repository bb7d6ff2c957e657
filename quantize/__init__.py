"""The workstation: training, export, quantisation, and the proof that nothing was lost."""

import edge_app  # noqa: F401 - before anything imports ONNX Runtime, whose telemetry it switches off
