"""One process start of the GPU's part, on the processor: all of it but CUDA's own events, graphs and compilers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from benchmarks.gpu.correctness import check_answers
from benchmarks.gpu.passes import MARKS, NoEvents, Passes, starts
from benchmarks.gpu.plan import COMPILED, GpuPrecision, Runtime
from benchmarks.gpu.task import GpuTask, PointTimes, Prepared
from benchmarks.gpu.torch_runner import TorchRunner
from benchmarks.gpu.worker import answers
from edge_app.bundle.loader import DEFAULT_BUNDLE, ModelBundle, load_bundle
from edge_app.errors import EngineError
from tests.support.int8_kernels import needs_right_int8


class MadeUpEvents:
    """A device that takes 1 ms to get the images, 2 ms for the network and 3 ms to give the answers back."""

    def __init__(self) -> None:
        self.marks: list[int] = []
        self.waited = 0

    def mark(self, number: int) -> None:
        self.marks.append(number)

    def wait(self) -> None:
        self.waited += 1

    def between(self) -> tuple[float, float, float] | None:
        return 1.0, 2.0, 3.0


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Other tests share this machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def bundle() -> ModelBundle:
    return load_bundle(DEFAULT_BUNDLE)


def task(runtime: Runtime, precision: GpuPrecision, batches: tuple[int, ...], limit_s: float = 300.0) -> GpuTask:
    return GpuTask(runtime, precision, "cpu", batches, 0.0, limit_s, 0, str(DEFAULT_BUNDLE), "", os.getpid())


def test_torch_is_timed_in_parts_and_answers_as_the_bundle_says() -> None:
    events = MadeUpEvents()
    prepared, times = answers(task("torch, eager", "fp32", (8,)), lambda: events)
    assert isinstance(prepared, Prepared) and prepared.accuracy is not None and prepared.why_not == ""
    assert prepared.accuracy.same_labels == prepared.accuracy.images == 8
    assert 0 < prepared.accuracy.logits_worst < 1e-4 < prepared.accuracy.logits_limit
    assert isinstance(times, PointTimes) and times.batch == 8
    assert (times.to_device, times.device, times.from_device) == ((1.0,), (2.0,), (3.0,))
    assert 0 < times.enqueue[0] < times.end_to_end[0]
    assert events.marks == list(range(MARKS)) * 2 and events.waited == 2, "one pass is checked, one is timed"


@needs_right_int8
def test_onnx_runtime_reads_and_writes_torchs_memory() -> None:
    """Its provider is the processor's; the INT8 graph is for one image."""
    one, times, two = answers(task("onnxruntime, CUDA", "int8", (1, 2)), NoEvents)
    assert isinstance(one, Prepared) and one.accuracy is not None and one.accuracy.same_labels == 8
    assert isinstance(times, PointTimes) and len(times.end_to_end) == 1 and times.device == times.enqueue == ()
    assert isinstance(two, Prepared) and two.why_not == "the graph is for batches of 1 only" and two.accuracy is None


def test_a_batch_size_that_is_not_reached_in_time_is_named() -> None:
    (late,) = answers(task("onnxruntime, CUDA", "int8", (1,), limit_s=-1.0), NoEvents)
    assert isinstance(late, Prepared) and "not reached within" in late.why_not


def test_wrong_answers_are_never_timed(bundle: ModelBundle) -> None:
    golden = bundle.golden
    passes = Passes(golden.images, 8, "cpu", NoEvents())
    features = torch.zeros(8, bundle.weight.shape[1], *golden.fp32.maps.shape[1:])

    def answer(logits: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> tuple[Tensor, Tensor]:
        return torch.from_numpy(logits), features

    with pytest.raises(EngineError, match="answers the golden images otherwise than it should"):
        check_answers("made up", bundle, "fp16", passes, lambda: answer(-golden.fp32.logits))


def test_every_image_has_its_turn() -> None:
    images = np.arange(5, dtype=np.uint8)[:, None, None].repeat(2, 1).repeat(2, 2)
    passes = Passes(images, 2, "cpu", NoEvents())
    asked = [passes.asked(number)[:, 0, 0, 0].tolist() for number in range(4)]
    assert asked == [[0, 1], [2, 3], [4, 0], [0, 1]]
    assert list(starts(8, 512)) == [0] and len(Passes(images, 7, "cpu", NoEvents()).asked(3)) == 7


@pytest.mark.slow
@pytest.mark.usefixtures("at_length")
@pytest.mark.parametrize("precision", ["fp32", "tf32", "fp16", "bf16"])
def test_the_network_in_every_precision(precision: GpuPrecision) -> None:
    """On the processor TF32 is FP32."""
    prepared, _ = answers(task("torch, eager", precision, (4,)), NoEvents)
    assert isinstance(prepared, Prepared) and prepared.why_not == ""


@pytest.mark.slow
@pytest.mark.usefixtures("at_length")
def test_the_exported_graph_takes_any_batch_size() -> None:
    lines = list(answers(task("onnxruntime, CUDA", "fp32", (1, 3)), NoEvents))
    assert [line.why_not for line in lines if isinstance(line, Prepared)] == ["", ""] and len(lines) == 4


class OneLayer(nn.Module):
    """What takes a compiler seconds; the network takes it minutes."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Conv2d(1, 4, 3)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        features = torch.relu(self.layer(image.float()))
        return features.mean((2, 3)), features


@pytest.mark.slow
@pytest.mark.usefixtures("at_length")
@pytest.mark.parametrize("runtime", COMPILED)
def test_what_is_compiled_reads_the_images_anew(runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By inductor for processors: the same calls as on a GPU, without its graphs."""
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))
    net = OneLayer().eval()
    images = torch.zeros(2, 1, 16, 16, dtype=torch.uint8)
    with torch.no_grad():
        forward = TorchRunner(net, runtime, "fp32", "cpu").prepare(images)
        images.random_(0, 256, generator=torch.Generator().manual_seed(0))
        for ours, theirs in zip(forward(), net(images), strict=True):
            torch.testing.assert_close(ours, theirs)
