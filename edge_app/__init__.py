"""Edge-AI ultrasound appliance: frames in, findings with heatmaps out, offline."""
