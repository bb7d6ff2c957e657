"""How well a bundle's INT8 graph does on subjects it was never tuned on, and what it lost against FP32."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

import click
import numpy as np
import onnxruntime
from tqdm import tqdm

from edge_app.bundle.loader import ONNX, Precision, Reference
from edge_app.bundle.manifest import Interval, Manifest, Measured, Metrics
from edge_app.engine.onnx_runtime import OrtEngine
from edge_app.errors import ExportError
from edge_app.records import FloatMap, GreyImage
from quantize.evaluation.comparison import label_indices
from quantize.evaluation.held_out import HeldOut
from quantize.network.model import NmdAssistNet
from quantize.packaging.writer import read_out
from quantize.statistics import metrics
from quantize.statistics.calibration import Decision
from quantize.statistics.quantisation_error import compare


@dataclass(frozen=True)
class Graphs:
    """A trained network and the graphs made of it."""

    net: NmdAssistNet
    onnx: dict[Precision, bytes]

    @property
    def weight(self) -> FloatMap:
        """(2, K) of the linear layer."""
        return self.net.fc.weight.detach().numpy()

    @property
    def bias(self) -> FloatMap:
        """(2,) of the linear layer."""
        return self.net.fc.bias.detach().numpy()

    def read(self, precision: Precision, images: GreyImage, threads: int) -> Reference:
        """Logits and maps of preprocessed images (N, S, S), on the appliance's engine."""
        engine = OrtEngine(self.onnx[precision], precision.value, threads)
        bar: Iterable[GreyImage] = tqdm(images, desc=engine.name, unit="image", disable=None)
        return read_out(map(engine.run, bar), self.weight)


def measure_graph(fp32: Reference, int8: Reference, decision: Decision, untouched: HeldOut) -> Measured:
    """Accuracy of the INT8 graph, and what it lost against FP32, from both graphs' answers to the untouched images."""
    subjects = np.array([sample.subject for sample in untouched.samples])
    found = metrics.measure(label_indices(untouched.samples), decision.probabilities(int8.logits), subjects, decision.threshold)
    return Measured(
        part=untouched.words,
        data_sha256=untouched.sha256,
        engine=f"ONNX Runtime {onnxruntime.__version__} {Precision.INT8.value}",
        images=found.images,
        subjects=found.subjects,
        metrics=summarise(found),
        fidelity=compare(fp32, int8, decision),
    )


def summarise(found: metrics.Metrics) -> Metrics:
    """Metrics as the manifest holds them. Raises ExportError when one is not defined."""
    intervals = {}
    for field in fields(Metrics):
        estimate: metrics.Estimate = getattr(found, "ece" if field.name == "calibration_error" else field.name)
        if np.isnan([estimate.value, estimate.low, estimate.high]).any():
            raise ExportError(f"{field.name} is not defined on the test subjects; it needs answers and labels of both kinds")
        intervals[field.name] = Interval(estimate.value, estimate.low, estimate.high)
    return Metrics(**intervals)


def report(manifest: Manifest, out: Path) -> None:
    """What was made, on standard output."""
    click.echo(f"{out}: {', '.join(f'{p.file} {(out / p.file).stat().st_size / 1e6:.2f} MB' for p in ONNX)}")
    threshold, scale = manifest.decision_threshold, manifest.heat_scale
    click.echo(f"temperature {manifest.temperature:.3f}, decision threshold {threshold:.3f}, heat scale {scale:.3g}")
    if manifest.measured is not None:
        fidelity = manifest.measured.fidelity
        click.echo(f"{manifest.measured.part}: {manifest.measured.subjects} subjects, {manifest.measured.images} images, INT8")
        for field in fields(Metrics):
            value: Interval = getattr(manifest.measured.metrics, field.name)
            click.echo(f"  {field.name.replace('_', ' '):<18} {value.value:.3f} ({value.low:.3f}-{value.high:.3f})")
        click.echo(
            f"INT8 against FP32: same answer on {fidelity.agreement:.2%}, logits {fidelity.logits_sqnr_db:.1f} dB, "
            f"heatmap cosine {fidelity.map_cosine:.4f} (median)"
        )
    click.echo(manifest.intended_use)
