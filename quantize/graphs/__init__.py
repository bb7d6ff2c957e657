"""ONNX graphs: exported, read and run."""
