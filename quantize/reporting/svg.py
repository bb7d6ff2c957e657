"""A drawing as text to put into a page."""

from __future__ import annotations

import io

import matplotlib as mpl
from matplotlib.figure import Figure


def as_svg(figure: Figure) -> str:
    """A drawing as an <svg> element; letters as outlines, so that it looks the same without our fonts."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "edge-app"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue().partition("<svg")[1] + buffer.getvalue().partition("<svg")[2]
