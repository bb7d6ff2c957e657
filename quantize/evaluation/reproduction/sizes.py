"""Figure 4 and more: how large each network is, and how long it takes for one image on this machine's processor, in torch."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from edge_app.errors import ConfigError
from edge_app.system.atomic_write import write_output
from edge_app.typed_reader import FormatError, build, parse_json, to_document
from quantize.evaluation.reproduction.paper import Paper
from quantize.network.model import NmdAssistNet
from quantize.network.timm_networks import is_timm_installed, make_timm_network

SIDE = 224  # px
PASSES, BEFORE = 20, 3  # timed, and first ones that are not
OURS = "NMD-AssistNet"


@dataclass(frozen=True)
class NetworkSize:
    """One network with two classes."""

    name: str
    timm: str | None  # None: ours
    paper_parameters: float  # million
    parameters: float | None  # trainable, million; None: it cannot be made here
    latency_ms: float | None  # of one image, FP32, median
    fastest_ms: float | None
    slowest_ms: float | None


@dataclass(frozen=True)
class Sizes:
    """All networks."""

    threads: int
    networks: tuple[NetworkSize, ...]


def measure_sizes(paper: Paper) -> Sizes:
    """Count and time every network, each with random weights; those of timm only where it is installed."""
    ours = paper.elsewhere.figure_4_parameters
    entries = [(OURS, None, ours), *((one.name, one.timm, one.parameters) for one in paper.networks)]
    return Sizes(torch.get_num_threads(), tuple(_measure(name, timm, float(printed)) for name, timm, printed in entries))


def _measure(name: str, timm: str | None, printed: float) -> NetworkSize:
    if timm is not None and not is_timm_installed():
        return NetworkSize(name, timm, printed, None, None, None, None)
    net = (NmdAssistNet() if timm is None else make_timm_network(timm)).eval()
    image = torch.zeros(1, 3, SIDE, SIDE).contiguous(memory_format=torch.channels_last)
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    times = []
    with torch.inference_mode():
        for number in range(BEFORE + PASSES):
            begun = time.perf_counter()
            net(image)
            if number >= BEFORE:
                times.append(1e3 * (time.perf_counter() - begun))
    parameters = sum(p.numel() for p in net.parameters() if p.requires_grad) / 1e6
    return NetworkSize(name, timm, printed, parameters, float(np.median(times)), min(times), max(times))


def write_sizes(path: Path, sizes: Sizes) -> None:
    """Raises ExportError when the disk refuses."""
    write_output(path, json.dumps(to_document(sizes)).encode())


def read_sizes(path: Path) -> Sizes:
    """Raises ConfigError where the file cannot be read."""
    try:
        return build(Sizes, parse_json(path.read_bytes()))
    except (OSError, FormatError) as exc:
        raise ConfigError(f"{path} cannot be read as the sizes of networks; remove it, and they are measured again") from exc
