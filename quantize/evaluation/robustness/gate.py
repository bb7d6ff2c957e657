"""The gate for robustness: INT8 answers as FP32 does, whatever was done to the image.

Every image is asked twice, once by each graph, so the difference is the graph's alone. How often answers flip, and how often
none is given, is the network's doing and the band's; it is in the matrix, and not judged here.
"""

from __future__ import annotations

from pathlib import Path

from edge_app.errors import ConfigError
from quantize.evaluation.gate import Criterion
from quantize.evaluation.robustness.measures import FP32
from quantize.evaluation.robustness.records import MEASURE_AGAIN, CellMeasures, RobustnessMatrix, Share
from quantize.perturbations.catalogue import cells

DIFFERENT = 0.01  # share of the answers in any cell, at most
FEW = 100  # judged images; of fewer, one is more than DIFFERENT, and says nothing about a share
DIFFERENT_OF_FEW = 1  # answers in a cell of so few, at most
MIN_IMAGES = 600
REMEDY = "improve the INT8 graph"


def assess_robustness(matrix: RobustnessMatrix) -> dict[str, tuple[Criterion, ...]]:
    """Every criterion of every INT8 graph of the bundle. One that could not be run was not measured, and fails."""
    return {graph: _assess(matrix, graph) for graph in (*matrix.graphs, *matrix.missing) if graph != FP32}


def require_same_bundle(matrix: RobustnessMatrix, digest: str, path: Path) -> None:
    """Raise ConfigError when a matrix was measured on another bundle than that of `bundle_digest`; path: the matrix's file."""
    if matrix.bundle_sha256 != digest:
        raise ConfigError(f"{path} was measured on another bundle, or this one was changed since; {MEASURE_AGAIN}")


def _assess(matrix: RobustnessMatrix, graph: str) -> tuple[Criterion, ...]:
    rows = [row for row in matrix.cells if row.graph == graph and row.against_fp32 is not None]
    measured = {(row.perturbation, row.severity) for row in rows}
    wanted = {(cell.series.name, cell.severity) for cell in cells()}
    many = [(row, share) for row in rows if row.against_fp32 and (share := row.against_fp32.answers).of >= FEW]
    few = [(row, share) for row in rows if row.against_fp32 and (share := row.against_fp32.answers).of < FEW]
    name = "answers that differ from FP32"
    return (
        Criterion("paired images", matrix.images, MIN_IMAGES, at_least=True),
        Criterion("cells measured", len(wanted & measured), len(wanted), at_least=True),
        _worst_share(name, many),
        *([_worst_count(name, few)] if few else []),
    )


def _worst_share(name: str, found: list[tuple[CellMeasures, Share]]) -> Criterion:
    """Of the cells in which many images are judged. Not one such cell is not enough."""
    if not found:
        return Criterion(f"{name} (no cell with {FEW} judged images)", float("nan"), DIFFERENT)
    row, share = max(found, key=lambda pair: pair[1].share or 0.0)
    return Criterion(
        f"{name}, worst cell ({_place(row)}: {share.count} of {share.of})",
        share.share or 0.0,
        DIFFERENT,
        interval=(share.low or 0.0, share.high or 0.0),
    )


def _worst_count(name: str, found: list[tuple[CellMeasures, Share]]) -> Criterion:
    row, share = max(found, key=lambda pair: pair[1].count)
    return Criterion(
        f"{name}, worst cell of fewer than {FEW} judged images ({_place(row)}: {share.count} of {share.of}), images",
        share.count,
        DIFFERENT_OF_FEW,
    )


def _place(row: CellMeasures) -> str:
    return f"{row.perturbation} {row.setting}".strip()
