"""Our engines beside other runtimes of equal precision, in one run: is what `edge-app tune` picks ever beaten?

    python -m venv .venv-peers
    .venv-peers/bin/pip install torch==2.13.0 && .venv-peers/bin/pip install -e '.[quantize,openvino,peers]'
    .venv-peers/bin/python -m benchmarks.peers CHECKPOINT [--threads 1 --threads 2] [--litert int8.tflite ...]

The peers are OpenCV DNN, ncnn, torch eager and torch.compile; OpenVINO is one of our engines where it is installed. Each has
to answer the golden images within the manifest's tolerance before it is timed; one that does not run, or answers otherwise,
is named with the reason. All take turns in one process, a few runs at a time. An engine's or peer's graph is in float unless
it says int8; ncnn in eight bits needs tools that its package lacks.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
import cv2
import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.in_turns import measure
from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, Precision
from edge_app.engine.factory import Target, choices, make_engine, target
from edge_app.engine.golden import compare_to_golden
from edge_app.engine.litert import LiteRtEngine
from edge_app.engine.protocol import Engine, Inference
from edge_app.errors import EngineError
from edge_app.records import GreyImage
from quantize.graphs.onnx_export import SIDE, load_checkpoint
from quantize.network.deploy import WHITE, DeployedNetwork, deploy, fold_batch_norm, fold_input, fold_shuffle
from quantize.network.model import NmdAssistNet
from quantize.packaging.writer import read_bundle

ALLOWED = 1.05  # times the best peer of equal precision
Forward = Callable[[GreyImage], Inference]


@dataclass
class Contender:
    """A runtime to be timed. An `Engine`, so that it can be held to the golden images as ours are."""

    name: str
    precision: str  # "fp32" or "int8"
    ours: bool  # one that `edge-app tune` may pick
    run: Forward


class TwoChannels(nn.Module):
    """The network behind its input, for runtimes that know no unsigned bytes: (1, 2, S, S) float32, 0-255."""

    def __init__(self, deployed: DeployedNetwork) -> None:
        super().__init__()
        self.net = deployed.net

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.net.features(x)
        return self.net.classify(features), features


def two_planes() -> np.ndarray[tuple[int, int, int], np.dtype[np.float32]]:
    """(2, S, S): room for an image, and white."""
    return np.full((2, SIDE, SIDE), WHITE, np.float32)


def in_torch(net: Callable[[Tensor], tuple[Tensor, Tensor]]) -> Forward:
    """A network in torch."""

    def run(image: GreyImage) -> Inference:
        with torch.inference_mode():
            logits, features = net(torch.from_numpy(image)[None, None])
        return Inference(logits[0].numpy(), features[0].numpy())

    return run


def compiled(net: NmdAssistNet) -> Forward:
    """torch.compile with its default, inductor."""
    return in_torch(torch.compile(deploy(net)))


def eager(net: NmdAssistNet) -> Forward:
    """torch as it is, channels last."""
    return in_torch(deploy(net).to(memory_format=torch.channels_last))  # type: ignore[call-overload]


def in_opencv(net: NmdAssistNet, threads: int) -> Forward:
    """OpenCV's DNN module. Version 5 does not run the attention; 4.11 reads unsigned bytes wrongly and gets floats."""
    cv2.setNumThreads(threads)
    program = torch.onnx.export(
        TwoChannels(deploy(net)), (torch.zeros(1, 2, SIDE, SIDE),), input_names=["image"], output_names=["logits", "features"],
        dynamo=True, verbose=False,
    )  # fmt: skip
    assert program is not None
    graph = cv2.dnn.readNetFromONNX(np.frombuffer(program.model_proto.SerializeToString(), np.uint8))
    planes = two_planes()

    def run(image: GreyImage) -> Inference:
        planes[0] = image
        graph.setInput(planes[None], "image")
        logits, features = graph.forward(["logits", "features"])
        return Inference(np.asarray(logits, np.float32).reshape(-1), np.asarray(features[0], np.float32))

    return run


def int8_in_opencv(graph: bytes, threads: int) -> Forward:
    """OpenCV's DNN module on the bundle's INT8 graph."""
    cv2.setNumThreads(threads)
    loaded = cv2.dnn.readNetFromONNX(np.frombuffer(graph, np.uint8))

    def run(image: GreyImage) -> Inference:
        loaded.setInput(image[None, None], "image")
        logits, features = loaded.forward(["logits", "features"])
        return Inference(np.asarray(logits, np.float32).reshape(-1), np.asarray(features[0], np.float32))

    return run


