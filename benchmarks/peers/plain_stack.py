"""What a researcher would write first: torch in eager mode, the `grad-cam` package and OpenCV. The weights are the same."""

from __future__ import annotations

import copy
import importlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from benchmarks.peers.trained_network import restored
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Inference
from edge_app.imaging.preprocess import Preprocessing, preprocess
from edge_app.records import FloatMap, GreyImage, Roi
from quantize.network.model import NmdAssistNet, normalise
from quantize.network.torchvision_operators import prepare_torchvision

ABNORMAL = 1


def import_grad_cam() -> tuple[Any, Any]:
    """`GradCAM` and the targets' module of the grad-cam package. Raises ImportError where it is not installed."""
    prepare_torchvision()
    package = importlib.import_module("pytorch_grad_cam")
    return package.GradCAM, importlib.import_module("pytorch_grad_cam.utils.model_targets")


class PlainStack:
    """An Engine, and an `AnalysesFrames`: its heatmap is by a backward pass, not of what `run` answers."""

    def __init__(self, net: NmdAssistNet, preprocessing: Preprocessing, threads: int) -> None:
        torch.set_num_threads(threads)
        grad_cam, targets = import_grad_cam()
        self.name = f"plain stack, {threads} threads"
        self._net = net.eval()
        self._preprocessing = preprocessing
        hooked = copy.deepcopy(self._net)  # grad-cam keeps what passes through it
        self._cam = grad_cam(model=hooked, target_layers=[hooked.tail])
        self._targets = [targets.ClassifierOutputTarget(ABNORMAL)]

    def run(self, image: GreyImage) -> Inference:
        """One forward pass."""
        with torch.inference_mode():
            features = self._net.features(normalise(torch.from_numpy(image)[None, None]))
            logits = self._net.classify(features)
        return Inference(logits[0].numpy(), features[0].numpy())

    def analyse(self, pixels: GreyImage, roi: Roi) -> tuple[float, FloatMap]:
        """P(abnormal), and the heatmap in the region's size."""
        image = preprocess(pixels, roi, self._preprocessing)
        heat = self._cam(input_tensor=normalise(torch.from_numpy(image)[None, None]), targets=self._targets)[0]
        # The package keeps the outputs of its own forward pass: no second one is needed for the probability.
        probability = torch.softmax(self._cam.outputs.detach(), 1)[0, ABNORMAL]
        return float(probability), np.asarray(cv2.resize(heat, (roi.w, roi.h)), np.float32)


def build(bundle: ModelBundle, folder: Path) -> None:
    """Nothing."""


def load(bundle: ModelBundle, folder: Path, threads: int) -> PlainStack:
    """The network as it was trained, in torch."""
    return PlainStack(restored(bundle), bundle.manifest.preprocessing, threads)
