"""Edge-AI ultrasound appliance: frames in, findings with heatmaps out, offline."""

import os

# ONNX Runtime from 1.29 on tells its maker of every process and session, unless this is there before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
