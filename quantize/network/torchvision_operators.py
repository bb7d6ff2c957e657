"""torchvision beside torch's build for processors, for the packages that import it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import torch

_KEPT_ALIVE: list[torch.library.Library] = []  # operators vanish with the object that defined them


def prepare_torchvision() -> None:
    """Call it before a package that imports torchvision, whose compiled half loads only beside torch's build for NVIDIA's cards.

    Beside the other build two operators have to be named for it; named twice, they end the process.
    """
    torchvision = importlib.util.find_spec("torchvision")
    if torchvision is None or torchvision.origin is None or "torchvision" in sys.modules or _KEPT_ALIVE:
        return
    try:
        torch.ops.load_library(str(Path(torchvision.origin).with_name("_C.so")))  # type: ignore[no-untyped-call]
    except OSError:
        library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
        library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
        library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")  # type: ignore[no-untyped-call]
        _KEPT_ALIVE.append(library)
