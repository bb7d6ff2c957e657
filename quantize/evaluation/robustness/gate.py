"""The gate for robustness: INT8 answers as FP32 does, whatever was done to the image.

Every image is asked twice, once by each graph, so the difference is the graph's alone. How often answers flip, and how often
none is given, is the network's doing and the band's; it is in the matrix, and not judged here.
"""

from __future__ import annotations

from quantize.evaluation.gate import Criterion
from quantize.evaluation.robustness.measures import FP32
from quantize.evaluation.robustness.records import CellMeasures, RobustnessMatrix
from quantize.perturbations.catalogue import cells

DIFFERENT = 0.01  # share of the answers in any cell, at most
MIN_IMAGES = 600
REMEDY = "improve the INT8 graph"


def assess_robustness(matrix: RobustnessMatrix) -> dict[str, tuple[Criterion, ...]]:
    """Every criterion of every INT8 graph; none of a bundle without one, which there is not."""
    return {graph: _assess(matrix, graph) for graph in matrix.graphs if graph != FP32}


def worst_cell(matrix: RobustnessMatrix, graph: str) -> CellMeasures | None:
    """Where a graph differs most from FP32; None where no image was judged in any cell."""
    rows = [row for row in matrix.cells if row.graph == graph and _share(row) is not None]
    return max(rows, key=lambda row: _share(row) or 0.0, default=None)


def _assess(matrix: RobustnessMatrix, graph: str) -> tuple[Criterion, ...]:
    worst = worst_cell(matrix, graph)
    measured = {(row.perturbation, row.severity) for row in matrix.cells if row.graph == graph}
    wanted = {(cell.series.name, cell.severity) for cell in cells()}
    name = "answers that differ from FP32"
    if worst is None or worst.against_fp32 is None:
        differing = Criterion(f"{name} (no image is judged)", float("nan"), DIFFERENT)
    else:
        share = worst.against_fp32.answers
        place = f"{worst.perturbation} {worst.setting}".strip()
        differing = Criterion(
            f"{name}, worst cell ({place}: {share.count} of {share.of})",
            share.share or 0.0,
            DIFFERENT,
            interval=(share.low or 0.0, share.high or 0.0),
        )
    return (
        Criterion("paired images", matrix.images, MIN_IMAGES, at_least=True),
        Criterion("cells measured", len(wanted & measured), len(wanted), at_least=True),
        differing,
    )


def _share(row: CellMeasures) -> float | None:
    return None if row.against_fp32 is None else row.against_fp32.answers.share
