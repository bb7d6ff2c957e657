"""Who is examined in a simulated data set of needle EMG, in which muscles, and what the needle finds there."""

from __future__ import annotations

import numpy as np

from edge_app.phantom.emg.amplifier import draw_amplifier
from edge_app.phantom.emg.electrode import CONCENTRIC, MONOPOLAR
from edge_app.phantom.emg.recording import Activity, Plan
from edge_app.phantom.emg.subject import MUSCLES, Condition, EmgSubject, draw_emg_subject

CONDITIONS = ((Condition.NEUROGENIC, 0.45), (Condition.HEALTHY, 0.25), (Condition.MYOPATHIC, 0.2), (Condition.MYOTONIC, 0.1))
RECORDINGS = 12  # a patient: two muscles, six places each
_SECONDS = (4, 10)  # whole, as a record of EDF is one second
_MOVED = 0.2  # share of recordings in which the needle is moved
_NOT_RELAXED = 0.12  # share of recordings at rest with a unit or two firing

# How often each activity is recorded at a place, by condition. Ours: every class and what it is mistaken for occurs often enough.
_SHARES: dict[Condition, dict[Activity, float]] = {
    Condition.HEALTHY: {
        Activity.SILENCE: 0.1,
        Activity.INSERTION: 0.15,
        Activity.END_PLATE: 0.35,
        Activity.FASCICULATION: 0.1,
        Activity.EFFORT: 0.3,
    },
    Condition.NEUROGENIC: {
        Activity.SILENCE: 0.03,
        Activity.INSERTION: 0.07,
        Activity.END_PLATE: 0.07,
        Activity.DENERVATION: 0.5,
        Activity.FASCICULATION: 0.1,
        Activity.COMPLEX_REPETITIVE: 0.05,
        Activity.EFFORT: 0.18,
    },
    Condition.MYOPATHIC: {
        Activity.SILENCE: 0.07,
        Activity.INSERTION: 0.08,
        Activity.END_PLATE: 0.1,
        Activity.DENERVATION: 0.4,
        Activity.COMPLEX_REPETITIVE: 0.1,
        Activity.EFFORT: 0.25,
    },
    Condition.MYOTONIC: {
        Activity.SILENCE: 0.05,
        Activity.INSERTION: 0.1,
        Activity.END_PLATE: 0.1,
        Activity.MYOTONIA: 0.5,
        Activity.EFFORT: 0.25,
    },
}


def plan_subjects(subjects: int, seed: int) -> list[list[Plan]]:
    """The recordings of each patient. The conditions have their shares of the patients, whatever their number."""
    rng = np.random.default_rng(seed)
    shares = np.cumsum([share for _, share in CONDITIONS])
    patients = [CONDITIONS[int(np.searchsorted(shares, (i + 0.5) / subjects))][0] for i in range(subjects)]
    return [
        _recordings(draw_emg_subject(rng, f"sim{number:04d}", condition), rng)
        for number, condition in enumerate(rng.permutation(np.array(patients, object)))
    ]


def _recordings(subject: EmgSubject, rng: np.random.Generator) -> list[Plan]:
    """One patient's: one needle and one electromyograph for all of them."""
    electrode = MONOPOLAR if rng.random() < 0.5 else CONCENTRIC  # Nam et al. 2019 record with monopolar needles
    amplifier = draw_amplifier(rng)
    muscles = [MUSCLES[i] for i in rng.choice(len(MUSCLES), 2, replace=False)]
    shares = _SHARES[subject.condition]
    plans = []
    for number in range(RECORDINGS):
        activity = list(shares)[int(rng.choice(len(shares), p=list(shares.values())))]
        seconds = float(rng.integers(_SECONDS[0], _SECONDS[1] + 1))
        effort = 0.0
        if activity is Activity.EFFORT:
            effort = float(np.exp(rng.uniform(np.log(0.01), np.log(0.15))))
        elif rng.random() < _NOT_RELAXED:
            effort = 0.01
        plans.append(
            Plan(
                name=f"{subject.name}_{number:02d}",
                subject=subject,
                muscle=muscles[number * 2 // RECORDINGS],
                activity=activity,
                electrode=electrode,
                amplifier=amplifier,
                seconds=seconds,
                effort=round(effort, 4),
                moved_at=round(float(rng.uniform(0.35, 0.65)) * seconds, 3) if rng.random() < _MOVED else None,
                seed=int(rng.integers(2**31)),
            )
        )
    return plans
