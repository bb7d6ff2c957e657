"""The plain way to do what `edge_app.pipeline.analyse` does: torch in eager mode and the `grad-cam` package.

It is what a researcher would write first, and what the speed figures are ratios to. Same preprocessing, same weights.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from edge_app.imaging.preprocess import Preprocessing, preprocess
from edge_app.records import FloatMap, GreyImage, Roi
from quantize.network.model import NmdAssistNet, normalise

ABNORMAL = 1
_KEPT_ALIVE: list[torch.library.Library] = []  # operators vanish with the object that defined them


def import_grad_cam() -> tuple[Any, Any]:
    """`GradCAM` and the targets' module of the grad-cam package. Raises ImportError where it is not installed.

    It imports torchvision, whose compiled half loads only beside torch's build for NVIDIA's cards. Beside the other build two
    operators have to be named for it; named twice, they end the process.
    """
    torchvision = importlib.util.find_spec("torchvision")
    if torchvision is not None and torchvision.origin is not None and "torchvision" not in sys.modules:
        try:
            torch.ops.load_library(str(Path(torchvision.origin).with_name("_C.so")))  # type: ignore[no-untyped-call]
        except OSError:
            library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
            library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
            library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
            _KEPT_ALIVE.append(library)
    package = importlib.import_module("pytorch_grad_cam")
    return package.GradCAM, importlib.import_module("pytorch_grad_cam.utils.model_targets")


class PlainWay:
    """Eager torch, one image at a time."""

    def __init__(self, net: NmdAssistNet, preprocessing: Preprocessing) -> None:
        grad_cam, targets = import_grad_cam()
        self._net = net.eval()
        self._preprocessing = preprocessing
        self._cam = grad_cam(model=self._net, target_layers=[self._net.tail])
        self._targets = [targets.ClassifierOutputTarget(ABNORMAL)]

    def analyse(self, pixels: GreyImage, roi: Roi) -> tuple[float, FloatMap]:
        """P(abnormal) and the heat map (224, 224)."""
        image = preprocess(pixels, roi, self._preprocessing)
        x = normalise(torch.from_numpy(image)[None, None])
        heat = self._cam(input_tensor=x, targets=self._targets)[0]
        # The package keeps the outputs of its own forward pass: no second one is needed for the probability.
        probability = torch.softmax(self._cam.outputs.detach(), 1)[0, ABNORMAL]
        return float(probability), np.asarray(cv2.resize(heat, (roi.w, roi.h)), np.float32)
