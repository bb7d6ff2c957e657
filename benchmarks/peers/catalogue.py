"""Which peers and which of the paper's networks there are. Nothing of theirs is imported here."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.protocol import Engine

INSTALL = "make peers"


class PeerModule(Protocol):
    """What a file of this room offers."""

    def build(self, bundle: ModelBundle, folder: Path) -> None:
        """Once a run: make the files in `folder` that it loads. Raises what its packages raise."""

    def load(self, bundle: ModelBundle, folder: Path, threads: int) -> Engine:
        """In each process start. Raises what its packages raise."""


@dataclass(frozen=True)
class Peer:
    """A way to run the network in the bundle."""

    name: str  # as in results
    precision: str  # "fp32" or "int8"
    module: str  # of this room
    packages: tuple[str, ...]  # Python modules without which it cannot be built; the first is the one whose version counts
    golden: bool = True  # whether it has to answer the golden images as the FP32 graph does; False: it has quantised by itself

    def load_module(self) -> PeerModule:
        """Its file."""
        return cast(PeerModule, importlib.import_module(f"benchmarks.peers.{self.module}"))


@dataclass(frozen=True)
class PaperNetwork:
    """A network of Figure 4 of Xie and Zhang (2025), with two classes."""

    name: str
    timm: str  # its name in timm; "": NMD-AssistNet itself
    paper_parameters: float  # as the figure gives them
    large: bool  # for a workstation; on a board it takes seconds a pass

    @property
    def packages(self) -> tuple[str, ...]:
        """As `Peer.packages`."""
        return ("onnxruntime", "torch", "onnx", *(("timm",) if self.timm else ()))


PEERS = (
    Peer("plain stack", "fp32", "plain_stack", ("torch", "pytorch_grad_cam", "torchvision")),
    Peer("torch.compile", "fp32", "torch_compile", ("torch",)),
    Peer("ONNX Runtime, as exported", "fp32", "onnx_runtime", ("onnxruntime", "torch", "onnx")),
    Peer("LiteRT", "fp32", "litert", ("ai_edge_litert", "litert_torch")),
    Peer("OpenVINO", "fp32", "openvino", ("openvino",)),
    Peer("OpenVINO, NNCF", "int8", "openvino_nncf", ("openvino", "nncf"), golden=False),
    Peer("ncnn", "fp32", "ncnn", ("ncnn", "pnnx", "torch")),
    Peer("OpenCV DNN", "fp32", "opencv_dnn", ("cv2", "torch", "onnx")),
)
NETWORKS = (
    PaperNetwork("NMD-AssistNet", "", 2.4e6, large=False),
    PaperNetwork("GhostNet", "ghostnet_100", 3.9e6, large=False),
    PaperNetwork("EfficientNet-B0", "efficientnet_b0", 4.0e6, large=False),
    PaperNetwork("CSPResNet-50", "cspresnet50", 21.6e6, large=True),
    PaperNetwork("HRNet-W18", "hrnet_w18", 19.3e6, large=True),
    PaperNetwork("ViT-B/16", "vit_base_patch16_224", 85.8e6, large=True),
)
ENTRIES: dict[str, Peer | PaperNetwork] = {entry.name: entry for entry in (*PEERS, *NETWORKS)}


def missing(packages: tuple[str, ...]) -> str:
    """Why it cannot be built in this environment, with the command that changes that; "" if it can."""
    absent = [package for package in packages if importlib.util.find_spec(package) is None]
    return f"not installed ({', '.join(absent)}); run {INSTALL}" if absent else ""
