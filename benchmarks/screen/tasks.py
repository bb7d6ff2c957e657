"""What the processes of one measurement are asked for, and what they answer: JSON, a line each."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.result.records import Display
from benchmarks.run.task import EngineSetting


@dataclass(frozen=True)
class ProbeTask:
    """Of `benchmarks.screen.probe`. It answers with its port, and writes each `Flash` to a file as a line."""

    flashes: str  # path of the file
    rate: float  # frames/s
    seed: int  # of when it flashes
    parent: int


@dataclass(frozen=True)
class KioskTask:
    """Of `benchmarks.screen.kiosk`. It answers once, with a `KioskReady`."""

    setting: EngineSetting
    bundle: str  # its folder
    keys: str  # folder of public keys to trust as well; "": none
    port: int  # of the probe
    spawned_ns: int  # monotonic, when the process was started
    parent: int


@dataclass(frozen=True)
class KioskReady:
    """The first image is drawn."""

    image: tuple[float, float, float, float]  # left, top, width, height of the live image on the screen, px
    region: tuple[int, int, int, int]  # that is analysed: left, top, width, height, px of the frame
    start_ms: float  # from the start of the process to that image
    version: str  # of the runtime
    graph_sha256: str


@dataclass(frozen=True)
class WatchTask:
    """Of `benchmarks.screen.watch`. It answers "learnt" when it can tell an overlay from none, then with a `Watched`."""

    display: Display
    where: str  # path of Xvfb's framebuffer, or of the compositor's socket
    squares: tuple[tuple[int, int], ...]  # x and y of each square of the strip on the screen, px
    region: tuple[tuple[int, int], ...]  # of places in the region that is analysed
    learn_s: float  # at most
    seconds: float
    sightings: str  # path of the file for the sightings, a JSON array
    parent: int


@dataclass(frozen=True)
class Watched:
    """What the grabbing was like; the sightings are in the file."""

    screen: tuple[int, int]  # px
    grab_ms: float  # processor time of the watching process for one grab, mean
    apart_p50_ms: float  # between two grabs
    apart_p99_ms: float
