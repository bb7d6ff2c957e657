"""What quantisation took away: the INT8 graph compared with the FP32 graph, and with itself on other kernels."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from edge_app.bundle.loader import Reference
from edge_app.bundle.manifest import Fidelity, Tolerance
from edge_app.records import FloatMap
from quantize.statistics.calibration import Decision, contrasts

MIN_TOLERANCE = Tolerance(logits=0.05, heat=0.05)
SPREADS = 3.0  # how many times the spread between two kernels an answer may be off


def compare(fp32: Reference, int8: Reference, decision: Decision) -> Fidelity:
    """Both graphs' answers to the same images."""
    called, called_int8 = decision.abnormal(fp32.logits), decision.abnormal(int8.logits)
    shown = called & (fp32.maps.max((1, 2)) > 0)
    return Fidelity(
        agreement=float((called == called_int8).mean()),
        logits_sqnr_db=signal_to_noise(*(contrasts(one.logits, decision.scheme) for one in (fp32, int8))),
        map_cosine=float(np.median(cosines(fp32.maps[shown], int8.maps[shown]))) if shown.any() else 0.0,
    )


def signal_to_noise(reference: npt.NDArray[np.floating], quantised: npt.NDArray[np.floating]) -> float:
    """Signal-to-quantisation-noise ratio in dB: 10 log10 of the power of the reference over that of the difference."""
    signal = float(np.square(reference, dtype=np.float64).sum())
    noise = float(np.square(reference.astype(np.float64) - quantised).sum())
    return 10.0 * math.log10(signal / noise) if noise > 0 else math.inf


def cosines(a: FloatMap, b: FloatMap) -> npt.NDArray[np.float64]:
    """Cosine of each pair of maps, (N, h, w) twice -> (N,); 0 where one of a pair is empty."""
    flat_a, flat_b = a.reshape(len(a), -1).astype(np.float64), b.reshape(len(b), -1).astype(np.float64)
    norms = np.linalg.norm(flat_a, axis=1) * np.linalg.norm(flat_b, axis=1)
    result: npt.NDArray[np.float64] = np.divide((flat_a * flat_b).sum(1), norms, out=np.zeros(len(a)), where=norms > 0)
    return result


def tolerance(integer: Reference, unfused: Reference, heat_scale: float) -> Tolerance:
    """How far another processor's answers may come from the reference: three times what two kinds of kernels here differ by."""
    return Tolerance(
        logits=max(MIN_TOLERANCE.logits, SPREADS * float(np.abs(integer.logits - unfused.logits).max())),
        heat=max(MIN_TOLERANCE.heat, SPREADS * float(np.abs(integer.maps - unfused.maps).max()) / heat_scale),
    )
