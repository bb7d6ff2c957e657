"""Where the cells of the network's feature maps lie."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def cell_centres(cells: int) -> npt.NDArray[np.float64]:
    """(cells,) as shares of the image's side: each 224 / cells pixels of the network's input, beginning with the first."""
    return (np.arange(cells) * (224 // cells) + 0.5) / 224
