"""Asks for the worklist in a separate process: it ends at once when the screen is locked, wherever it is."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool

from edge_app.errors import ErrorCode, WorklistError
from edge_app.exams.export.child_process import child_process
from edge_app.exams.export.dicom.node import DicomNode
from edge_app.exams.export.stop import Stop
from edge_app.exams.worklist.entry import Worklist

NICENESS = 0  # somebody waits for it, and no live view is looked at meanwhile


def find_in_subprocess(node: DicomNode, station: str, stop: Stop) -> Worklist:
    """What `find_scheduled` finds. stop: ends it from another thread. Raises WorklistError, also where it was stopped."""
    with child_process(stop, NICENESS) as child:
        try:
            return child.submit(_find, node, station).result()
        except BrokenProcessPool as exc:
            raise WorklistError(
                f"the query for the worklist of {node} was interrupted; try again", ErrorCode.SERVER_LOST, node.title
            ) from exc


def _find(node: DicomNode, station: str) -> Worklist:
    from edge_app.exams.worklist.find_scu import find_scheduled

    return find_scheduled(node, station)
