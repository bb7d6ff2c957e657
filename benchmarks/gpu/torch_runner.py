"""torch on a GPU: eager, as a captured CUDA graph, and compiled by inductor."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from benchmarks.gpu.plan import GpuPrecision, Runtime

Answers = tuple[Tensor, Tensor]  # logits (N, 2), features (N, K, h, w), on the device
Forward = Callable[[], Answers]  # one pass over the images that lie on the device; returns before the GPU has finished

CAPTURE_WARM_UPS = 3  # passes before a capture, as torch.cuda.graphs asks for


class TorchRunner:
    """The network in torch, channels last, which is how tensor cores take it."""

    def __init__(self, net: nn.Module, runtime: Runtime, precision: GpuPrecision, device: str) -> None:
        set_float32_arithmetic(tf32=precision == "tf32")
        torch.backends.cudnn.benchmark = True
        self.version = str(torch.__version__)
        self._runtime = runtime
        self._net: nn.Module = net.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def prepare(self, images: Tensor) -> Forward:
        """images: (N, 1, S, S) uint8 on the device; what is in them changes from pass to pass, where they lie does not.

        Raises RuntimeError where torch cannot compile or capture it, or the GPU's memory is too small.
        """
        match self._runtime:
            case "torch, CUDA graph":
                return captured(self._net, images)
            case "torch.compile, reduce-overhead":
                return self._compiled(images, "reduce-overhead")
            case "torch.compile, max-autotune":
                return self._compiled(images, "max-autotune")
            case _:
                return lambda: self._net(images)

    def _compiled(self, images: Tensor, mode: str) -> Forward:
        """Both modes replay CUDA graphs; the second also tries kernels against one another."""
        torch.compiler.reset()  # of the batch size before
        torch._dynamo.mark_static_address(images)  # else every replay would copy them once more
        compiled: Callable[[Tensor], Answers] = torch.compile(self._net, mode=mode, dynamic=False)
        forward: Forward = lambda: compiled(images)  # noqa: E731
        for _ in range(CAPTURE_WARM_UPS):  # it compiles at the first pass, and captures at the second
            forward()
        return forward


def captured(net: nn.Module, images: Tensor) -> Forward:
    """The eager network as one CUDA graph."""
    beside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    beside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(beside):
        for _ in range(CAPTURE_WARM_UPS):
            net(images)
    torch.cuda.current_stream().wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        answers: Answers = net(images)

    def replay() -> Answers:
        graph.replay()
        return answers

    return replay


def set_float32_arithmetic(tf32: bool) -> None:
    """Whether FP32 is rounded to TF32's ten bits within products: by cuBLAS, by cuDNN, and in kernels that inductor writes."""
    torch.set_float32_matmul_precision("high" if tf32 else "highest")
    torch.backends.cudnn.allow_tf32 = tf32
