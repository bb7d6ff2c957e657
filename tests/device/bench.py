"""The probe on the test's bench, in a process of its own: it shares no interpreter lock with the code under test."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.managers import BaseManager

from tests.device.descriptors import Identity
from tests.device.frames import Mode
from tests.device.usb_probe import Faults, UsbProbe
from tests.device.usbip import Cable

FULL = Mode("YUY2", 800, 600, 30)
KEY = "1209:5501:SIM0001"  # what the appliance calls a probe of the default identity
SMALL = Mode("GREY", 320, 240, 30)


class Bench:
    """One probe at a time, to be plugged, pulled and spoilt."""

    def __init__(self) -> None:
        self._probe = UsbProbe([FULL])
        self._cable: Cable | None = None

    def plug(self, modes: Sequence[Mode] = (FULL,), identity: Identity | None = None, port: int = 0) -> None:
        """Plug a faultless probe into a port (0 to 7) of the controller. Raises TimeoutError when the port stays in use."""
        self.cut()
        self._probe = UsbProbe(modes, identity or Identity())
        self._cable = Cable(self._probe, port)

    def detach(self) -> None:
        """Pull the plug; the host's controller notices at once."""
        if self._cable is not None:
            self._cable.detach()
        self._cable = None

    def cut(self) -> None:
        """Cut the link in the middle of a transfer; nothing where none is plugged."""
        if self._cable is not None:
            self._cable.cut()
        self._cable = None

    def spoil(self, faults: Faults) -> None:
        """Give the plugged probe these faults in place of those it had."""
        self._probe.faults = faults

    def controls(self) -> dict[int, int]:
        """What the plugged probe is set to, by the selectors of `descriptors`."""
        return dict(self._probe.controls)

    def completed_ns(self) -> list[int]:
        """Since it was plugged: when each frame was completely sent, monotonic clock, ns, by the number in the frame."""
        return list(self._probe.completed_ns)


class BenchProcess(BaseManager):
    """`with BenchProcess() as process: bench = process.Bench()`"""


BenchProcess.register("Bench", Bench)
