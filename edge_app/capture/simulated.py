"""The built-in simulated probe: a phantom scanned by a moving hand, at the rate of a real scanner."""

from __future__ import annotations

import time
from dataclasses import replace
from types import TracebackType

import cv2
import numpy as np

from edge_app.phantom.appearance import PLAIN
from edge_app.phantom.phantom import Phantom, build_phantom, insonify
from edge_app.phantom.probe_motion import REACH_MM, ProbeMotion
from edge_app.phantom.realistic import TYPICAL_TISSUE, Appearance, typical_settings
from edge_app.phantom.scanner import DeviceSettings, Scanner
from edge_app.phantom.scatterers import Scatterers
from edge_app.phantom.subject import Subject, draw_subject
from edge_app.records import SIMULATED_SOURCE, Frame, GreyImage, Muscle, Side
from edge_app.system.malloc import trim

WIDTH, HEIGHT = 640, 480  # px of a frame
STAND_IN = Muscle.BICEPS_BRACHII  # seen where a muscle is asked for that the phantom has not
_DEPTH_MM = 48.0
MM_PER_PIXEL = _DEPTH_MM / HEIGHT  # mm, of its frames


def simulated_subject(seed: int, muscle: Muscle, side: Side, grade: int | None = None) -> Subject:
    """One muscle of the person derived from `seed`, with this grade (1 normal, 2-4 abnormal).

    None: the grade is derived from the seed too, and one muscle in three is abnormal, as in the paper's data set.
    """
    if grade not in (None, 1, 2, 3, 4):
        raise ValueError(f"grade {grade} is not one of 1, 2, 3, 4")
    person = draw_subject(np.random.default_rng(seed), f"simulated-{seed}", muscle, abnormal=False)
    rng = np.random.default_rng([seed, list(Muscle).index(muscle), list(Side).index(side)])
    abnormal = rng.random() < 1 / 3 if grade is None else grade > 1
    while (drawn := draw_subject(rng, person.name, muscle, abnormal)).grade != grade and grade is not None:
        pass
    return replace(person, side=side, z_score=drawn.z_score, baseline_z=drawn.baseline_z, pattern=drawn.pattern)


def simulated_muscle(name: str) -> Muscle:
    """What is seen under the simulated probe: the muscle of that name, or STAND_IN for one that the phantom has not."""
    return Muscle(name) if name in tuple(Muscle) else STAND_IN


class SimulatedProbe:
    """A FrameSource with 640 x 480 frames of one simulated muscle. The same seed gives the same frames."""

    def __init__(
        self,
        seed: int = 0,
        muscle: Muscle = Muscle.BICEPS_BRACHII,
        side: Side = Side.RIGHT,
        grade: int | None = None,
        frames_per_second: float = 30.0,
        appearance: Appearance = Appearance.PLAIN,
    ) -> None:
        self.identity = SIMULATED_SOURCE
        self.frames_per_second = frames_per_second
        self.subject = simulated_subject(seed, muscle, side, grade)
        self._seed, self._grade = seed, grade
        self._elsewhere: tuple[Muscle, Side] | None = None
        self._hand = ProbeMotion(seed)
        self._phantom: Phantom | None = None
        self._scatterers: Scatterers | None = None
        # The shipped model, guard and drift reference know the plain look; the realistic one comes with the next (docs/adr/0073).
        realistic = appearance is Appearance.REALISTIC
        self._tissue = TYPICAL_TISSUE if realistic else PLAIN
        self._scanner = Scanner(typical_settings(_DEPTH_MM) if realistic else DeviceSettings(depth_mm=_DEPTH_MM), seed)
        self._canvas = _empty_screen()
        self._sequence = 0
        self._due = 0.0

    def __enter__(self) -> SimulatedProbe:
        self._phantom = build_phantom(self.subject, self._seed, self._tissue)
        self._scanner.start_anew()
        self._scatterers = self._phantom.slab((-REACH_MM, REACH_MM), _DEPTH_MM, np.random.default_rng(self._seed + 1))
        trim()  # building needs twice the memory that is kept
        self._due = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._phantom = self._scatterers = None

    def move_to(self, muscle: str, side: Side) -> None:
        """Move the probe to another muscle of the same person, from the next frame on. May be called from any thread.

        muscle: any name, see `simulated_muscle`.
        """
        self._elsewhere = simulated_muscle(muscle), side

    def read(self) -> Frame:
        """The next frame, when it is due. Delays are made up for without a burst."""
        if self._elsewhere is not None:
            (muscle, side), self._elsewhere = self._elsewhere, None
            self.subject = simulated_subject(self._seed, muscle, side, self._grade)
            self.__enter__()
        pixels = self.image(self._sequence / self.frames_per_second)
        self._due = max(self._due + 1 / self.frames_per_second, time.monotonic() - 0.5)
        time.sleep(max(0.0, self._due - time.monotonic()))
        frame = Frame(pixels, self._sequence, time.monotonic_ns(), self._scanner.mm_per_row, self.identity)
        self._sequence += 1
        return frame

    def image(self, seconds: float) -> GreyImage:
        """What the probe sees so many seconds after it was switched on, without waiting: (480, 640) uint8."""
        if self._phantom is None or self._scatterers is None:
            raise RuntimeError("the simulated probe is read before it was opened")
        grey = insonify(self._phantom, self._scanner, self._hand.pose(seconds), self._scatterers)
        screen: GreyImage = self._canvas.copy()
        left = (WIDTH - grey.shape[1]) // 2
        screen[:, left : left + grey.shape[1]] = grey[:HEIGHT]
        return screen


def _empty_screen() -> GreyImage:
    """A black screen labelled "SIMULATED": simulated data is marked as such everywhere."""
    screen = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.putText(screen, "SIMULATED", (6, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (110,), 1, cv2.LINE_AA)
    return screen
