"""Records where river's Page-Hinkley test alarms, for test_detector.py. river is no dependency of ours: run it where it is.

    python -m venv FOLDER && FOLDER/bin/pip install river
    PYTHONPATH=. FOLDER/bin/python tests/edge_app/drift/record_river_alarms.py > tests/edge_app/drift/river_alarms.json

river estimates the mean as it goes, ours is the reference's: a long run of zeros before the stream fixes river's at 0.
"""

from __future__ import annotations

import json
import random
from importlib.metadata import version

ALLOWANCE, LIMIT = 0.6, 9.0  # standard deviations
ZEROS = 300_000
LENGTH = 400
SHIFTS = (-2.0, -1.2, -0.8, 0.0, 0.9, 1.0, 1.5, 2.5)  # standard deviations, after a hundred values


def stream(seed: int, shift: float) -> list[float]:
    """Standard normal values within +-3, shifted after a hundred of them."""
    rng = random.Random(seed)
    return [max(-3.0, min(3.0, rng.gauss(0, 1) + (shift if i >= 100 else 0.0))) for i in range(LENGTH)]


def first_alarm(values: list[float]) -> int | None:
    """Number of the value at which river alarms, from 1; None: it does not."""
    from river.drift import PageHinkley  # type: ignore[import-not-found, unused-ignore]

    test = PageHinkley(min_instances=1, delta=ALLOWANCE, threshold=LIMIT, alpha=1.0, mode="both")
    for _ in range(ZEROS):
        test.update(0.0)
    for number, value in enumerate(values, start=1):
        test.update(value)
        if test.drift_detected:
            return number
    return None


if __name__ == "__main__":
    alarms = [
        {"seed": seed, "shift": shift, "alarm": first_alarm(stream(seed, shift))} for seed, shift in enumerate((*SHIFTS, *SHIFTS))
    ]
    print(json.dumps({"river": version("river"), "alarms": alarms}, indent=1))
