"""What quantisation leaves of the finer heatmap, on validation images; and an image of it beside the coarse one.

    python -m quantize.studies.network.fine_fidelity BUNDLE CHECKPOINT DATASET --out docs/heatmap

BUNDLE holds the fine heatmap's graph, CHECKPOINT and DATASET are those it was made of. The graph is taken as it ships, in
float32, then with its backward pass in INT8, and then all of it, calibrated on training images by MinMax.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
import onnx
import onnxruntime as ort
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from PIL import Image
from tqdm import tqdm

from edge_app.bundle.loader import ModelBundle, Precision
from edge_app.capture.simulated import SimulatedProbe
from edge_app.engine.factory import EngineChoice, make_engine
from edge_app.engine.onnx_runtime import EARLY, FEATURES, OrtEngine
from edge_app.engine.protocol import Inference
from edge_app.errors import ConfigError
from edge_app.imaging.heatmap import overlay
from edge_app.pipeline import analyse
from edge_app.records import FloatMap, GreyImage, Muscle, Permission, Side
from edge_app.scanner_screen import central_region, image_field
from edge_app.system.atomic_write import make_folder
from quantize.dataset.batches import read_images
from quantize.dataset.split import sample_balanced
from quantize.evaluation.held_out import load_split
from quantize.graphs.fine_heatmap import fine_cams
from quantize.graphs.raw_maps import logits_and_maps
from quantize.packaging.writer import read_bundle
from quantize.quantisation.fine_part import agreement
from quantize.quantisation.ptq import quietly
from quantize.statistics.calibration import Decision
from quantize.training.provenance import read_record

CALIBRATION = 64  # training images
BACKWARD, ALL = "backward pass", "all"
PHANTOM = ((Muscle.BICEPS_BRACHII, 4, 1), (Muscle.TIBIALIS_ANTERIOR, 3, 2), (Muscle.GASTROCNEMIUS_MEDIALIS, 4, 3))  # grade, seed


class Answers(CalibrationDataReader):  # type: ignore[misc]
    """A classifier's answers in the form ONNX Runtime's calibration asks for."""

    def __init__(self, answers: Sequence[Inference]) -> None:
        self._answers = answers
        self.set_range(0, len(answers))

    def __len__(self) -> int:
        return len(self._answers)

    def set_range(self, start_index: int, end_index: int) -> None:
        self._rest = iter(self._answers[start_index:end_index])

    def get_next(self) -> dict[str, FloatMap] | None:
        answer = next(self._rest, None)
        return None if answer is None or answer.early is None else {EARLY: answer.early[None], FEATURES: answer.features[None]}


def quantise_fine(graph: bytes, answers: Sequence[Inference], part: str) -> bytes:
    """The fine heatmap's graph with its backward pass, or all of it, as U8S8 QDQ per channel."""
    with tempfile.TemporaryDirectory() as folder, quietly():
        plain, output = Path(folder) / "plain.onnx", Path(folder) / "int8.onnx"
        options = ort.SessionOptions()  # weights that the backward half turns round become constants of their own
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(plain)
        ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        model = onnx.load(plain)
        backward = after_the_features(model)
        chosen = [n.name for n in model.graph.node if part == ALL or n.name in backward]
        quantize_static(
            model,
            output,
            Answers(answers),
            quant_format=QuantFormat.QDQ,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            per_channel=True,
            calibrate_method=CalibrationMethod.MinMax,
            nodes_to_quantize=chosen,
            extra_options={"CalibStridedMinMax": 1},
        )
        return output.read_bytes()


def after_the_features(model: onnx.ModelProto) -> set[str]:
    """Names of the nodes that depend on "features": the backward pass starts there."""
    known, found = {FEATURES}, set()
    for node in model.graph.node:
        if known & set(node.input):
            known.update(node.output)
            found.add(node.name)
    return found


