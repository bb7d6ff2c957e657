"""Does tflite-runtime 2.14, which older images of the boards hold, answer a bundle's LiteRT graph as LiteRT does?

    python quantize/studies/network/tflite_runtime_reads.py BUNDLE      (`make tflite-runtime` makes the environment and runs it)

It needs an environment of its own, with numpy 1.26 and Python 3.11 at most, so it imports nothing of the project.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np


def main(folder: Path) -> int:
    """Run the golden images; 0 when every answer is within the manifest's tolerance, else 1."""
    from tflite_runtime.interpreter import Interpreter

    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if manifest.get("litert") is None:
        print(f"{folder} has no LiteRT graph")
        return 1
    limit, heat_scale = manifest["litert"]["tolerance"], manifest["heat_scale"]
    row = np.load(folder / "head.npz")["weight"][manifest["labels"].index("abnormal")]
    golden = np.load(folder / "golden.npz")
    interpreter = Interpreter(model_content=(folder / "int8.tflite").read_bytes(), num_threads=1)
    interpreter.allocate_tensors()
    (image,) = interpreter.get_input_details()
    logits, features = sorted(interpreter.get_output_details(), key=lambda detail: len(detail["shape"]))
    frame = np.zeros(image["shape"], np.uint8)  # channel 1: white around the image
    frame[..., 1] = 255
    frame[:, 1:-1, 1:-1, 1] = 0
    logit_gap = heat_gap = 0.0
    start = time.perf_counter()
    references = zip(golden["images"], golden["int8_litert_logits"], golden["int8_litert_maps"])  # noqa: B905 (Python 3.9)
    for grey, expected_logits, expected_map in references:
        frame[0, 1:-1, 1:-1, 0] = grey
        interpreter.set_tensor(image["index"], (frame ^ 0x80).view(np.int8))
        interpreter.invoke()
        found = np.maximum(interpreter.get_tensor(features["index"])[0] @ row, 0)
        logit_gap = max(logit_gap, float(np.abs(interpreter.get_tensor(logits["index"])[0] - expected_logits).max()))
        heat_gap = max(heat_gap, float(np.abs(found - expected_map).max()) / heat_scale)
    count = len(golden["images"])
    passed = logit_gap <= limit["logits"] and heat_gap <= limit["heat"]
    print(
        f"{'ok' if passed else 'FAIL'}: {count} images, {(time.perf_counter() - start) / count * 1e3:.0f} ms each, largest "
        f"difference of logits {logit_gap:.2g} (limit {limit['logits']:.2g}), of heat {heat_gap:.2g} (limit {limit['heat']:.2g})"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
