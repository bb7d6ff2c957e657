"""How one device with one bundle stands now: for the supervisor, as lines and as JSON. No identities."""

from __future__ import annotations

from dataclasses import dataclass

from edge_app.drift.advice import SENTENCES
from edge_app.drift.agreement import Agreement
from edge_app.drift.detector import Direction, signals
from edge_app.drift.monitor import DriftAlarm, MonitorState
from edge_app.drift.quantities import Quantity


@dataclass(frozen=True)
class Strongest:
    """What moved most."""

    quantity: Quantity
    direction: Direction
    strength: float  # cumulative sum over its limit: from 1 on it may be an alarm


@dataclass(frozen=True)
class DeviceStatus:
    """The monitor of a device, and how often network and clinician agreed there."""

    device: str
    bundle: str
    patients: int  # counted since the beginning or the last acknowledgement
    images: int
    strongest: Strongest | None  # None: the device is not watched
    alarm: DriftAlarm | None
    advice: str | None  # of the alarm, in words
    agreement: Agreement

    @property
    def lines(self) -> list[str]:
        """To read."""
        lines = [f"{self.device} with {self.bundle}"]
        if self.strongest is None:
            lines.append(f"  {'not watched':12}there is no drift reference for this device at its preset with this bundle")
        else:
            moved = f"{self.strongest.quantity.value} {self.strongest.direction.value} the reference"
            lines.append(f"  {'watched':12}{self.patients} patients, {self.images} images since it began")
            lines.append(f"  {'strongest':12}{moved}, {self.strongest.strength:.0%} of the way to an alarm")
        if (alarm := self.alarm) is not None:
            moved = f"{alarm.quantity.value} {alarm.direction.value} the reference since patient {alarm.since_patient}"
            lines.append(f"  {'ALARM':12}{moved}, over {alarm.patients} patients ({alarm.images} images)")
            lines.append(f"  {'':12}{self.advice} Then: edge-app drift acknowledge")
        return [*lines, f"  {'agreement':12}{self.agreement}"]


def device_status(state: MonitorState, agreement: Agreement) -> DeviceStatus:
    """state: as the store keeps it; one that nothing was counted in where the device is not watched."""
    strongest = signals(state.detector)[0] if state.detector.patients or state.recent else None
    return DeviceStatus(
        device=state.device,
        bundle=state.bundle,
        patients=state.detector.patients,
        images=state.detector.images,
        strongest=Strongest(strongest.quantity, strongest.direction, strongest.strength) if strongest else None,
        alarm=state.alarm,
        advice=SENTENCES[state.alarm.advice] if state.alarm else None,
        agreement=agreement,
    )
