"""ncnn, in full precision, on what its own converter makes of the network in torch.

In eight bits it needs tools that its package lacks.
"""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path

import numpy as np

from benchmarks.peers.two_planes import two_planes
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Inference
from edge_app.errors import EngineError
from edge_app.records import GreyImage

PARAMETERS, WEIGHTS = "net.ncnn.param", "net.ncnn.bin"
CONVERT_S = 300.0  # s that the converter may take; it takes 3 on an idle PC


class Ncnn:
    """An Engine."""

    def __init__(self, folder: Path, side: int, threads: int) -> None:
        import ncnn

        self.name = f"ncnn, {threads} threads"
        self._matrix, self._net = ncnn.Mat, ncnn.Net()
        options = self._net.opt
        options.num_threads = threads
        options.use_fp16_packed = options.use_fp16_storage = options.use_fp16_arithmetic = False
        if self._net.load_param(str(folder / PARAMETERS)) or self._net.load_model(str(folder / WEIGHTS)):
            raise EngineError("ncnn does not load what pnnx wrote; other versions of the two may")
        self._planes = two_planes(side)

    def run(self, image: GreyImage) -> Inference:
        self._planes[0] = image
        extractor = self._net.create_extractor()
        extractor.input("in0", self._matrix(self._planes))
        (_, logits), (_, features) = extractor.extract("out0"), extractor.extract("out1")
        return Inference(np.array(logits).reshape(-1), np.array(features))


def build(bundle: ModelBundle, folder: Path) -> None:
    """Convert it by pnnx.

    The attention is the trained form: pooling over a size read from the tensor is not known to it.
    """
    import torch

    from benchmarks.peers.trained_network import TwoPlanes, restored
    from quantize.network.deploy import DeployedNetwork, fold_batch_norm, fold_input, fold_shuffle

    side = bundle.manifest.preprocessing.size
    deployed = DeployedNetwork(fold_input(fold_shuffle(fold_batch_norm(restored(bundle))))).eval()
    torch.jit.trace(TwoPlanes(deployed), torch.zeros(1, 2, side, side)).save(str(folder / "net.pt"))  # type: ignore[no-untyped-call]
    converter = Path(sysconfig.get_path("scripts")) / "pnnx"
    command = [str(converter), "net.pt", f"inputshape=[1,2,{side},{side}]", "fp16=0"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=CONVERT_S)


def load(bundle: ModelBundle, folder: Path, threads: int) -> Ncnn:
    """Load both files."""
    return Ncnn(folder, bundle.manifest.preprocessing.size, threads)
