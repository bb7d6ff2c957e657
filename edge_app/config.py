"""Configuration: factory file of the board <- override of the clinic <- command line, merged into frozen dataclasses.

Parameters of preprocessing are not here: they belong to the model bundle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_type_hints

from msgspec import Meta

from edge_app.errors import ConfigError
from edge_app.typed_reader import FormatError, build, nearest, parse_toml

_IN_WHEEL = Path(__file__).resolve().parent / "boards"  # setup.py maps firmware_configs/ here; a checkout has no such folder
FACTORY = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_WHEEL.parents[1] / "firmware_configs"
OVERRIDE = Path("/etc/edge-app/override.toml")
DEVICE_KEYS = Path("/etc/edge-app/keys")  # public keys of whose bundles this device accepts; see edge_app.bundle.trusted_keys
VALIDATION_KEYS = Path("/etc/edge-app/validation-keys")  # public keys of whose site validations it accepts; none is shipped
ENGINE_CACHE = Path("/var/lib/edge-app/engine-cache")  # what TensorRT builds of a graph, in minutes; on the data partition
COMMAND_LINE = "command line"
DETECT = "detect"  # in place of a board's name: the board that this machine is, see edge_app.device_setup.detection

# Sections of the same files that are the system's: edge_app.device_setup.settings reads them, and they are passed over here.
SYSTEM_SECTIONS = ("board", "boot", "display", "hdmi_input", "probe", "power", "storage", "network")

T = TypeVar("T")
Text = Annotated[str, Meta(min_length=1)]
HeadLine = Annotated[str, Meta(max_length=80)]
Runtime = Literal["onnxruntime", "litert", "openvino", "cuda", "tensorrt"]  # the last two: ONNX Runtime on an NVIDIA GPU
AUTO: Literal["auto"] = "auto"  # in place of a runtime: the fastest that answers rightly here, see edge_app.engine.selection
RuntimeSetting = Literal["auto", Runtime]


@dataclass(frozen=True)
class Engine:
    """The inference runtime."""

    runtime: RuntimeSetting
    precision: Literal["int8", "fp32"]
    threads: Annotated[int, Meta(ge=1, le=64)]
    heatmap: Literal["coarse", "fine"]  # 7 x 7 places, or 14 x 14 in about twice the time


@dataclass(frozen=True)
class Capture:
    """Where frames come from."""

    source: Text  # "simulated"; "v4l2:DEVICE", "igtl:HOST:PORT/DEVICE", "picamera:NUMBER/WxH"; the path of recordings
    frames_per_second: Annotated[float, Meta(ge=1, le=240)]  # Hz, of the simulated probe; asked of a device
    apply_controls: bool  # whether a video device is set to what its profile remembers whenever it is opened
    device_profiles: Text  # folder of what is known of each device
    max_megapixels: Annotated[float, Meta(ge=0.1, le=1000)]  # 10^6 px, of a frame of a recording; a larger one is refused

    @property
    def device_profiles_path(self) -> Path:
        return in_home(self.device_profiles)


@dataclass(frozen=True)
class Screen:
    """The kiosk's screen."""

    width: Annotated[int, Meta(ge=480, le=7680)]  # px
    height: Annotated[int, Meta(ge=400, le=7680)]  # px
    fullscreen: bool
    language: Literal["en", "de", "es"]
    pedal: Text  # key that a foot pedal types, as Qt names it: "F13", "PgDown", "B"; it freezes, like the space bar


@dataclass(frozen=True)
class Exams:
    """Where exams are kept, encrypted."""

    folder: Text  # "~" is the user's home
    device_key: Text  # file of the device key, better on another partition than `folder`
    quota_gb: Annotated[float, Meta(ge=0.01, le=100_000)]  # 10^9 bytes
    lock_after_s: Annotated[float, Meta(ge=10, le=3600)]  # s without a touch until the screen asks for the PIN
    server: Text  # DICOM server that exams may be sent to, "TITLE@HOST:PORT"; "none"
    server_tls: bool  # whether the connections to server and worklist are encrypted
    server_ca: Text  # PEM file of who vouches for the server; "none": whom the system trusts
    server_certificate: Text  # PEM file of this device's certificate; "none": the server asks for none
    server_key: Text  # PEM file of its key; "none"
    server_identified_without_tls: bool  # whether patients' identity may be sent, or asked for, unencrypted
    worklist: Text  # DICOM server whose worklist patients are picked from, "TITLE@HOST:PORT"; "none". Encrypted as `server`
    worklist_station: Text  # only what is scheduled for this AE title; "any"
    protocols: Text  # folder of the clinic's own protocols, a TOML file each; it need not be there

    @property
    def path(self) -> Path:
        return in_home(self.folder)

    @property
    def device_key_path(self) -> Path:
        return in_home(self.device_key)

    @property
    def protocols_path(self) -> Path:
        return in_home(self.protocols)

    @property
    def station(self) -> str:
        """The AE title that worklist entries are asked for; empty: any."""
        return "" if self.worklist_station == "any" else self.worklist_station

    @property
    def quota(self) -> int:
        """Bytes."""
        return int(self.quota_gb * 1e9)


