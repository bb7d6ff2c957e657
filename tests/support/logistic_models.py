"""A logistic model made by hand, whose answers can be followed by hand too."""

from __future__ import annotations

from edge_app.emg.events import Detector
from edge_app.emg.features import AMPLITUDE
from edge_app.emg.logistic import FORMAT, KIND, LogisticModel, PerClass, Regression, Term, TrainedOn
from edge_app.emg.signal import Band

NOTHING = PerClass(0.0, 0.0, 0.0)
LONGER_IS_PSW = Term("log duration_ms", 1.0, 0.5, PerClass(2.0, -2.0, 0.0), NOTHING)
NO_RATE_IS_OTHER = Term("log rate_hz", 2.0, 1.0, PerClass(0.0, 1.0, -1.0), PerClass(-3.0, -3.0, 6.0))
LARGE_IS_OTHER = Term(AMPLITUDE, 5.0, 1.0, PerClass(0.0, 0.0, 2.0), NOTHING)
WITHOUT = Regression(PerClass(0.5, 0.0, -0.5), (LONGER_IS_PSW, NO_RATE_IS_OTHER))
MODEL = LogisticModel(
    KIND, FORMAT, TrainedOn(True, 60, 1000, 2025, 1.0, 5.0), Detector(), Band(),
    Regression(WITHOUT.intercepts, (*WITHOUT.terms, LARGE_IS_OTHER)), WITHOUT,
)  # fmt: skip
