"""Configuration: factory file of the board <- override of the clinic <- command line, merged into frozen dataclasses.

Parameters of preprocessing are not here: they belong to the model bundle.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from edge_app.errors import ConfigError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]

_IN_WHEEL = Path(__file__).resolve().parent / "boards"  # setup.py maps firmware_configs/ here; a checkout has no such folder
FACTORY = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_WHEEL.parents[1] / "firmware_configs"
OVERRIDE = Path("/etc/edge-app/override.toml")
DEVICE_KEYS = Path("/etc/edge-app/keys")  # public keys of whose bundles this device accepts; see edge_app.bundle.trusted_keys
COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Within:
    """Limits of a number, both included."""

    least: float
    most: float


Runtime = Literal["onnxruntime", "litert", "openvino", "cuda", "tensorrt"]  # the last two: ONNX Runtime on an NVIDIA GPU


@dataclass(frozen=True)
class Engine:
    """The inference runtime."""

    runtime: Runtime
    precision: Literal["int8", "fp32"]
    threads: Annotated[int, Within(1, 64)]
    heatmap: Literal["coarse", "fine"]  # 7 x 7 places, or 14 x 14 in about twice the time


@dataclass(frozen=True)
class Capture:
    """Where frames come from."""

    source: str  # "simulated"; "v4l2:DEVICE", "igtl:HOST:PORT/DEVICE", "picamera:NUMBER/WxH"; the path of recordings
    frames_per_second: Annotated[float, Within(1, 240)]  # Hz, of the simulated probe; asked of a device
    device_profiles: str  # folder of what is known of each device

    @property
    def device_profiles_path(self) -> Path:
        return in_home(self.device_profiles)


@dataclass(frozen=True)
class Screen:
    """The kiosk's screen."""

    width: Annotated[int, Within(480, 7680)]  # px
    height: Annotated[int, Within(400, 7680)]  # px
    fullscreen: bool
    language: Literal["en", "de", "es"]
    pedal: str  # key that a foot pedal types, as Qt names it: "F13", "PgDown", "B"; it freezes, like the space bar


@dataclass(frozen=True)
class Exams:
    """Where exams are kept, encrypted."""

    folder: str  # "~" is the user's home
    device_key: str  # file of the device key, better on another partition than `folder`
    quota_gb: Annotated[float, Within(0.01, 100_000)]  # 10^9 bytes
    lock_after_s: Annotated[float, Within(10, 3600)]  # s without a touch until the screen asks for the PIN
    server: str  # DICOM server that exams may be sent to, "TITLE@HOST:PORT"; "none"

    @property
    def path(self) -> Path:
        return in_home(self.folder)

    @property
    def device_key_path(self) -> Path:
        return in_home(self.device_key)

    @property
    def quota(self) -> int:
        """Bytes."""
        return int(self.quota_gb * 1e9)


@dataclass(frozen=True)
class Settings:
    """Everything that can be configured."""

    engine: Engine
    capture: Capture
    screen: Screen
    exams: Exams


@dataclass(frozen=True)
class Origin:
    """Where one value of the settings came from."""

    key: str  # "section.name"
    value: object
    source: str  # a file, or "command line"


@dataclass(frozen=True)
class Configuration:
    """Merged settings, and where each value came from."""

    settings: Settings
    origins: tuple[Origin, ...]  # in the order of the dataclasses


_SECTIONS: dict[str, type[Any]] = {"engine": Engine, "capture": Capture, "screen": Screen, "exams": Exams}
_RENAMED = {"capture.passports": "capture.device_profiles"}  # keys of earlier versions, read for ever
_KEYS = tuple(f"{section}.{f.name}" for section, cls in _SECTIONS.items() for f in fields(cls))


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
    known = boards(factory)
    if board not in known:
        names = ", ".join(known) or "none"
        raise ConfigError(f"there is no board {board!r} in {factory}{_nearest(board, known)}; known are {names}")
    file = factory / board / "board.toml"
    layers = [(str(file), _flat(_read(file), file))]
    if override is not None or OVERRIDE.is_file():
        file = override or OVERRIDE
        layers.append((str(file), _flat(_read(file), file)))
    layers.append((COMMAND_LINE, {key: value for key, value in (command_line or {}).items() if value is not None}))

    merged: dict[str, Origin] = {}
    for source, values in layers:
        for key, value in values.items():
            merged[key] = Origin(key, _checked(key, value, source), source)
    if missing := [key for key in _KEYS if key not in merged]:
        raise ConfigError(f"board {board!r} lacks {missing[0]}; add it to {factory / board / 'board.toml'}")
    sections = {
        section: cls(**{f.name: merged[f"{section}.{f.name}"].value for f in fields(cls)}) for section, cls in _SECTIONS.items()
    }
    return Configuration(Settings(**sections), tuple(merged[key] for key in _KEYS))


def _read(file: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as exc:
        raise ConfigError(f"{file} cannot be read ({exc.strerror})") from exc
    except UnicodeDecodeError as exc:
        raise ConfigError(f"{file} is not UTF-8 text") from exc
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError(f"{file} is not valid TOML: {exc}") from exc
    return document


def _flat(document: dict[str, Any], file: Path) -> dict[str, object]:
    return dict(_entries(document, file))


def _entries(document: dict[str, Any], file: Path) -> Iterator[tuple[str, object]]:
    for section, table in document.items():
        if section not in _SECTIONS:
            raise ConfigError(f"{file}: unknown section or key {section!r}{_nearest(section, _SECTIONS)}")
        if not isinstance(table, dict):
            raise ConfigError(f"{file}: {section!r} must be a section, written [{section}]")
        for name, value in table.items():
            key = f"{section}.{name}"
            yield _RENAMED.get(key, key), value


def _checked(key: str, value: object, source: str) -> object:
    """The value, as the type its dataclass names. Raises ConfigError."""
    if key not in _KEYS:
        raise ConfigError(f"{source}: unknown key {key!r}{_nearest(key, _KEYS)}")
    section, name = key.split(".", 1)
    hint, limits = get_type_hints(_SECTIONS[section], include_extras=True)[name], None
    if get_origin(hint) is Annotated:
        hint, limits = get_args(hint)
    choices = get_args(hint) if get_origin(hint) is Literal else ()
    kind: type[Any] = str if choices else hint
    if kind is float and type(value) is int:
        value = float(value)
    # type() and not isinstance: true is no number.
    if type(value) is not kind:
        raise ConfigError(f"{source}: {key} must be {_WORDS[kind]}, not {value!r}")
    if choices and value not in choices:
        raise ConfigError(f"{source}: {key} must be one of {', '.join(choices)}, not {value!r}")
    if isinstance(limits, Within) and isinstance(value, (int, float)) and not limits.least <= value <= limits.most:
        raise ConfigError(f"{source}: {key} must lie between {limits.least} and {limits.most}, not be {value!r}")
    if value == "":
        raise ConfigError(f"{source}: {key} must not be empty")
    return value


_WORDS: dict[type[Any], str] = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}


def _nearest(name: str, known: Mapping[str, object] | tuple[str, ...] | list[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f", did you mean {near[0]!r}?" if near else ""
