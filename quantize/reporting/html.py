"""Everything the gate looks at, on one HTML page that needs no other file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from edge_app.bundle.loader import Precision, Reference
from quantize.dataset.manifest import Sample
from quantize.evaluation.comparison import Comparison, Flip, compare_subgroups, find_flips, label_indices
from quantize.evaluation.engines import bundle_engines
from quantize.evaluation.gate import Criterion, assess
from quantize.evaluation.guard_gate import assess_guard
from quantize.evaluation.latency import Latency, measure_latency
from quantize.evaluation.layer_sqnr import layer_noise
from quantize.evaluation.predictions import Predictions
from quantize.graphs.float_regions import GraphCount, count_float_regions
from quantize.litert.float_regions import count_litert, is_litert
from quantize.recipe import GateLimits
from quantize.reporting import figures
from quantize.reporting.svg import as_svg
from quantize.reporting.text import SCORES, in_points, map_sentence, signed
from quantize.statistics.metrics import RESAMPLES
from quantize.statistics.paired import Change, Changes
from quantize.statistics.quantisation_error import cosines

THREADS = (1, 2)  # latency is measured with
TIMED = 40  # images
NOISE_IMAGES = 8
SHOWN = ("worst", "2nd worst", "3rd worst", "5th percentile", "25th percentile", "median", "75th percentile", "best")


@dataclass(frozen=True)
class Score:
    """A row of the table of scores."""

    name: str
    change: Change
    difference: str


@dataclass(frozen=True)
class FlipImages:
    """A changed decision with both heatmaps, as data: addresses."""

    flip: Flip
    before: str
    after: str


@dataclass(frozen=True)
class MapImages:
    """Both heatmaps of an image, as data: addresses."""

    rank: str
    cosine: float
    sample: Sample
    before: str
    after: str


@dataclass(frozen=True)
class Chapter:
    """One graph. Figures are SVG elements."""

    graph: str
    criteria: tuple[Criterion, ...]
    whole: Comparison
    scores: list[Score]
    roc: str
    reliability: str
    probabilities: str
    risk_coverage: str
    flips: list[FlipImages]
    called_maps: str
    all_maps: str
    cosines: str  # empty where no image is called abnormal
    maps: list[MapImages]
    groups: str
    rows: list[list[str]]
    noise: str  # empty for a float graph

    @property
    def passed(self) -> bool:
        return all(criterion.passed for criterion in self.criteria)


@dataclass(frozen=True)
class GraphFacts:
    """Size and speed of a graph."""

    name: str
    megabytes: float
    count: GraphCount
    latencies: list[Latency]  # one for each of THREADS


def page(predictions: Predictions, limits: GateLimits) -> str:
    """The whole page."""
    graphs = sorted(predictions.graphs, key=lambda graph: graph == Precision.FP32.value)  # the one that lost something first
    chapters = [chapter(predictions, graph, limits) for graph in graphs]
    environment = Environment(loader=PackageLoader("quantize.reporting", "."), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("report.html.j2").render(
        manifest=predictions.bundle.manifest,
        guard_criteria=assess_guard(guard.measured) if (guard := predictions.bundle.manifest.guard) else (),
        images=len(predictions.samples),
        subjects=len({sample.subject for sample in predictions.samples}),
        part=predictions.held_out.description,
        resamples=RESAMPLES,
        chapters=chapters,
        threads=THREADS,
        graphs=list(graph_facts(predictions)),
        noise_images=min(NOISE_IMAGES, len(predictions.images)),
    )


def graph_facts(predictions: Predictions) -> Iterator[GraphFacts]:
    """Size, counts and latency of every graph."""
    images = predictions.images[:TIMED]
    runs = [measure_latency(bundle_engines(predictions.bundle, threads), images, Precision.FP32.value) for threads in THREADS]
    for precision, graph in predictions.bundle.graphs.items():
        latencies = [next(one for one in run if one.name == precision.value) for run in runs]
        counted = count_litert(graph) if is_litert(graph) else count_float_regions(graph)
        yield GraphFacts(precision.value, len(graph) / 1e6, counted, latencies)


def chapter(predictions: Predictions, graph: str, limits: GateLimits) -> Chapter:
    """Everything about one graph."""
    before, after, decision = predictions.trained, predictions.graphs[graph], predictions.decision
    comparisons = compare_subgroups(predictions.samples, before, after, decision, predictions.classes)
    whole = comparisons[0]
    labels = label_indices(predictions.samples)
    old, new = decision.probabilities(before.logits), decision.probabilities(after.logits)
    called = np.flatnonzero(decision.abnormal(before.logits) & (before.maps.max((1, 2)) > 0))
    cosine = cosines(before.maps[called], after.maps[called])
    changes = {field.name: getattr(whole.changes, field.name) for field in fields(Changes)}
    return Chapter(
        graph=graph,
        criteria=assess(whole, limits),
        whole=whole,
        scores=[Score(SCORES[name], change, signed(change.difference)) for name, change in changes.items()],
        roc=as_svg(figures.draw_roc(labels, old, new, graph)),
        reliability=as_svg(figures.draw_reliability(labels, old, new, graph)),
        probabilities=as_svg(figures.draw_probabilities(old, new, decision.threshold, graph)),
        risk_coverage=as_svg(
            figures.draw_risk_coverage(labels, old, new, decision.threshold, predictions.bundle.manifest.band, graph)
        ),
        flips=[
            FlipImages(flip, *both_maps(predictions, after, flip.index))
            for flip in find_flips(predictions.samples, before, after, decision)
        ],
        called_maps=map_sentence(whole.called_maps),
        all_maps=map_sentence(whole.all_maps),
        cosines=as_svg(figures.draw_cosines(cosine, (limits.map_cosine_median, limits.map_cosine_p5))) if len(called) else "",
        maps=[
            MapImages(rank, float(cosine[i]), predictions.samples[called[i]], *both_maps(predictions, after, int(called[i])))
            for rank, i in ranked(np.argsort(cosine))
        ],
        groups=as_svg(figures.draw_groups(comparisons, limits.accuracy_loss_end)),
        rows=[group_row(comparison) for comparison in comparisons],
        noise=noise(predictions) if graph == Precision.INT8.value else "",
    )


def ranked(order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Iterator[tuple[str, int]]:
    """Images to show, by rank, of an order from the worst to the best."""
    last = len(order) - 1
    places = (0, 1, 2, round(0.05 * last), round(0.25 * last), round(0.5 * last), round(0.75 * last), last)
    for rank, place in zip(SHOWN, places, strict=True):
        if 0 <= place <= last:
            yield rank, int(order[place])


def both_maps(predictions: Predictions, after: Reference, index: int) -> tuple[str, str]:
    """An image with the trained network's heatmap, and with the graph's."""
    image, scale = predictions.images[index], predictions.bundle.manifest.heat_scale
    before = figures.as_png(figures.draw_heatmap(image, predictions.trained.maps[index], scale))
    return before, figures.as_png(figures.draw_heatmap(image, after.maps[index], scale))


def group_row(c: Comparison) -> list[str]:
    """A group's row of the table."""
    changes = (c.changes.accuracy, c.changes.sensitivity, c.changes.specificity, c.changes.auc)
    maps = [f"{c.called_maps.cosine_median:.4f}", f"{c.called_maps.cosine_p5:.4f}"] if c.called_maps else ["no map", ""]
    counts = [c.group, str(c.images), str(c.subjects), f"{c.changes.accuracy.before:.4f}"]
    return [*counts, *(in_points(change.difference) for change in changes), str(c.decisions.lost), str(c.decisions.gained), *maps]


def noise(predictions: Predictions) -> str:
    """Signal-to-noise along the INT8 graph."""
    graphs = predictions.bundle.graphs
    layers = layer_noise(graphs[Precision.FP32], graphs[Precision.INT8], predictions.images[:NOISE_IMAGES])
    return as_svg(figures.draw_noise(layers))
