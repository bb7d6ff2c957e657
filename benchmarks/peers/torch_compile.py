"""torch.compile with its default backend, inductor, on the deployed network. It needs a C++ compiler."""

from __future__ import annotations

import os
from pathlib import Path

import torch

from benchmarks.peers.trained_network import restored
from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Inference
from edge_app.records import GreyImage
from quantize.network.deploy import deploy


class Compiled:
    """An Engine."""

    def __init__(self, bundle: ModelBundle, threads: int) -> None:
        torch.set_num_threads(threads)
        self.name = f"torch.compile, {threads} threads"
        self._net = torch.compile(deploy(restored(bundle)))

    def run(self, image: GreyImage) -> Inference:
        with torch.inference_mode():
            logits, features = self._net(torch.from_numpy(image)[None, None])
        return Inference(logits[0].numpy(), features[0].numpy())


def build(bundle: ModelBundle, folder: Path) -> None:
    """Nothing: what it compiles depends on the number of threads, and is kept by the first start that has it."""


def load(bundle: ModelBundle, folder: Path, threads: int) -> Compiled:
    """The first start compiles, the later ones find it in `folder`."""
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(folder.resolve())
    os.environ["TORCHINDUCTOR_COMPILE_THREADS"] = "1"  # no processes that live on beside what is measured
    engine = Compiled(bundle, threads)
    engine.run(bundle.golden.images[0])
    return engine