def run(bundle: ModelBundle, precision: Precision, images: GreyImage) -> list[Inference]:
    engine = OrtEngine(bundle.graphs[precision], precision.value, threads=1)
    return [engine.run(image) for image in tqdm(images, desc=engine.name, unit="image", disable=None)]


def table(bundle: ModelBundle, calibration: GreyImage, images: GreyImage) -> str:
    """Agreement with the FP32 graphs on the images these call abnormal, as Markdown."""
    assert bundle.fine is not None
    answers = {p.value: run(bundle, p, images) for p in (Precision.FP32, Precision.INT8)}
    read = {name: logits_and_maps(found, bundle.weight) for name, found in answers.items()}
    called = Decision(bundle.manifest.temperature, bundle.manifest.decision_threshold).abnormal(read["fp32"].logits)
    expected = fine_cams(bundle.fine, answers["fp32"])
    calibrating = run(bundle, Precision.FP32, calibration)
    graphs = {"float32": bundle.fine}
    graphs.update({f"{part} in INT8": quantise_fine(bundle.fine, calibrating, part) for part in (BACKWARD, ALL)})
    lines = [
        f"{called.sum()} of {len(images)} validation images, those that FP32 calls abnormal; cosine to FP32's own maps.",
        "",
        "| heatmap | its graph | classifier | MB | cosine median | 5th percentile |",
        "|---|---|---|---|---|---|",
    ]
    coarse = agreement(read["fp32"].maps[called], read["int8"].maps[called])
    lines.append(f"| 7 x 7 | closed form | int8 | | {coarse.cosine_median:.4f} | {coarse.cosine_p5:.4f} |")
    for name, graph in graphs.items():
        for classifier, found in answers.items():
            if graph is not bundle.fine or classifier == "int8":
                near = agreement(expected[called], fine_cams(graph, found)[called])
                figures = f"{len(graph) / 1e6:.1f} | {near.cosine_median:.4f} | {near.cosine_p5:.4f}"
                lines.append(f"| 14 x 14 | {name} | {classifier} | {figures} |")
    return "\n".join(lines) + "\n"


def contact_sheet(bundle: ModelBundle) -> Image.Image:
    """Frames of the simulated probe, plain, with the coarse heatmap and with the fine one."""
    engines = [make_engine(bundle, EngineChoice("onnxruntime", "int8", 1, fine)) for fine in (False, True)]
    rows = []
    for muscle, grade, seed in PHANTOM:
        with SimulatedProbe(seed, muscle, Side.LEFT, grade, 30.0) as probe:
            frame = probe.read()
        roi = central_region(image_field(frame.pixels))
        findings = [analyse(frame, roi, bundle, engine, Permission.SCORE) for engine in engines]
        shown = [overlay(frame.pixels, roi, heat) for heat in (np.zeros((7, 7), np.float32), *(f.heat for f in findings))]
        rows.append(np.hstack([roi.crop(pixels) for pixels in shown]))
    width = min(row.shape[1] for row in rows)
    return Image.fromarray(np.vstack([row[:, :width] for row in rows]))


@click.command()
@click.argument("bundle", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the image.")
def main(bundle: Path, checkpoint: Path, dataset: Path, out: Path) -> None:
    """Write coarse_and_fine.png, and print the table."""
    model, record = read_bundle(bundle), read_record(checkpoint)
    if model.fine is None:
        raise ConfigError(f"{bundle} has no fine heatmap; make it with `python -m quantize int8 --fine-heatmap`")
    make_folder(out)
    contact_sheet(model).save(out / "coarse_and_fine.png", optimize=True)
    parts, preprocessing = load_split(dataset, record), record.recipe.preprocessing
    training = read_images(
        dataset, sample_balanced(parts.train, CALIBRATION, record.recipe.seed), preprocessing, "training images"
    )
    validation = read_images(dataset, parts.validation, preprocessing, "validation part")
    click.echo(table(model, training.images, validation.images))


if __name__ == "__main__":
    main()
