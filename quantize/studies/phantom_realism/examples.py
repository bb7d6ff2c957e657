"""Real and simulated muscle side by side, as one picture. All real sources allow it (muscle_images.REAL_SOURCES)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np

from edge_app.phantom.realistic import Appearance
from edge_app.records import GreyImage
from quantize.studies.phantom_realism.measured import Measured
from quantize.studies.phantom_realism.muscle_images import GRADES, REAL_SOURCES

mpl.use("Agg")
import matplotlib.pyplot as plt

_EACH = 4  # images in a row of a group


def draw_crops(real: Mapping[str, Measured], simulated: Mapping[Appearance, Measured], path: Path) -> None:
    """A row for each source and each simulated grade: the regions that the kiosk offers, as the network gets them."""
    licences = {source.name: source.licence for source in REAL_SOURCES}
    left = [(f"real, {name} ({licences[name]})", _some(group.crops)) for name, group in real.items()]
    right = [
        (f"SIMULATED, {look.value}, grade {grade}", _some(group.crops[group.grade == grade]))
        for look, group in simulated.items()
        for grade in GRADES
    ]
    figure = plt.figure(figsize=(10, 9), layout="constrained")
    for part, rows in zip(figure.subfigures(1, 2, squeeze=False)[0], (left, right), strict=True):
        for axis, (title, crops) in zip(part.subplots(len(rows), 1, squeeze=False)[:, 0], rows, strict=True):
            axis.imshow(np.hstack(crops), cmap="gray", vmin=0, vmax=255)
            axis.set_title(title, fontsize=8)
            axis.axis("off")
    figure.savefig(path, dpi=62)
    plt.close(figure)


def _some(crops: GreyImage) -> list[GreyImage]:
    return [crops[i] for i in np.linspace(0, len(crops) - 1, _EACH).round().astype(int)]