def in_ncnn(net: NmdAssistNet, threads: int) -> Forward:
    """ncnn on what its own converter makes of the network in torch, in full precision. Its attention is the trained form:
    pooling over a size read from the tensor is not known to it."""
    import ncnn

    deployed = DeployedNetwork(fold_input(fold_shuffle(fold_batch_norm(net)))).eval()
    runtime = ncnn.Net()
    runtime.opt.num_threads = threads
    runtime.opt.use_fp16_packed = runtime.opt.use_fp16_storage = runtime.opt.use_fp16_arithmetic = False
    with tempfile.TemporaryDirectory() as folder:
        torch.jit.trace(TwoChannels(deployed), torch.zeros(1, 2, SIDE, SIDE)).save(f"{folder}/net.pt")  # type: ignore[no-untyped-call]
        converter = Path(sysconfig.get_path("scripts")) / "pnnx"
        command = [str(converter), "net.pt", f"inputshape=[1,2,{SIDE},{SIDE}]", "fp16=0"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
        if runtime.load_param(f"{folder}/net.ncnn.param") or runtime.load_model(f"{folder}/net.ncnn.bin"):
            raise RuntimeError("ncnn does not load what pnnx wrote")
    planes = two_planes()

    def run(image: GreyImage) -> Inference:
        planes[0] = image
        extractor = runtime.create_extractor()
        extractor.input("in0", ncnn.Mat(planes))
        (_, logits), (_, features) = extractor.extract("out0"), extractor.extract("out1")
        return Inference(np.array(logits).reshape(-1), np.array(features))

    return run


def candidates(
    model: ModelBundle, net: NmdAssistNet, litert: tuple[Path, ...], threads: int
) -> Iterator[tuple[str, str, bool, Callable[[], Forward], Target | None]]:
    """Name, precision, whether it is ours, how to make it, and what it has to answer; None: it has no golden answers yet."""
    fp32 = Target(model.graphs[Precision.FP32], model.golden.fp32, model.manifest.golden.fp32)
    int8 = Target(model.graphs[Precision.INT8], model.golden.int8, model.manifest.golden.int8)
    for choice in choices(model, (threads,)):
        wanted = target(model, choice.runtime, choice.precision)
        yield choice.runtime, choice.precision, True, partial(forward_of, partial(make_engine, model, choice)), wanted
    for path in litert:
        make = partial(LiteRtEngine, path.read_bytes(), "int8", threads)
        yield f"litert {path.stem}", "int8", True, partial(forward_of, make), None
    yield "OpenCV DNN", "fp32", False, partial(in_opencv, net, threads), fp32
    yield "OpenCV DNN", "int8", False, partial(int8_in_opencv, int8.graph, threads), int8
    yield "ncnn", "fp32", False, partial(in_ncnn, net, threads), fp32
    yield "torch eager", "fp32", False, partial(eager, net), fp32
    yield "torch.compile", "fp32", False, partial(compiled, net), fp32


def forward_of(make: Callable[[], Engine]) -> Forward:
    """An engine's forward pass."""
    return make().run


def contenders(model: ModelBundle, net: NmdAssistNet, litert: tuple[Path, ...], threads: int) -> Iterator[Contender]:
    """Those that answer as they should; of the others the reason is printed."""
    for name, precision, ours, make, wanted in candidates(model, net, litert, threads):
        try:
            contender = Contender(name, precision, ours, make())
            found = compare_to_golden(model, contender, wanted) if wanted else None
        except (EngineError, ImportError, OSError, RuntimeError, subprocess.SubprocessError, cv2.error) as exc:
            click.echo(f"out: {name} {precision}, {threads} threads: {' '.join(str(exc).split())[:200]}")
            continue
        if found is not None and not found.passed:
            click.echo(f"out: {name} {precision}, {threads} threads answers otherwise than it should: {found}")
        else:
            yield contender


@click.command()
@click.argument("checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--bundle", type=click.Path(path_type=Path), default=DEFAULT_BUNDLE, help="Folder of the model bundle.")
@click.option("--litert", type=click.Path(exists=True, path_type=Path), multiple=True, help="Further LiteRT graphs.")
@click.option("--threads", default=[1, 2], show_default=True, multiple=True, help="Of every runtime; once for each.")
@click.option("--rounds", default=40, show_default=True, help="Turns of each runtime.")
def main(checkpoint: Path, bundle: Path, litert: tuple[Path, ...], threads: tuple[int, ...], rounds: int) -> None:
    """Print the table, and the tuned choice beside the best peer. CHECKPOINT is the one the bundle was made of."""
    model, net = read_bundle(bundle), load_checkpoint(checkpoint)
    for count in threads:
        torch.set_num_threads(count)
        entered = {f"{c.name} {c.precision}": c for c in contenders(model, net, litert, count)}
        took = measure({name: c.run for name, c in entered.items()}, model.golden.images, rounds)
        medians = {name: float(np.median(times)) for name, times in took.items()}
        for name, ms in sorted(medians.items(), key=lambda item: item[1]):
            click.echo(f"{count} threads  {name:28} {ms:7.2f} ms{'  ours' if entered[name].ours else ''}")
        for precision in ("fp32", "int8"):
            ours, peers = (
                {n: medians[n] for n, c in entered.items() if c.precision == precision and c.ours is side}
                for side in (True, False)
            )
            best = min(ours, key=lambda n: ours[n])
            if not peers:
                click.echo(f"{count} threads, {precision}: {best} has no peer that answers as it should")
                continue
            peer = min(peers, key=lambda n: peers[n])
            ratio = float(np.median(np.array(took[best]) / np.array(took[peer])))
            verdict = "holds" if ratio <= ALLOWED else "FAILS"
            click.echo(
                f"{count} threads, {precision}: {best} takes {ratio:.2f} times as long as {peer}; {ALLOWED} is allowed: {verdict}"
            )


if __name__ == "__main__":
    sys.exit(main())
