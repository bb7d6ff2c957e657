"""The classes of waveforms: what a network, or the logistic model beside it, calls an event."""

from __future__ import annotations

from enum import Enum


class Waveform(str, Enum):
    """The classes of Nam et al. (Healthc Inform Res 2019; 25(2))."""

    PSW = "psw"  # positive sharp wave
    FIBRILLATION = "fibrillation"  # fibrillation potential
    OTHER = "other"  # anything else, such as motor units and end plates


WAVEFORMS = tuple(Waveform)  # the order of probabilities
