"""The class of each image of a data set, by a list of classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from edge_app.errors import ConfigError
from edge_app.records import Label
from quantize.class_list import ClassList
from quantize.dataset.manifest import Sample


def class_indices(samples: Sequence[Sample], classes: ClassList) -> npt.NDArray[np.int64]:
    """(N,) the place of each image's class in the list.

    Raises ConfigError, one sentence, for an image without a class, of one that is not in the list, or whose label says otherwise.
    """
    return np.array([_index(sample, classes) for sample in samples], np.int64)


def _index(sample: Sample, classes: ClassList) -> int:
    value = getattr(sample, classes.column)
    if value is None:
        raise ConfigError(f"{sample.image} has no {classes.column}; note it, or take the image out of the data set")
    if str(value) not in classes.values:
        listed = ", ".join(classes.values)
        raise ConfigError(
            f"{sample.image} has the {classes.column} {str(value)!r}, which is none of {listed}; add it to the list"
        )
    index = classes.values.index(str(value))
    if (classes.labels[index] in classes.abnormal) != (sample.label == Label.ABNORMAL.value):
        raise ConfigError(
            f"{sample.image} is {sample.label} by its label and {classes.labels[index]} by its {classes.column}; "
            "say in the list of classes which are abnormal, or correct one of the two"
        )
    return index