@dataclass(frozen=True)
class Clinic:
    """The head of reports. It is not in exports under pseudonyms."""

    name: HeadLine  # empty: reports have no head
    address: Annotated[tuple[HeadLine, ...], Meta(max_length=4)]  # line by line
    phone: HeadLine


@dataclass(frozen=True)
class Settings:
    """Everything that can be configured."""

    engine: Engine
    capture: Capture
    screen: Screen
    exams: Exams
    clinic: Clinic


@dataclass(frozen=True)
class Origin:
    """Where one value of the settings came from."""

    key: str  # "section.name"
    value: object
    source: str  # a file, and the old name where the key stands there under one; or "command line"


@dataclass(frozen=True)
class Configuration:
    """Merged settings, and where each value came from."""

    settings: Settings
    origins: tuple[Origin, ...]  # in the order of the dataclasses


_RENAMED = {"capture.passports": "capture.device_profiles"}  # keys of earlier versions, read for ever


def in_home(path: str) -> Path:
    """The path, "~" being the user's home. Raises ConfigError where the user has none, as a service may not."""
    try:
        return Path(path).expanduser()
    except RuntimeError as exc:
        raise ConfigError(f"{path}: there is no such home folder; set HOME, or give the folder in full") from exc


def boards(factory: Path = FACTORY) -> list[str]:
    """Names of the boards that have a factory file."""
    return sorted(file.parent.name for file in factory.glob("*/board.toml"))


def load(
    board: str,
    override: Path | None = None,
    command_line: Mapping[str, object] | None = None,
    factory: Path = FACTORY,
) -> Configuration:
    """Merge the board's factory file, the override and the command line.

    override: None reads /etc/edge-app/override.toml where there is one; a path that is given must exist.
    command_line: "section.name" -> value; None values were not given. Raises ConfigError for a board, section, key, type
    or value that is not known, naming it, where it stands, and the nearest known one.
    """
    given = {key: value for key, value in (command_line or {}).items() if value is not None}
    layers = chain(read_layers(board, override, factory), (Origin(key, value, COMMAND_LINE) for key, value in given.items()))
    return Configuration(*merge(Settings, layers, factory_file(board, factory)))


def factory_file(board: str, factory: Path = FACTORY) -> Path:
    """The board's factory file. Raises ConfigError, naming the nearest board, where there is none."""
    known = boards(factory)
    if board not in known:
        names = ", ".join(known) or "none"
        raise ConfigError(f"there is no board {board!r} in {factory}{nearest(board, known)}; known are {names}")
    return factory / board / "board.toml"


def read_layers(board: str, override: Path | None, factory: Path = FACTORY) -> Iterator[Origin]:
    """Every key of the factory file, then of the override: what is read last holds. Raises ConfigError."""
    yield from read_file(factory_file(board, factory))
    if override is not None or OVERRIDE.is_file():
        yield from read_file(override or OVERRIDE)


def merge(cls: type[T], layers: Iterable[Origin], complete: Path) -> tuple[T, tuple[Origin, ...]]:
    """The layers' keys as `cls`, a dataclass of sections, and where each value came from; other sections are left out.

    complete: the file that a missing key is missing from. Raises ConfigError for a key, type or value that is not known.
    """
    sections = get_type_hints(cls)
    document: dict[str, dict[str, object]] = {}
    sources: dict[str, str] = {}
    for origin in layers:
        section, name = origin.key.split(".", 1)
        if section in sections:
            document.setdefault(section, {})[name] = origin.value
            sources[origin.key] = origin.source
    try:
        settings = build(cls, document)
    except FormatError as exc:
        place = re.match(r"[^.\[]*\.?[^.\[]*", exc.place)  # of "display.fan[0][1]" the key
        raise ConfigError(f"{sources.get(place[0] if place else '', complete)} {exc}") from exc
    origins = (
        Origin(f"{section}.{field.name}", getattr(getattr(settings, section), field.name), sources[f"{section}.{field.name}"])
        for section, part in sections.items()
        for field in fields(part)
    )
    return settings, tuple(origins)


def read_file(file: Path) -> Iterator[Origin]:
    """What the file says, key by key, its values not checked yet. Raises ConfigError."""
    try:
        document = parse_toml(file.read_bytes())
    except OSError as exc:
        raise ConfigError(f"{file} cannot be read ({exc.strerror})") from exc
    except FormatError as exc:
        raise ConfigError(f"{file} {exc}") from exc
    for section, table in document.items():
        if section not in (known := (*get_type_hints(Settings), *SYSTEM_SECTIONS)):
            raise ConfigError(f"{file} has the unknown section or key {section!r}{nearest(section, known)}")
        if not isinstance(table, dict):
            raise ConfigError(f"{file}: {section!r} must be a section, written [{section}]")
        for name, value in table.items():
            old = f"{section}.{name}"
            key = _RENAMED.get(old, old)
            if key != old and key.split(".", 1)[1] in table:
                raise ConfigError(f"{file} has {key} also under its old name, {old}; remove that")
            yield Origin(key, value, str(file) if key == old else f"{file} (under its old name {old}; rename it)")
