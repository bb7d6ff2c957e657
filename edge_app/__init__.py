"""Edge-AI ultrasound appliance: frames in, findings with heatmaps out, offline."""

import os

# ONNX Runtime's wheels keep a device id in ~/.cache and send usage events to their maker, unless this is set before their
# first session: an appliance with patients' images says nothing to anybody.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
