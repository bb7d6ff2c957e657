"""Takes a frame and a region, returns a finding. No I/O, no threads, no state.

guard -> preprocess -> network -> calibrated probabilities -> label -> Grad-CAM -> echo intensity of the raw region.
"""

from __future__ import annotations

import time

import numpy as np

from edge_app.bundle.loader import ModelBundle
from edge_app.engine.probability import Probabilities, read_probabilities
from edge_app.engine.protocol import Engine, Inference
from edge_app.guard.fitness import assess_fitness
from edge_app.guard.texture import MIN_SIDE
from edge_app.imaging.echo_intensity import echo_intensity
from edge_app.imaging.heatmap import grad_cam, scaled
from edge_app.imaging.preprocess import preprocess
from edge_app.records import ClassAnswer, Finding, FloatMap, Frame, Guard, IndeterminateReason, Label, Permission, Roi, Timings

MIN_REGION = MIN_SIDE  # px; a smaller region is enlarged as far as the frame allows


def analyse(
    frame: Frame,
    roi: Roi,
    bundle: ModelBundle,
    engine: Engine,
    permission: Permission = Permission.NOTHING,
    guard: Guard | None = None,
    heat_of: str | None = None,
) -> Finding:
    """Analyse one region of one frame, after fitting the region into the frame.

    A frame that the guard rejects is not judged: its label is NOT_JUDGED, without probability or heat, and the network is not
    run. `guard` is what a `LiveGuard` says that watches the frame's stream; None: the frame is assessed here, by itself. Where
    the bundle is not validated on the frame's device, as `permission` says, the label is NOT_VALIDATED, and the network is run
    only for research. `engine` runs one of the bundle's graphs; if it returns the finer heatmap, that one is used. `heat_of` is
    the label of the bundle that the heatmap is evidence for; None: "abnormal". Raises EngineError when the runtime fails.
    """
    manifest = bundle.manifest
    roi = roi.clipped(frame.width, frame.height, min_side=MIN_REGION)
    region = roi.crop(frame.pixels)
    start = time.perf_counter_ns()
    if guard is None:
        guard = assess_fitness(frame, roi, manifest.guard, bundle.texture)
    echo = echo_intensity(region)
    checked = prepared = inferred = mapped = time.perf_counter_ns()

    label, reason, probability, classes = Label.NOT_JUDGED, None, None, None
    heat = np.zeros(bundle.golden.fp32.maps.shape[1:], np.float32)
    if guard is Guard.FIT:
        label = Label.NOT_VALIDATED
    if guard is Guard.FIT and permission is not Permission.NOTHING:
        image = preprocess(frame.pixels, roi, manifest.preprocessing)
        prepared = time.perf_counter_ns()
        inference = engine.run(image)
        inferred = time.perf_counter_ns()
        found = read_probabilities(inference.logits, manifest)
        probability = found.abnormal
        if manifest.label_of(probability) is Label.INDETERMINATE:
            reason = IndeterminateReason.CLOSE_TO_THRESHOLD
        if permission is Permission.LABEL:
            label = manifest.label_of(probability)
        if inference.fine is not None and manifest.fine is not None and heat_of is None:
            heat = scaled(inference.fine, manifest.fine.heat_scale)
        else:
            heat = heat_map(bundle, inference, heat_of)
        classes = class_answer(bundle, inference, found, label)
        mapped = time.perf_counter_ns()

    return Finding(
        frame=frame,
        roi=roi,
        label=label,
        probability=probability,
        heat=heat,
        guard=guard,
        echo_intensity=echo,
        bundle_id=bundle.id,
        timings=Timings(
            preprocess_ms=(prepared - checked) / 1e6,
            inference_ms=(inferred - prepared) / 1e6,
            heatmap_ms=(mapped - inferred) / 1e6,
            echo_ms=(checked - start) / 1e6,
            total_ms=(mapped - start) / 1e6,
        ),
        validated=permission is Permission.LABEL,
        threshold=manifest.decision_threshold,
        band=manifest.band,
        reason=reason,
        views=1,
        classes=classes,
        heat_of=heat_of,
    )


def heat_map(bundle: ModelBundle, inference: Inference, of: str | None) -> FloatMap:
    """The coarse heatmap (h, w), 0-1, of a label of the bundle; None: of "abnormal"."""
    return scaled(grad_cam(inference.features, bundle.heat_row(inference.logits, of)), bundle.manifest.heat_scale_of(of))


def class_answer(bundle: ModelBundle, inference: Inference, found: Probabilities, label: Label) -> ClassAnswer | None:
    """What the bundle says of its classes, `label` being what the image is called; None where it describes none."""
    scheme = bundle.manifest.scheme
    if scheme is None or found.classes is None:
        return None
    heat = np.stack([heat_map(bundle, inference, one) for one in scheme.labels])
    return ClassAnswer(scheme.labels, found.classes, scheme.called_label(found.classes, label), heat)


def by_itself(live: Finding, roi: Roi, bundle: ModelBundle, engine: Engine, permission: Permission) -> Finding:
    """The finding of a stream -> that of its frame by itself in the region `roi`; the same, where that is the finding's own and
    the guard agrees.

    One of another muscle is analysed anew, as the probe may have been placed elsewhere since. That the scanner was frozen shows
    in the stream only, and stays. Raises EngineError when the runtime fails, which it is needed for only if the region is another
    or the muscle was, or the stream refused a frame that is fit.
    """
    if roi != live.roi or live.label is Label.OTHER_MUSCLE:
        frozen = Guard.SCANNER_FROZEN if live.guard is Guard.SCANNER_FROZEN else None
        return analyse(live.frame, roi, bundle, engine, permission, frozen, live.heat_of)
    if live.guard is Guard.SCANNER_FROZEN:
        return live
    guard = assess_fitness(live.frame, live.roi, bundle.manifest.guard, bundle.texture)
    if guard is live.guard:
        return live
    return analyse(live.frame, live.roi, bundle, engine, permission, guard, live.heat_of)
